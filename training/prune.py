"""Leaves the n-grams out whose loss changes a back-off model least (Stolcke 1998).

For every n-gram: by how much does the model's entropy grow if its probability comes from the
back-off instead, weighed with how likely its context is by the model itself. Cutting rare n-grams
instead treats those that say something new like those that the shorter context says as well.
The lower orders of a Kneser-Ney model count contexts, not occurrences, so the weights are rough
(Chelba et al. 2010); measured, it is far better than cutting (docs/measurements/decoding.md).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from medvoice.asr.ngram import START, Level
from training.backoff import Floats, Ids, left_and_given, places, with_backoffs

_LINE = 40
"""Pieces to a line of the text (28 of the dictated lines, 50 of the grammar's), roughly: how often
START comes up."""


def pruned(levels: Sequence[Level], most: int) -> list[Level]:
    """At most so many n-grams, those of order 1 all. Context and suffix of a kept n-gram stay.
    Raises ValueError where those of order 1 are more."""
    if _count(levels) <= most:
        return list(levels)
    if len(levels[0].tokens) > most:
        raise ValueError(f"there are {len(levels[0].tokens)} n-grams of order 1 alone")
    contexts, suffixes = _of(levels, slice(-1)), _of(levels, slice(1, None))
    costs = _costs(levels, contexts, suffixes)

    def above(least: float) -> list[npt.NDArray[np.bool_]]:
        """What stays of each level: where the loss costs at least so much, and what that needs."""
        stays = [cost >= least for cost in costs]
        for order in range(len(levels) - 1, 0, -1):
            for needed in (contexts[order], suffixes[order]):
                stays[order - 1][needed[stays[order]]] = True
        return stays

    low, high = -30.0, 3.0
    found = above(10.0**high)
    for _ in range(20):
        middle = (low + high) / 2
        stays = above(10.0**middle)
        if sum(int(kept.sum()) for kept in stays) > most:
            low = middle
        else:
            high, found = middle, stays
    return with_backoffs([_taken(*both) for both in zip(levels, found, strict=True)])


def _count(levels: Sequence[Level]) -> int:
    return sum(len(level.tokens) for level in levels)


def _of(levels: Sequence[Level], part: slice) -> list[Ids]:
    """Where that part of each n-gram stands in the level below."""
    pairs = zip(levels[1:], levels, strict=False)
    return [np.zeros(0, np.int64)] + [
        places(below.tokens, level.tokens[:, part]) for level, below in pairs
    ]


def _taken(level: Level, stays: npt.NDArray[np.bool_]) -> Level:
    return Level(level.tokens[stays], level.logp[stays], level.backoff[stays])


def _costs(
    levels: Sequence[Level], contexts: Sequence[Ids], suffixes: Sequence[Ids]
) -> list[Floats]:
    """Growth of the entropy without each n-gram, in nats a piece; of order 1 endless."""
    often = levels[0].logp.astype(np.float64).copy()  # log probability of an n-gram as a whole
    often[levels[0].tokens[:, 0] == START] = -np.log(_LINE)
    costs = [np.full(len(often), np.inf)]
    for order in range(1, len(levels)):
        level, below = levels[order], levels[order - 1]
        often = often[contexts[order]]
        costs.append(_cost(level, below, contexts[order], suffixes[order], often))
        often = often + level.logp
    return costs


def _cost(level: Level, below: Level, context: Ids, suffix: Ids, often: Floats) -> Floats:
    """often: log probability of each n-gram's context."""
    p = np.exp(level.logp.astype(np.float64))
    lower = np.exp(below.logp.astype(np.float64))[suffix]
    left, given = left_and_given(below, level, context, suffix)
    before = np.log(left / given)[context]
    after = np.log((left[context] + p) / (given[context] + lower))
    gained = p * (np.log(lower) + after - np.log(p)) + left[context] * (after - before)
    return -np.exp(often) * gained
