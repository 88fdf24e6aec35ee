"""Where in a recording each token was said: Viterbi over the CTC lattice (Graves et al. 2006)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Unalignable(ValueError):
    """Fewer frames than the tokens need."""


def aligned(
    log_probabilities: NDArray[np.float32], tokens: Sequence[int], blank: int = 0
) -> list[int]:
    """First frame of each token on the likeliest path.

    log_probabilities: (frames, vocabulary). O(frames x tokens) time and bytes. Raises
    Unalignable."""
    frames = len(log_probabilities)
    states = [blank]
    for token in tokens:
        states += [token, blank]
    repeats = sum(a == b for a, b in itertools.pairwise(tokens))
    if frames < len(tokens) + repeats or not tokens:
        raise Unalignable(f"{len(tokens)} tokens in {frames} frames")
    scores = log_probabilities[:, states].astype(np.float64)
    may_skip = np.zeros(len(states), bool)
    for s in range(3, len(states), 2):
        may_skip[s] = states[s] != states[s - 2]
    best = np.full(len(states), -np.inf)
    best[:2] = scores[0, :2]
    came_from = np.zeros((frames, len(states)), np.int8)
    for t in range(1, frames):
        one = np.concatenate([[-np.inf], best[:-1]])
        two = np.where(may_skip, np.concatenate([[-np.inf, -np.inf], best[:-2]]), -np.inf)
        steps = np.stack([best, one, two])
        came_from[t] = steps.argmax(axis=0)
        best = steps.max(axis=0) + scores[t]
    state = len(states) - 1 if best[-1] >= best[-2] else len(states) - 2
    first = [0] * len(tokens)
    for t in range(frames - 1, -1, -1):
        if state % 2:
            first[state // 2] = t
        state -= int(came_from[t, state])
    return first
