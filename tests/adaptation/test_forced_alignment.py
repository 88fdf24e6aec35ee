"""Viterbi alignment against all paths of small lattices."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from medvoice.adaptation.forced_alignment import Unalignable, aligned


def collapse(path: tuple[int, ...]) -> list[int]:
    return [t for n, t in enumerate(path) if t and (n == 0 or path[n - 1] != t)]


def best_by_trying_all(log_probabilities: np.ndarray, tokens: list[int]) -> float:
    frames, vocabulary = log_probabilities.shape
    scores = [
        sum(log_probabilities[t, token] for t, token in enumerate(path))
        for path in itertools.product(range(vocabulary), repeat=frames)
        if collapse(path) == tokens
    ]
    return max(scores)


@pytest.mark.parametrize("tokens", [[1], [1, 2], [1, 1], [2, 1, 2]])
@pytest.mark.parametrize("seed", range(5))
def test_the_likeliest_path_is_found(tokens: list[int], seed: int) -> None:
    logits = np.random.default_rng(seed).normal(size=(6, 3)) * 3
    log_probabilities = (logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)).astype("f4")
    firsts = aligned(log_probabilities, tokens)
    assert firsts == sorted(firsts)
    assert len(set(firsts)) == len(tokens)
    best = best_by_trying_all(log_probabilities, tokens)
    with_these_starts = max(
        sum(log_probabilities[t, token] for t, token in enumerate(path))
        for path in itertools.product(range(3), repeat=6)
        if collapse(path) == tokens
        and [t for t, token in enumerate(path) if token and (t == 0 or path[t - 1] != token)]
        == firsts
    )
    assert with_these_starts == pytest.approx(best, abs=1e-4)


def test_too_few_frames_are_an_error() -> None:
    with pytest.raises(Unalignable):
        aligned(np.zeros((2, 3), np.float32), [1, 1])
    with pytest.raises(Unalignable):
        aligned(np.zeros((2, 3), np.float32), [])
