"""Level of a block, for the meter."""

from __future__ import annotations

import numpy as np

from medvoice.audio.block import Samples

SILENCE_DBFS = -120.0
"""Shown for digital silence and anything below; one step of the 16-bit grid is -90 dBFS."""


def level_dbfs(samples: Samples) -> float:
    """Root mean square in dB of full scale (0: a square wave at full scale), at least SILENCE_DBFS.

    samples: float32, any length."""
    if samples.size == 0:
        return SILENCE_DBFS
    power = float(np.mean(np.square(samples, dtype=np.float64)))
    if power <= 10 ** (SILENCE_DBFS / 10):
        return SILENCE_DBFS
    return 10.0 * float(np.log10(power))
