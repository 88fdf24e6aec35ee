"""Two back-off n-grams over the same pieces become one: the mean of their probabilities.

A small text that is natural and a large one that knows every word are better apart, each smoothed
by itself, than thrown together: lines of the small one would count for nothing or, repeated, as if
nothing else could follow. Every n-gram of either is kept; back-off weights are found anew, so that
each context sums to one again (Stolcke 2002, static interpolation).

    python -m training.interpolate VOCAB.json LARGE.npz ngram.npz --share 0.2

LARGE.npz: of `training.ngram`. The other is estimated here on the dictated lines (`text/`).
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from medvoice.asr.ngram import Level, NGram, read_levels, write
from training.corpus.test_texts import TestTexts
from training.ngram import Recipe, estimate, in_pieces, packed
from training.text.dictated import Dictated
from training.vocabulary import Vocabulary

VARIANTS = 3
"""Of a line with choices, drawn for the estimate."""
LEAST = (0, 1, 1, 1, 1, 1)
"""See `Recipe`: a line stands in the text once, so nothing rare can be left out."""


def interpolated(one: Sequence[Level], other: Sequence[Level], share: float) -> list[Level]:
    """share: of `other`, 0 to 1. Both of the same number of orders."""
    models = (NGram.of(one), NGram.of(other))
    shares = (1 - share, share)
    merged: list[Level] = []
    for first, second in zip(one, other, strict=True):
        tokens = np.unique(np.concatenate([first.tokens, second.tokens]), axis=0)
        logp = _mean(models, shares, tokens)
        merged.append(Level(tokens, logp, np.zeros(len(tokens), np.float32)))
    return [_with_backoff(merged, order) for order in range(len(merged))]


def _mean(
    models: Sequence[NGram], shares: Sequence[float], tokens: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    """Log of the mean probability of the last piece after those before it."""
    logp = np.empty(len(tokens), np.float32)
    context: list[int] | None = None
    states = [0 for _ in models]
    for row, (*before, last) in enumerate(tokens.tolist()):
        if before != context:
            context, states = before, [_state(model, before) for model in models]
        scores = [model.score(state, last)[1] for model, state in zip(models, states, strict=True)]
        total = sum(part * math.exp(score) for part, score in zip(shares, scores, strict=True))
        logp[row] = math.log(max(total, 1e-12))
    return logp


def _state(model: NGram, context: Sequence[int]) -> int:
    state = 0
    for token in context:
        state, _ = model.score(state, token)
    return state


def _with_backoff(levels: Sequence[Level], order: int) -> Level:
    """The level (from 0) with the back-off weights of its n-grams as contexts."""
    level = levels[order]
    backoff = np.zeros(len(level.tokens), np.float32)
    if order + 1 == len(levels):
        return Level(level.tokens, level.logp, backoff)
    above = levels[order + 1]
    of = _places(level.tokens, above.tokens[:, :-1])
    kept = np.bincount(of, np.exp(above.logp.astype(np.float64)), len(level.tokens))
    lower = _lower(levels[: order + 1], above.tokens[:, 1:])
    given = np.bincount(of, lower, len(level.tokens))
    used = np.bincount(of, minlength=len(level.tokens)) > 0
    left = np.clip(1 - kept, 1e-6, None) / np.clip(1 - given, 1e-6, None)
    backoff[used] = np.log(left[used])
    return Level(level.tokens, level.logp, backoff)


def _lower(levels: Sequence[Level], tokens: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Probability of n-grams without their first piece. They are all there: where an n-gram is,
    its suffix is."""
    level = levels[-1]
    return np.exp(level.logp.astype(np.float64))[_places(level.tokens, tokens)]


def _places(rows: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Of each wanted n-gram among the sorted rows."""
    keys, sought = packed(rows), packed(wanted)
    places = np.searchsorted(keys, sought)
    if (keys.take(places, mode="clip") != sought).any():
        raise ValueError("the suffix or context of an n-gram is missing")
    return np.asarray(places, np.int64)


def dictated(seed: int = 1) -> list[str]:
    """The dictated lines, up to VARIANTS of each; none that holds a sentence of the test sets."""
    tests = TestTexts.of_repository()
    lines = Dictated.of_project().variants(VARIANTS, random.Random(seed))
    return [line for line in lines if not tests.has(line)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--share", type=float, default=0.2, help="of the dictated lines")
    arguments = parser.parse_args()
    vocabulary = Vocabulary.read(arguments.vocabulary)
    pieces = [piece for piece, _ in vocabulary.pieces]
    text = list(in_pieces(dictated(), vocabulary))
    small = estimate(text, len(vocabulary), Recipe(LEAST))
    levels = interpolated(read_levels(arguments.large, pieces), small, arguments.share)
    write(arguments.file, levels, pieces)
    print(
        f"{len(text)} dictated lines; n-grams "
        f"{', '.join(str(len(level.tokens)) for level in levels)}; "
        f"{arguments.file.stat().st_size / 1e6:.2f} MB"
    )


if __name__ == "__main__":
    main()
