"""Interpolated n-grams: the mean of both, and still probabilities."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from medvoice.asr.ngram import START, NGram, read_levels, write
from training.interpolate import interpolated
from training.ngram import Recipe, estimate
from training.vocabulary import SPACE, SPECIAL

PIECES = 16
FIRST = SPECIAL.index(SPACE)
RECIPE = Recipe((0, 1, 1))


def lines(seed: int, count: int = 60) -> list[list[int]]:
    rng = random.Random(seed)
    return [
        [rng.choice(range(FIRST, PIECES)) for _ in range(rng.randint(2, 9))] for _ in range(count)
    ]


@pytest.fixture(scope="module")
def both():
    return [estimate(lines(seed), PIECES, RECIPE) for seed in (1, 2)]


def after(model: NGram, context: list[int], token: int) -> float:
    state = model.start()
    for one in context:
        state, _ = model.score(state, one)
    return math.exp(model.score(state, token)[1])


def test_kept_ngrams_have_the_mean_of_both(both):
    models = [NGram.of(levels) for levels in both]
    mixed = interpolated(*both, 0.25)
    merged = NGram.of(mixed)
    for a, b, c in mixed[2].tokens[:200].tolist():
        if a == 0:  # the start: a context only
            score = [after(m, [b], c) for m in (*models, merged)]
            assert score[2] == pytest.approx(0.75 * score[0] + 0.25 * score[1], rel=1e-4)


def test_every_context_sums_to_one(both):
    merged = NGram.of(interpolated(*both, 0.4))
    rng = random.Random(7)
    for _ in range(60):
        context = [rng.choice(range(FIRST, PIECES)) for _ in range(rng.randint(0, 4))]
        total = sum(after(merged, context, token) for token in range(FIRST, PIECES))
        assert total == pytest.approx(1, abs=2e-3)


def test_one_share_alone_is_the_model_itself(both):
    alone, merged = NGram.of(both[0]), NGram.of(interpolated(*both, 0.0))
    for line in lines(3, 20):
        for end in range(len(line)):
            assert after(merged, line[:end], line[end]) == pytest.approx(
                after(alone, line[:end], line[end]), rel=1e-3
            )


def test_a_file_is_read_back_level_by_level(both, tmp_path):
    pieces = [f"p{number}" for number in range(PIECES)]
    write(tmp_path / "n.npz", both[0], pieces)
    for read, written in zip(read_levels(tmp_path / "n.npz", pieces), both[0], strict=True):
        assert np.array_equal(read.tokens, written.tokens)
        event = written.tokens[:, -1] != START
        apart = np.abs(read.logp - written.logp)[event]
        assert np.median(apart) < 0.02  # 256 values stand for all
