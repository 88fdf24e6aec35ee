"""Sentences of dictated radiology from the frames (`frames/*.txt`) and slots (`lexicon/*.txt`).

    python -m training.text.grammar --seed 1 --count 20
    python -m training.text.grammar --stats

The notation is described in `notation.py`. Frames are drawn uniformly, choices of a lexicon slot by
rank (Zipf), inline choices uniformly; three sentences in ten are drawn for a rare word instead
(`coverage.py` draws all of them for the word spoken least so far).

Two forms of a sentence: `target` (what the model writes: lower case, marks as "{period}") and
`spoken` (what a synthesiser is given: marks as words, abbreviations as letters).
"""

from __future__ import annotations

import argparse
import random
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from training.text.notation import NotationError, Slot, Template, parse, read_frames, read_slots
from training.text.spoken import articles, spoken_form

__all__ = ["Grammar", "Sentence", "spoken_form"]

FOLDER = Path(__file__).parent
RARE_SHARE = 0.3
"""Share of sentences drawn for a rare word. With it 100,000 sentences hold every word several
times (`--stats`); without it the tails of the long lists are missing."""
RARE_BELOW = 1e-4
"""A word expected less often than this per sentence is rare."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """target: training text. spoken: for a synthesiser. frame: index of its frame."""

    target: str
    spoken: str
    frame: int


@dataclass(frozen=True, slots=True)
class Choices:
    """Templates of a slot; `edges` are their cumulated weights, the last one 1."""

    templates: list[Template]
    edges: list[float]


class Grammar:
    """Draws sentences; the same `random.Random` gives the same sentences."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.frames = read_frames(sorted((folder / "frames").glob("*.txt")))
        slots = read_slots(sorted((folder / "lexicon").glob("*.txt")))
        inline: dict[str, list[Template]] = {}
        self.templates = [parse(frame, inline) for frame in self.frames]
        self.slots = {
            name: _ranked([parse(choice, inline) for choice in choices])
            for name, choices in slots.items()
        }
        self.slots |= {name: _equal(choices) for name, choices in inline.items()}
        self.expected = _expected(self.templates, self.slots)
        self._sites, self._parents = _index(self.templates, self.slots)
        self._rare = sorted(word for word in self._sites if self.expected[word] < RARE_BELOW)
        self._deficits = list(accumulate(RARE_BELOW - self.expected[w] for w in self._rare))

    def sentence(self, rng: random.Random) -> Sentence:
        if self._rare and rng.random() < RARE_SHARE:
            word = self._rare[bisect(self._deficits, rng.random() * self._deficits[-1] * 0.999999)]
            return self.sentence_with(word, rng)
        return self._sentence(rng.randrange(len(self.frames)), {}, rng)

    def sentence_with(self, word: str, rng: random.Random) -> Sentence:
        """A sentence that holds `word`, a word of the frames or lexicons (KeyError if not)."""
        forced: dict[str, int] = {}
        container, index = rng.choice(self._sites[word])
        while container is not None:
            forced[container] = index
            container, index = rng.choice(self._parents[container])
        return self._sentence(index, forced, rng)

    @property
    def words(self) -> list[str]:
        """All words of frames and lexicons, sorted; marks and the numbers of ranges left out."""
        return sorted(word for word in self._sites if not set("{}") & set(word))

    def _sentence(self, index: int, forced: dict[str, int], rng: random.Random) -> Sentence:
        pieces: list[str] = []
        self._fill(self.templates[index], forced, rng, pieces)
        target = " ".join(articles(" ".join(pieces).split()))
        return Sentence(target, spoken_form(target), index)

    def _fill(
        self, template: Template, forced: dict[str, int], rng: random.Random, pieces: list[str]
    ) -> None:
        for part in template:
            if isinstance(part, str):
                pieces.append(part)
            elif isinstance(part, Slot):
                choices = self.slots[part.name]
                index = forced.pop(part.name, -1)
                if index < 0:
                    index = bisect(choices.edges, rng.random())
                self._fill(choices.templates[index], forced, rng, pieces)
            else:
                pieces.append(part.words(rng.randint(part.low, part.high)))


def _ranked(templates: list[Template]) -> Choices:
    """Weights fall with rank, flat at the top: the first of 300 is drawn 25 times as often as
    the last, the first of 10 twice."""
    return _choices(templates, [(rank + 4) ** -0.75 for rank in range(len(templates))])


def _equal(templates: list[Template]) -> Choices:
    return _choices(templates, [1.0] * len(templates))


def _choices(templates: list[Template], weights: list[float]) -> Choices:
    total = sum(weights)
    edges = [edge / total for edge in accumulate(weights)]
    return Choices(templates, [*edges[:-1], 1.0])


def _expected(frames: list[Template], slots: dict[str, Choices]) -> dict[str, float]:
    """How often a word is expected in one uniformly drawn sentence."""
    visits = dict.fromkeys(slots, 0.0)
    words: dict[str, float] = {}

    def pour(template: Template, amount: float) -> None:
        for part in template:
            if isinstance(part, Slot):
                visits[part.name] += amount
            elif isinstance(part, str):
                for word in part.split():
                    words[word] = words.get(word, 0.0) + amount

    order = _outer_first(frames, slots)
    for frame in frames:
        pour(frame, 1 / len(frames))
    for name in order:
        before = 0.0
        for template, edge in zip(slots[name].templates, slots[name].edges, strict=True):
            pour(template, visits[name] * (edge - before))
            before = edge
    return words


def _outer_first(frames: list[Template], slots: dict[str, Choices]) -> list[str]:
    """Names of the used slots, each before the slots inside it.

    Raises NotationError for a slot that is not defined or holds itself.
    """
    done: dict[str, bool] = {}  # False while its inside is being walked

    def walk(template: Template) -> None:
        for part in template:
            if not isinstance(part, Slot) or done.get(part.name):
                continue
            if part.name in done:
                raise NotationError(f"slot {part.name!r} holds itself")
            if part.name not in slots:
                raise NotationError(f"slot {part.name!r} is not defined, used in {template!r}")
            done[part.name] = False
            for choice in slots[part.name].templates:
                walk(choice)
            done[part.name] = True
            order.append(part.name)

    order: list[str] = []
    for frame in frames:
        walk(frame)
    return order[::-1]


Site = tuple[str | None, int]
"""(slot, index of its choice), or (None, index of a frame)."""


def _index(
    frames: list[Template], slots: dict[str, Choices]
) -> tuple[dict[str, list[Site]], dict[str, list[Site]]]:
    """Where each word stands and where each slot stands; slots that no frame uses are left out."""
    used = set(_outer_first(frames, slots))
    places: list[tuple[Site, Template]] = [((None, at), f) for at, f in enumerate(frames)]
    places += [
        ((name, at), template)
        for name, choices in slots.items()
        if name in used
        for at, template in enumerate(choices.templates)
    ]
    sites: dict[str, list[Site]] = {}
    parents: dict[str, list[Site]] = {}
    for site, template in places:
        for part in template:
            if isinstance(part, Slot):
                parents.setdefault(part.name, []).append(site)
            elif isinstance(part, str):
                for word in part.split():
                    sites.setdefault(word, []).append(site)
    return sites, parents


def main() -> None:
    parser = argparse.ArgumentParser(description="Print sentences, or the figures of the text.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--stats", action="store_true", help="figures instead of sentences")
    arguments = parser.parse_args()
    grammar, rng = Grammar(), random.Random(arguments.seed)
    if arguments.stats:
        from training.text.stats import statistics  # it imports this module

        print(statistics(grammar, rng, max(arguments.count, 100_000)))
        return
    for _ in range(arguments.count):
        print(grammar.sentence(rng).target)


if __name__ == "__main__":
    main()
