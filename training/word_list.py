"""The list of words that the bundled model's search knows (medvoice/asr/word_list.py).

    python -m training.word_list words.txt

All words of the grammar's frames and lexicons, the number words that its sentences hold, and what
the dictated lines say three times or more (rarer ones are often slips).
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from training.text.dictated import Dictated
from training.text.grammar import Grammar

SENTENCES = 100_000
"""Drawn for the words of numbers, which no frame names; 50,000 gave the same list."""
LEAST_DICTATED = 3


def words(sentences: int = SENTENCES, seed: int = 1) -> list[str]:
    grammar, rng = Grammar(), random.Random(seed)
    found = set(grammar.words)
    for _ in range(sentences):
        found.update(word for word in grammar.sentence(rng).target.split() if "{" not in word)
    lines = Dictated.of_project().variants(1, rng)
    said = Counter(
        word for line in lines for word in line.split() if word.replace("'", "").isalpha()
    )
    return sorted(found.union(word for word, times in said.items() if times >= LEAST_DICTATED))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    listed = words()
    arguments.file.write_text("".join(f"{word}\n" for word in listed), encoding="utf-8")
    print(f"{len(listed)} words")


if __name__ == "__main__":
    main()
