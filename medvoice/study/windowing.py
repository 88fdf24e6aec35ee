"""Windows: which values are shown as black and white."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def shown(values: NDArray[np.float32], low: float, high: float) -> NDArray[np.uint8]:
    """Clipped to low..high, scaled to 0..255, rounded."""
    scaled = (np.clip(values, low, high) - low) * (255.0 / max(high - low, 1e-6))
    return np.round(scaled).astype(np.uint8)


def full_range(values: NDArray[np.float32]) -> tuple[float, float]:
    return float(values.min()), float(values.max())
