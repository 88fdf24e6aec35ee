"""What the makers of back-off n-grams share: rows as numbers, and weights that sum to one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from medvoice.asr.ngram import Level

Ids = npt.NDArray[np.int64]
BITS = 9
"""Of a piece: ids below 512."""


def packed(tokens: Ids) -> Ids:
    """One number for each n-gram, in their order. tokens: (n-grams, order)."""
    keys = np.zeros(len(tokens), np.int64)
    for column in tokens.T:
        keys = keys << BITS | column
    return keys


def places(rows: Ids, wanted: Ids) -> Ids:
    """Of each wanted n-gram among the sorted rows. Raises ValueError where one is missing."""
    at, known = found(rows, wanted)
    if not known.all():
        raise ValueError("the suffix or context of an n-gram is missing")
    return at


def found(rows: Ids, wanted: Ids) -> tuple[Ids, npt.NDArray[np.bool_]]:
    """(place of each wanted n-gram among the sorted rows, whether it is there)."""
    keys, sought = packed(rows), packed(wanted)
    at = np.searchsorted(keys, sought).astype(np.int64)
    return at, keys.take(at, mode="clip") == sought


def with_backoffs(levels: Sequence[Level]) -> list[Level]:
    """The same n-grams; the back-off weight of each makes it, as a context, sum to one."""
    return [_with_backoff(levels, order) for order in range(len(levels))]


def _with_backoff(levels: Sequence[Level], order: int) -> Level:
    """order: from 0."""
    level = levels[order]
    backoff = np.zeros(len(level.tokens), np.float32)
    if order + 1 == len(levels):
        return Level(level.tokens, level.logp, backoff)
    above = levels[order + 1]
    of = places(level.tokens, above.tokens[:, :-1])
    kept = np.bincount(of, np.exp(above.logp.astype(np.float64)), len(level.tokens))
    given = np.bincount(of, _lower(level, above.tokens[:, 1:]), len(level.tokens))
    used = np.bincount(of, minlength=len(level.tokens)) > 0
    left = np.clip(1 - kept, 1e-6, None) / np.clip(1 - given, 1e-6, None)
    backoff[used] = np.log(left[used])
    return Level(level.tokens, level.logp, backoff)


def _lower(level: Level, tokens: Ids) -> npt.NDArray[np.float64]:
    """Probability of n-grams without their first piece. They are all there: where an n-gram is,
    its suffix is."""
    return np.exp(level.logp.astype(np.float64))[places(level.tokens, tokens)]
