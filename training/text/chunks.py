"""Pieces of natural wording glued together: real collocations, no whole sentence of the grammar.

Between the grammar (a model learns its sentences by heart) and words in any order (`salad.py`, no
natural phrase at all). Each piece is a run of 1 to 6 words of one sentence: of the grammar, or of
WordNet's definitions and examples (Debian's wordnet-base), which hold the everyday English that the
frames lack.

    python -m training.text.chunks --seed 1 --count 20
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.text.grammar import Grammar, Sentence, spoken_form
from training.text.salad import Salad
from training.voices.spoken import units

GLOSSES = Path("/usr/share/wordnet")
GLOSS_SHARE = 0.35
"""Share of the pieces that are everyday English."""
WORD_SHARE = 0.2
"""Between two pieces stands a single word of the salad so often."""
_PARTS = re.compile(r'[;"()]')
_PLAIN = re.compile(r"[a-z]+(?:'s|n't)?")
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Chunks:
    """everyday: phrases of plain English words."""

    grammar: Grammar
    salad: Salad
    everyday: tuple[str, ...]

    @classmethod
    def of_machine(cls, glosses: Path = GLOSSES) -> Chunks:
        """Raises FileNotFoundError where Debian's wordnet-base or wamerican-small is missing."""
        files = [glosses / f"data.{part}" for part in ("noun", "verb", "adj", "adv")]
        phrases = {p for file in files for line in file.open() for p in phrases_of(line)}
        return cls(Grammar(), Salad.of_machine(), tuple(sorted(phrases)))

    def sentence(self, rng: random.Random) -> Sentence:
        """2 to 5 pieces; a mark ends one in two."""
        parts: list[str] = []
        for _ in range(rng.randint(2, 5)):
            parts += self._chunk(rng)
            if rng.random() < WORD_SHARE:
                parts.append(self.salad.word(rng))
        if rng.random() < 0.5 and parts[-1] != "{period}":
            parts.append("{period}")
        target = " ".join(parts)
        return Sentence(target, spoken_form(target), -1)

    def _chunk(self, rng: random.Random) -> list[str]:
        everyday = rng.random() < GLOSS_SHARE
        text = rng.choice(self.everyday) if everyday else self.grammar.sentence(rng).target
        words = units(text)
        length = min(rng.randint(1, 6), len(words))
        start = rng.randint(0, len(words) - length)
        return words[start : start + length]


def phrases_of(line: str) -> Iterator[str]:
    """Plain phrases of three words and more in the gloss of a line of WordNet's data files."""
    _, bar, gloss = line.partition("| ")
    for part in _PARTS.split(gloss.lower() if bar else ""):
        words = part.replace(",", " {comma} ").rstrip(" .!\n").split()
        plain = all(word == "{comma}" or _PLAIN.fullmatch(word) for word in words)
        if len(words) >= _LEAST_WORDS and plain:
            yield " ".join(words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    arguments = parser.parse_args()
    chunks, rng = Chunks.of_machine(), random.Random(arguments.seed)
    print(f"{len(chunks.everyday)} everyday phrases")
    for _ in range(arguments.count):
        print(chunks.sentence(rng).target)


if __name__ == "__main__":
    main()
