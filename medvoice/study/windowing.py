"""Windows: which values become black and white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOWEST, HIGHEST = 0.5, 99.5
"""Percentiles of all shown slices' values that become 0 and 255."""


@dataclass(frozen=True, slots=True)
class Window:
    """centre, width: in the values' unit, Hounsfield units for CT. sigmoid: a soft S instead of a
    line."""

    centre: float
    width: float
    sigmoid: bool = False

    @staticmethod
    def between(low: float, high: float) -> Window:
        return Window((low + high) / 2, max(high - low, 0.0))

    @staticmethod
    def whole(values: NDArray[np.float32]) -> Window:
        return Window.between(float(values.min()), float(values.max()))

    @staticmethod
    def percentile(slices: Sequence[NDArray[np.float32]]) -> Window:
        """One window for several slices, see `percentile_ends`."""
        return Window.between(*percentile_ends(slices))

    @property
    def low(self) -> float:
        return self.centre - self.width / 2

    @property
    def high(self) -> float:
        return self.centre + self.width / 2


PRESETS = {
    "abdomen": Window(50, 400),
    "angio": Window(300, 600),
    "bone": Window(400, 1800),
    "brain": Window(40, 80),
    "liver": Window(60, 160),
    "lung": Window(-600, 1500),
    "mediastinum": Window(50, 350),
    "stroke": Window(35, 40),
    "subdural": Window(75, 215),
}
"""CT windows in Hounsfield units, as they are in common use."""


def percentile_ends(slices: Sequence[NDArray[np.float32]]) -> tuple[float, float]:
    """Values that become black and white where they have no unit (MR): one pair for several slices,
    so that each keeps its brightness beside the others, and no bright vessel or artefact sets the
    scale."""
    values = np.concatenate([one.ravel() for one in slices])
    low, high = np.percentile(values, (LOWEST, HIGHEST))
    return float(low), float(high)


def shown(values: NDArray[np.float32], window: Window) -> NDArray[np.uint8]:
    """Clipped to the window, scaled to 0..255, rounded. A window without width is a threshold."""
    if window.sigmoid and window.width > 0:
        # PS3.3 C.11.2.1.3.1
        steep = np.clip(-4 * (values - window.centre) / window.width, -60, 60)
        soft: NDArray[np.float32] = 255.0 / (1.0 + np.exp(steep))
        return np.round(soft).astype(np.uint8)
    if window.width <= 0:
        over = np.zeros(values.shape, np.uint8)
        over[values > window.centre] = 255
        return over
    scaled = (np.clip(values, window.low, window.high) - window.low) * (255.0 / window.width)
    return np.round(scaled).astype(np.uint8)
