"""Slices without an absolute scale (MR, PET) as grey pictures: one window for the whole volume.

Ours: MedGemma's makers publish no recipe for MR. Their server hands MR values on as they are; the
brightest vessel or a metal artefact would then set the scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medvoice.study.windowing import percentile_ends


@dataclass(frozen=True, slots=True)
class GreyWindow:
    low: float
    high: float

    @staticmethod
    def of(slices: Sequence[NDArray[np.float32]]) -> GreyWindow:
        """One window for all: a slice keeps its brightness beside its neighbours."""
        return GreyWindow(*percentile_ends(slices))

    def apply(self, values: NDArray[np.float32]) -> NDArray[np.uint8]:
        """rows x columns to rows x columns x 3, all channels alike. A flat volume is black."""
        width = self.high - self.low
        if width <= 0:
            return np.zeros((*values.shape, 3), np.uint8)
        scaled = (np.clip(values, self.low, self.high) - self.low) / width * 255.0
        grey = np.round(scaled).astype(np.uint8)
        return np.repeat(grey[..., None], 3, axis=-1)
