"""Sentences drawn for the words spoken least so far, for a corpus in which no word is missing.

python -m training.text.coverage --count 20
"""

from __future__ import annotations

import argparse
import heapq
import random
from collections import Counter

from training.text.grammar import Grammar, Sentence


class Coverage:
    """Draws like `Grammar.sentence`, each time for one of the least spoken words.

    A corpus that is made in several runs tells what it holds already by `add`.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self.spoken: Counter[str] = Counter()
        self._heap: list[tuple[int, float, str]] = []

    def add(self, target: str) -> None:
        """Counts the words of a sentence that was spoken elsewhere."""
        self.spoken.update(target.split())

    def sentence(self, rng: random.Random) -> Sentence:
        if not self._heap:
            self._heap = [(self.spoken[w], rng.random(), w) for w in self._grammar.words]
            heapq.heapify(self._heap)
        while self._heap[0][0] < self.spoken[self._heap[0][2]]:  # spoken since it was pushed
            word = self._heap[0][2]
            heapq.heapreplace(self._heap, (self.spoken[word], rng.random(), word))
        sentence = self._grammar.sentence_with(self._heap[0][2], rng)
        self.add(sentence.target)
        return sentence


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    arguments = parser.parse_args()
    coverage, rng = Coverage(Grammar()), random.Random(arguments.seed)
    for _ in range(arguments.count):
        print(coverage.sentence(rng).target)


if __name__ == "__main__":
    main()
