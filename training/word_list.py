"""The list of words that the bundled model's search knows (medvoice/asr/word_list.py).

    python -m training.word_list words.txt

All words of the grammar's frames and lexicons, and the number words that its sentences hold.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from training.text.grammar import Grammar

SENTENCES = 100_000
"""Drawn for the words of numbers, which no frame names; 50,000 gave the same list."""


def words(sentences: int = SENTENCES, seed: int = 1) -> list[str]:
    grammar, rng = Grammar(), random.Random(seed)
    found = set(grammar.words)
    for _ in range(sentences):
        found.update(word for word in grammar.sentence(rng).target.split() if "{" not in word)
    return sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    listed = words()
    arguments.file.write_text("".join(f"{word}\n" for word in listed), encoding="utf-8")
    print(f"{len(listed)} words")


if __name__ == "__main__":
    main()
