"""CT slices as MedGemma 1.5 was trained to see them: three windows as the channels of one picture.

From its makers' CT notebook: red the wide window, green soft tissue, blue brain. The arithmetic is
theirs, too, in float32 and in this order, so that every pixel is the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WINDOWS = ((-1024, 1024), (-135, 215), (0, 80))
"""Hounsfield units that become 0 and 255 in red, green and blue."""


def windowed(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """values: rows x columns in Hounsfield units. rows x columns x 3."""
    return np.stack([_window(values, low, high) for low, high in WINDOWS], axis=-1)


def _window(values: NDArray[np.float32], low: int, high: int) -> NDArray[np.uint8]:
    """Clipped, to 0 … 255, rounded half to even."""
    scaled = np.clip(values, low, high).astype(np.float32)
    scaled -= low
    scaled /= high - low
    scaled *= 255.0
    return np.round(scaled, 0).astype(np.uint8)
