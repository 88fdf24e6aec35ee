"""Pruned n-grams: those that say what the back-off says as well go first; the rest still sums to one."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from medvoice.asr.ngram import Level, NGram
from training.backoff import with_backoffs
from training.ngram import Recipe, estimate, perplexity
from training.prune import pruned
from training.vocabulary import SPACE, SPECIAL

PIECES = 24
FIRST = SPECIAL.index(SPACE)


def text(seed: int, count: int) -> list[list[int]]:
    """A chain in which every piece has its few followers."""
    rng = random.Random(seed)
    pieces = range(FIRST, PIECES)
    rules = random.Random(0)
    follow = {a: rules.sample(pieces, 4) for a in pieces}
    lines = []
    for _ in range(count):
        line = [rng.choice(pieces)]
        for _ in range(rng.randint(3, 12)):
            line.append(rng.choice(follow[line[-1]] if rng.random() < 0.9 else pieces))
        lines.append(line)
    return lines


def size(levels: list[Level]) -> int:
    return sum(len(level.tokens) for level in levels)


@pytest.fixture(scope="module")
def levels():
    return estimate(text(1, 800), PIECES, Recipe((0, 1, 1, 1)))


def test_it_is_no_larger_than_asked_and_whole_where_it_fits(levels):
    assert 560 < size(pruned(levels, 600)) <= 600
    assert size(pruned(levels, size(levels))) == size(levels)


def test_fewer_than_the_pieces_is_refused(levels):
    with pytest.raises(ValueError, match="of order 1 alone"):
        pruned(levels, 5)


def test_contexts_and_suffixes_stay_and_sum_to_one(levels):
    small = pruned(levels, 500)
    for above, below in zip(small[1:], small[:-1], strict=True):
        known = {tuple(row) for row in below.tokens.tolist()}
        for row in above.tokens.tolist():
            assert tuple(row[:-1]) in known
            assert tuple(row[1:]) in known
    model, rng = NGram.of(small), random.Random(3)
    for _ in range(60):
        state = model.start()
        for _ in range(rng.randint(0, 4)):
            state, _ = model.score(state, rng.randrange(FIRST, PIECES))
        total = sum(math.exp(model.score(state, token)[1]) for token in range(FIRST, PIECES))
        assert total == pytest.approx(1, abs=2e-3)


def test_it_loses_less_than_leaving_rare_ones_out(levels):
    cut = estimate(text(1, 800), PIECES, Recipe((0, 2, 3, 4)))
    fresh = text(2, 400)
    pieces = sum(map(len, fresh))
    ours, theirs = (
        perplexity(NGram.of(made), fresh, pieces)[0] for made in (pruned(levels, size(cut)), cut)
    )
    assert ours < theirs


def test_what_the_back_off_says_as_well_goes_first():
    """Of two n-grams as frequent, the one with a surprise stays."""
    one = np.array([[0], [FIRST], [FIRST + 1], [FIRST + 2]])
    two = np.array([[FIRST, FIRST + 1], [FIRST + 1, FIRST + 2]])
    none = np.zeros(4, np.float32)
    unigrams = np.log(np.array([1e-7, 0.4, 0.35, 0.25])).astype(np.float32)
    bigrams = np.log(np.array([0.36, 0.9])).astype(np.float32)
    levels = with_backoffs([Level(one, unigrams, none), Level(two, bigrams, none[:2])])
    assert pruned(levels, 5)[1].tokens.tolist() == [[FIRST + 1, FIRST + 2]]
