"""Silence samples that are not numbers: a NaN would poison every filter and mel frame behind it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def silence_non_finite(samples: NDArray[np.float32]) -> tuple[NDArray[np.float32], int]:
    """NaN and infinities become 0. Any shape. Returns the samples (the same array where nothing was
    wrong, else a copy) and how many were replaced."""
    finite = np.isfinite(samples)
    bad = samples.size - int(np.count_nonzero(finite))
    if bad == 0:
        return samples, 0
    return np.where(finite, samples, np.float32(0.0)), bad
