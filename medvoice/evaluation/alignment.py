"""Alignment of two word sequences with the fewest errors.

Beside the four usual steps two words may equal one that is written together ("x ray", "xray"): that
is no error of a recogniser. Numbers are never joined ("two three" is not "23").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt


class Op(StrEnum):
    SAME = "same"
    SUBSTITUTED = "substituted"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Step:
    """Reference words [r0, r1) against hypothesis words [h0, h1)."""

    op: Op
    r0: int
    r1: int
    h0: int
    h1: int


def align(reference: Sequence[str], hypothesis: Sequence[str]) -> tuple[Step, ...]:
    """Steps in order, covering both sequences once. Memory: 4 bytes × the product of the lengths
    (10,000 words against as many: 400 MB)."""
    distance = _distances(reference, hypothesis)
    steps: list[Step] = []
    i, j = len(reference), len(hypothesis)
    while i or j:
        step = _last_step(distance, reference, hypothesis, i, j)
        steps.append(step)
        i, j = step.r0, step.h0
    return tuple(reversed(steps))


def _distances(reference: Sequence[str], hypothesis: Sequence[str]) -> npt.NDArray[np.int32]:
    """[i, j]: errors between the first i and the first j words."""
    numbers: dict[str, int] = {}
    ids = np.array([numbers.setdefault(word, len(numbers)) for word in hypothesis], dtype=np.int64)
    count = len(hypothesis)
    singles: dict[str, list[int]] = {}
    pairs: dict[str, list[int]] = {}
    for j in range(1, count + 1):
        if hypothesis[j - 1].isalpha():
            singles.setdefault(hypothesis[j - 1], []).append(j)
        if j > 1 and (hypothesis[j - 2] + hypothesis[j - 1]).isalpha():
            pairs.setdefault(hypothesis[j - 2] + hypothesis[j - 1], []).append(j)
    steps = np.arange(count + 1, dtype=np.int32)
    table = np.empty((len(reference) + 1, count + 1), dtype=np.int32)
    table[0] = steps
    for i, word in enumerate(reference, 1):
        above = table[i - 1]
        row = np.empty(count + 1, dtype=np.int32)
        row[0] = i
        row[1:] = np.minimum(above[1:] + 1, above[:-1] + (ids != numbers.get(word, -1)))
        for j in pairs.get(word, ()):
            row[j] = min(row[j], above[j - 2])
        if i > 1:
            for j in singles.get(reference[i - 2] + word, ()):
                row[j] = min(row[j], table[i - 2, j - 1])
        table[i] = np.minimum.accumulate(row - steps) + steps
    return table


def _last_step(
    distance: npt.NDArray[np.int32],
    reference: Sequence[str],
    hypothesis: Sequence[str],
    i: int,
    j: int,
) -> Step:
    here = distance[i, j]

    def from_(rows: int, columns: int, errors: int) -> bool:
        back, left = i - rows, j - columns
        return back >= 0 and left >= 0 and bool(here == distance[back, left] + errors)

    ours, theirs = reference[max(0, i - 2) : i], hypothesis[max(0, j - 2) : j]
    if from_(1, 1, 0) and ours[-1] == theirs[-1]:
        return Step(Op.SAME, i - 1, i, j - 1, j)
    if from_(1, 2, 0) and ours[-1] == "".join(theirs) and ours[-1].isalpha():
        return Step(Op.SAME, i - 1, i, j - 2, j)
    if from_(2, 1, 0) and "".join(ours) == theirs[-1] and theirs[-1].isalpha():
        return Step(Op.SAME, i - 2, i, j - 1, j)
    if from_(1, 1, 1):
        return Step(Op.SUBSTITUTED, i - 1, i, j - 1, j)
    if from_(1, 0, 1):
        return Step(Op.DELETED, i - 1, i, j, j)
    return Step(Op.INSERTED, i, i, j - 1, j)
