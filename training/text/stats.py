"""Figures of the text: frames, words, head and tail of their distribution."""

from __future__ import annotations

import random
import re
import time
from collections import Counter

from training.text.grammar import Grammar

RANKS = (1, 2, 5, 10, 30, 100, 300, 1000, 3000)


def statistics(grammar: Grammar, rng: random.Random, count: int) -> str:
    """A table in words from `count` drawn sentences."""
    began = time.perf_counter()
    drawn = [grammar.sentence(rng).target for _ in range(count)]
    seconds = time.perf_counter() - began
    tokens: Counter[str] = Counter()
    for target in drawn:
        tokens.update(re.findall(r"\{[^}]*\}|[a-z']+", target))
    words = Counter({word: n for word, n in tokens.items() if word[0] != "{"})
    ranks = words.most_common()
    lengths = sorted(len(re.findall(r"[a-z']+", target)) for target in drawn)
    unspoken = len([w for w in grammar.words if w not in words])
    lines = [
        f"{len(grammar.frames)} frames, {len(grammar.slots)} slots and inline choices",
        f"{count} sentences in {seconds:.1f} s, {len(set(drawn))} different, "
        f"{words.total()} words, {sum(lengths) / count:.1f} a sentence "
        f"(median {lengths[count // 2]}, longest {lengths[-1]})",
        f"{len(words)} different words; words of the lexicons not drawn: {unspoken}",
        "seen fewer than n times: "
        + ", ".join(f"{n}: {sum(c < n for c in words.values())}" for n in (2, 5, 10, 20, 50)),
        "by rank: " + ", ".join(f"{r}: {ranks[r - 1][0]} {ranks[r - 1][1]}" for r in RANKS
                                if r <= len(ranks)),
        "marks: " + ", ".join(f"{m} {n}" for m, n in tokens.most_common() if m[0] == "{"),
    ]  # fmt: skip
    return "\n".join(lines)
