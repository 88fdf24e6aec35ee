"""Edit distance between two lists of words."""

from __future__ import annotations

from collections.abc import Sequence


def prefix_edits(wanted: Sequence[str], heard: Sequence[str]) -> list[int]:
    """Entry n: substitutions, insertions and deletions that make `heard[:n]` of `wanted`."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(wanted, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            cost = min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
            diagonal, row[j] = row[j], cost
    return row


def edits(wanted: Sequence[str], heard: Sequence[str]) -> int:
    """Errors of the whole of `heard` against `wanted`."""
    return prefix_edits(wanted, heard)[-1]
