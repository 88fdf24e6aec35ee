"""Edit distance between two lists of words."""

from __future__ import annotations

from collections.abc import Sequence


def edits(wanted: Sequence[str], heard: Sequence[str]) -> int:
    """Substitutions, insertions and deletions that make `heard` of `wanted`."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(wanted, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            cost = min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
            diagonal, row[j] = row[j], cost
    return row[-1]
