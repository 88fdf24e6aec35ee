"""The mel matrix of LasrFeatureExtractor, bit-equal to its `linear_to_mel_weight_matrix`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def mel_filters(
    bands: int, n_fft: int, rate: float, low_hz: float, high_hz: float
) -> NDArray[np.float64]:
    """Shape (n_fft // 2 + 1, bands): triangles that rise and fall linearly on the mel scale, their
    corners evenly spaced on it; the bin at 0 Hz is left out (as HTK does)."""
    bins_hz = np.linspace(0.0, rate / 2, n_fft // 2 + 1)
    bins = _mel(bins_hz[1:])[:, None]
    corners = np.linspace(_mel(low_hz), _mel(high_hz), bands + 2)
    left, centre, right = corners[:-2], corners[1:-1], corners[2:]
    rising = (bins - left) / (centre - left)
    falling = (right - bins) / (right - centre)
    matrix = np.zeros((len(bins_hz), bands))
    matrix[1:] = np.maximum(0.0, np.minimum(rising, falling))
    return matrix


def _mel(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Kaldi's and HTK's scale."""
    return np.asarray(1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0))
