"""Words in any order: what the grammar's sentences do not teach.

A model trained on sentences alone learns which word follows which, and writes what it expects; on
held-out wording it had three times the errors of new sentences from known frames (measured:
docs/measurements/recognition.md). Here every word is as likely as any other: those of the grammar,
and those of a general word list (Debian's wamerican-small, public domain).

    python -m training.text.salad --seed 1 --count 20
"""

from __future__ import annotations

import argparse
import random
import re
from dataclasses import dataclass
from pathlib import Path

from training.text.grammar import Grammar, Sentence, spoken_form

WORD_LIST = Path("/usr/share/dict/american-english-small")
_WORD = re.compile(r"[a-z]{2,16}")
_SENTENCES = 60_000
"""Drawn to collect the grammar's words."""


@dataclass(frozen=True, slots=True)
class Salad:
    """medical: words of the grammar. general: of the list, without those."""

    medical: tuple[str, ...]
    general: tuple[str, ...]

    @classmethod
    def of_machine(cls, word_list: Path = WORD_LIST) -> Salad:
        """Raises FileNotFoundError where Debian's wamerican-small is not installed."""
        grammar, rng = Grammar(), random.Random(11)
        words: set[str] = set()
        for _ in range(_SENTENCES):
            words.update(filter(_WORD.fullmatch, grammar.sentence(rng).target.split()))
        listed = {w for w in word_list.read_text().split() if _WORD.fullmatch(w)} - words
        return cls(tuple(sorted(words)), tuple(sorted(listed)))

    def word(self, rng: random.Random) -> str:
        """Two of three from the grammar."""
        return rng.choice(self.medical if rng.random() < 0.67 else self.general)

    def sentence(self, rng: random.Random) -> Sentence:
        """2 to 9 words; a mark here and there."""
        units: list[str] = []
        for _ in range(rng.randint(2, 9)):
            units.append(self.word(rng))
            if rng.random() < 0.08:
                units.append(rng.choice(("{comma}", "{period}", "{colon}")))
        target = " ".join(units)
        return Sentence(target, spoken_form(target), -1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    arguments = parser.parse_args()
    salad, rng = Salad.of_machine(), random.Random(arguments.seed)
    print(f"{len(salad.medical)} + {len(salad.general)} words")
    for _ in range(arguments.count):
        print(salad.sentence(rng).target)


if __name__ == "__main__":
    main()
