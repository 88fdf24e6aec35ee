"""Two back-off n-grams over the same pieces become one: the mean of their probabilities.

A small text that is natural and a large one that knows every word are better apart, each smoothed
by itself, than thrown together: lines of the small one would count for nothing or, repeated, as if
nothing else could follow. Every n-gram of either is kept; back-off weights are found anew, so that
each context sums to one again (Stolcke 2002, static interpolation).

    python -m training.interpolate VOCAB.json LARGE.npz ngram.npz --share 0.8 --most 3500000

--most: n-grams of the result (`prune.py`). LARGE.npz: of `training.ngram`. The other is estimated
here on the dictated lines (`text/`).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from medvoice.asr.ngram import Level, read_levels, write
from training.backoff import Floats, Ids, found, places, with_backoffs
from training.corpus.test_texts import TestTexts
from training.ngram import Recipe, estimate, in_pieces
from training.prune import pruned
from training.text.dictated import Dictated
from training.vocabulary import Vocabulary

VARIANTS = 3
"""Of a line with choices, drawn for the estimate."""
LEAST = (0, 1, 1, 1, 1, 1)
"""See `Recipe`: a line stands in the text once, so nothing rare can be left out."""


def interpolated(one: Sequence[Level], other: Sequence[Level], share: float) -> list[Level]:
    """share: of `other`, 0 to 1. Both of the same number of orders."""
    merged: list[Level] = []
    below: list[Floats] = []
    for order, (first, second) in enumerate(zip(one, other, strict=True)):
        tokens = np.unique(np.concatenate([first.tokens, second.tokens]), axis=0)
        suffixes = places(merged[-1].tokens, tokens[:, 1:]) if merged else None
        shorter = [lower[suffixes] for lower in below] or [np.full(len(tokens), np.log(1e-12))] * 2
        below = [
            _logp(levels, order, tokens, lower)
            for levels, lower in zip((one, other), shorter, strict=True)
        ]
        mean = (1 - share) * np.exp(below[0]) + share * np.exp(below[1])
        logp = np.log(np.maximum(mean, 1e-12)).astype(np.float32)
        merged.append(Level(tokens, logp, np.zeros(len(tokens), np.float32)))
    return with_backoffs(merged)


def _logp(levels: Sequence[Level], order: int, tokens: Ids, shorter: Floats) -> Floats:
    """Log probability, by one model, of the last piece after those before it. order: from 0.
    shorter: the same without the first piece."""
    at, known = found(levels[order].tokens, tokens)
    own = levels[order].logp.astype(np.float64).take(at, mode="clip")
    if order == 0:
        return np.where(known, own, shorter)
    context, seen = found(levels[order - 1].tokens, tokens[:, :-1])
    backoff = levels[order - 1].backoff.astype(np.float64).take(context, mode="clip")
    return np.where(known, own, shorter + np.where(seen, backoff, 0.0))


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
    parser.add_argument("--share", type=float, default=0.8, help="of the dictated lines")
    parser.add_argument("--most", type=int, default=3_500_000, help="n-grams that are kept")
    arguments = parser.parse_args()
    vocabulary = Vocabulary.read(arguments.vocabulary)
    pieces = [piece for piece, _ in vocabulary.pieces]
    text = list(in_pieces(dictated(), vocabulary))
    small = estimate(text, len(vocabulary), Recipe(LEAST))
    levels = interpolated(read_levels(arguments.large, pieces), small, arguments.share)
    levels = pruned(levels, arguments.most)
    write(arguments.file, levels, pieces)
    print(
        f"{len(text)} dictated lines; n-grams "
        f"{', '.join(str(len(level.tokens)) for level in levels)}; "
        f"{arguments.file.stat().st_size / 1e6:.2f} MB"
    )


if __name__ == "__main__":
    main()
