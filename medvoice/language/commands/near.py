"""Letters between what was heard and what it could have been."""

from __future__ import annotations


def distance(heard: str, meant: str, most: int) -> int:
    """Letters put in, left out, changed or swapped with their neighbour; most + 1 for more."""
    if abs(len(heard) - len(meant)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, a in enumerate(heard, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(meant, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == meant[j - 2] and heard[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
