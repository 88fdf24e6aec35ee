"""What the makers of back-off n-grams share: rows as numbers, and weights that sum to one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from medvoice.asr.ngram import Level

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
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


def left_and_given(
    below: Level, level: Level, contexts: Ids, suffixes: Ids
) -> tuple[Floats, Floats]:
    """Of each n-gram of `below` as a context of `level`'s: what these leave of 1, and what the
    shorter contexts would have left. contexts, suffixes: places of those of `level` in `below`."""
    kept = np.bincount(contexts, np.exp(level.logp.astype(np.float64)), len(below.tokens))
    lower = np.exp(below.logp.astype(np.float64))[suffixes]
    given = np.bincount(contexts, lower, len(below.tokens))
    return np.clip(1 - kept, 1e-6, None), np.clip(1 - given, 1e-6, None)


def _with_backoff(levels: Sequence[Level], order: int) -> Level:
    """order: from 0."""
    level = levels[order]
    backoff = np.zeros(len(level.tokens), np.float32)
    if order + 1 < len(levels):
        above = levels[order + 1]
        contexts = places(level.tokens, above.tokens[:, :-1])
        suffixes = places(level.tokens, above.tokens[:, 1:])
        left, given = left_and_given(level, above, contexts, suffixes)
        used = np.bincount(contexts, minlength=len(level.tokens)) > 0
        backoff[used] = np.log(left / given)[used]
    return Level(level.tokens, level.logp, backoff)
