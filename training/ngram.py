"""The small n-gram over pieces that the beam search uses with the bundled model.

    nice python -m training.ngram VOCAB.json ngram.npz

Text: sentences drawn from the grammar (--texts: and from other kinds of text, in turn), one to
three to a line (a turn of a dictation), each word in the pieces of VOCAB.json; no sentence of the
test sets (corpus/test_texts.py). Interpolated modified
Kneser-Ney; rare n-grams are dropped and their mass goes to the back-off, so each context still sums
to one. Prints size and perplexity on sentences of another seed.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from medvoice.asr.ngram import START, Level, NGram, write
from training.backoff import BITS, Ids, packed
from training.corpus.test_texts import TestTexts
from training.text.kinds import KINDS, text_of
from training.vocabulary import SPACE, SPECIAL, Vocabulary
from training.voices.spoken import units

_FIRST = SPECIAL.index(SPACE)
"""The ids before it are control tokens, which no text holds."""
_HELD_OUT_SEED = 1_000_003
_HELD_OUT = 5_000
_MOST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Recipe:
    """least: how often an n-gram of order 1, 2, … must occur to be kept (every piece is, of order
    1)."""

    least: tuple[int, ...] = (0, 1, 2, 3, 5, 5)

    @property
    def order(self) -> int:
        return len(self.least)


@dataclass(slots=True)
class Lines:
    """Ids of lines of one to three sentences, drawn from `texts` in turn. Sentences with unknown
    characters are left out, and lines that hold a sentence of the test sets (`tested`: so many)."""

    vocabulary: Vocabulary
    sentences: int
    seed: int
    texts: tuple[str, ...] = ("grammar",)
    tested: int = 0

    def __iter__(self) -> Iterator[list[int]]:
        rng = random.Random(self.seed)
        texts = TestTexts.of_repository()
        for line in together(targets(self.sentences, rng, self.texts), rng):
            if texts.has(line):
                self.tested += 1
            else:
                yield from in_pieces((line,), self.vocabulary)


def in_pieces(lines: Iterable[str], vocabulary: Vocabulary) -> Iterator[list[int]]:
    """Ids of each line. Lines with a character that no piece has are left out."""
    for line in lines:
        try:
            yield [i for unit in units(line) for i in vocabulary.word(unit)]
        except KeyError:
            continue


def targets(sentences: int, rng: random.Random, kinds: Sequence[str]) -> Iterator[str]:
    texts = {kind: text_of(kind) for kind in kinds}
    for number in range(sentences):
        yield texts[kinds[number % len(kinds)]].sentence(rng).target


def together(sentences: Iterable[str], rng: random.Random) -> Iterator[str]:
    """Lines of one to three sentences; half of them have one."""
    line: list[str] = []
    for sentence in sentences:
        line.append(sentence)
        if len(line) == _MOST_SENTENCES or rng.random() < 0.5:
            yield " ".join(line)
            line = []
    if line:
        yield " ".join(line)


def estimate(text: Iterable[list[int]], pieces: int, recipe: Recipe) -> list[Level]:
    """pieces: size of the vocabulary, < 512; START is no piece of the text."""
    if pieces > 1 << BITS or recipe.order * BITS > 62:
        raise ValueError("too many pieces or too high an order")
    stream = np.array([i for line in text for i in (START, *line)], np.int16)
    counted = [_count(stream, order) for order in range(1, recipe.order + 1)]
    counted[0] = _all_pieces(*counted[0], pieces)
    kept = _kept(counted, recipe)
    levels: list[Level] = []
    below: tuple[Ids, npt.NDArray[np.float64]] | None = None
    gammas: list[npt.NDArray[np.float64]] = []
    for order, (keys, raw) in enumerate(counted, 1):
        higher = counted[order][0] if order < recipe.order else None
        uses = _uses(keys, raw, order, higher)
        logp, gamma, chosen = _level(keys, uses, kept[order - 1], order, below, pieces)
        gammas.append(gamma)
        below = (chosen, np.exp(logp))
        levels.append(
            Level(_unpacked(chosen, order), logp.astype(np.float32), np.zeros(0, np.float32))
        )
    return [
        Level(level.tokens, level.logp, _backoffs(levels, gammas, order))
        for order, level in enumerate(levels, 1)
    ]


def perplexity(model: NGram, text: Iterable[list[int]], words: int) -> tuple[float, float]:
    """(per piece, per word) where the text has so many words."""
    total, count = 0.0, 0
    for line in text:
        state = model.start()
        for token in line:
            state, score = model.score(state, token)
            total, count = total - score, count + 1
    return math.exp(total / count), math.exp(total / words)


def _count(stream: npt.NDArray[np.int16], order: int) -> tuple[Ids, Ids]:
    """(sorted keys, counts) of all n-grams of one order; START only in the first place."""
    keys = np.zeros(max(0, len(stream) - order + 1), np.int64)
    inside = np.ones(len(keys), bool)
    for place in range(order):
        column = stream[place : place + len(keys)]
        keys = keys << BITS | column
        if place:
            inside &= column != START
    return np.unique(keys[inside], return_counts=True)


def _all_pieces(keys: Ids, raw: Ids, pieces: int) -> tuple[Ids, Ids]:
    """The counts of START and of every piece, those that the text lacks too."""
    events = np.array([START, *range(_FIRST, pieces)], np.int64)
    found = np.zeros(len(events), np.int64)
    found[np.searchsorted(events, keys)] = raw
    return events, found


def _kept(counted: list[tuple[Ids, Ids]], recipe: Recipe) -> list[npt.NDArray[np.bool_]]:
    """Frequent ones, and prefix and suffix of every kept n-gram."""
    kept = [raw >= least for (_, raw), least in zip(counted, recipe.least, strict=True)]
    for order in range(recipe.order, 1, -1):
        keys = counted[order - 1][0][kept[order - 1]]
        lower = counted[order - 2][0]
        suffixes = keys & ((1 << BITS * (order - 1)) - 1)
        for needed in (keys >> BITS, suffixes):
            kept[order - 2][np.searchsorted(lower, np.unique(needed))] = True
    return kept


def _uses(keys: Ids, raw: Ids, order: int, higher: Ids | None) -> Ids:
    """Kneser-Ney counts: in how many contexts an n-gram was seen; at a line's start how often."""
    if higher is None:
        return raw
    mask = (1 << BITS * order) - 1
    different, contexts = np.unique(higher & mask, return_counts=True)
    uses = np.zeros(len(keys), np.int64)
    uses[np.searchsorted(keys, different)] = contexts
    first = keys >> BITS * (order - 1)
    return np.where(first == START, raw, uses)


def _discounts(uses: Ids) -> npt.NDArray[np.float64]:
    """Of n-grams used 0, 1, 2, and 3 times or more (Chen and Goodman 1998)."""
    n1, n2, n3, n4 = (int((uses == n).sum()) for n in (1, 2, 3, 4))
    if not (n1 and n2 and n3):
        return np.array([0.0, 0.5, 0.75, 0.9])
    y = n1 / (n1 + 2 * n2)
    found = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
    return np.array([0.0, *(min(max(d, 0.1), 0.95 * n) for n, d in enumerate(found, 1))])


def _level(
    keys: Ids,
    uses: Ids,
    keep: npt.NDArray[np.bool_],
    order: int,
    below: tuple[Ids, npt.NDArray[np.float64]] | None,
    pieces: int,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], Ids]:
    """(logp of the kept ones, back-off mass of each context, kept keys). Contexts in the order of
    `np.unique` over all keys of the order."""
    text = keys & ((1 << BITS) - 1) != START  # the unigram START is a context, no event
    uses = np.where(text, uses, 0)
    contexts, of = np.unique(keys >> BITS, return_inverse=True)
    total = np.bincount(of, uses).astype(np.float64)
    left = np.where(keep, uses - _discounts(uses)[np.minimum(uses, 3)], 0.0).clip(min=0)
    share = left / total[of]
    gamma = 1 - np.bincount(of, share)
    chosen = keys[keep]
    if below is None:
        lower = np.full(len(chosen), 1 / (pieces - _FIRST))
    else:
        suffix = chosen & ((1 << BITS * (order - 1)) - 1)
        lower = below[1][np.searchsorted(below[0], suffix)]
    p = share[keep] + gamma[of[keep]] * lower
    return np.log(np.maximum(p, 1e-12)), np.stack([contexts, gamma]), chosen


def _backoffs(
    levels: list[Level], gammas: list[npt.NDArray[np.float64]], order: int
) -> npt.NDArray[np.float32]:
    """Of each kept n-gram as a context; 0 where nothing kept follows it."""
    level = levels[order - 1]
    backoff = np.zeros(len(level.tokens), np.float32)
    if order == len(levels):
        return backoff
    contexts, gamma = gammas[order]
    own = packed(level.tokens)
    at = np.searchsorted(contexts, own)
    known = contexts.take(at, mode="clip") == own
    backoff[known] = np.log(np.maximum(gamma[at[known]], 1e-6))
    return backoff


def _unpacked(keys: Ids, order: int) -> Ids:
    mask = (1 << BITS) - 1
    return np.stack([keys >> BITS * (order - 1 - i) & mask for i in range(order)], axis=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", nargs="+", choices=KINDS, default=["grammar"])
    parser.add_argument("--least", type=int, nargs="+", default=list(Recipe().least))
    arguments = parser.parse_args()
    vocabulary = Vocabulary.read(arguments.vocabulary)
    recipe = Recipe(tuple(arguments.least))
    text = Lines(vocabulary, arguments.sentences, arguments.seed, tuple(arguments.texts))
    levels = estimate(text, len(vocabulary), recipe)
    pieces = [piece for piece, _ in vocabulary.pieces]
    write(arguments.file, levels, pieces)
    model = NGram.read(arguments.file, pieces)
    held_out = list(Lines(vocabulary, _HELD_OUT, _HELD_OUT_SEED))
    words = sum(vocabulary.pieces[i][0].startswith(SPACE) for line in held_out for i in line)
    per_piece, per_word = perplexity(model, held_out, words)
    print(
        f"n-grams {', '.join(str(len(level.tokens)) for level in levels)}; "
        f"{arguments.file.stat().st_size / 1e6:.2f} MB; "
        f"perplexity {per_piece:.2f} a piece, {per_word:.1f} a word (other sentences); "
        f"{text.tested} lines left out that hold a sentence of the test sets"
    )


if __name__ == "__main__":
    main()
