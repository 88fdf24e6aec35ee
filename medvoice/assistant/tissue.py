"""Where on a slide there is tissue: coloured, where glass is white or grey. Ours; pure numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEAST_COLOUR = 12
"""Of 255, between a pixel's brightest and darkest channel: less is glass, dust or JPEG's noise.
Otsu's threshold alone would find "tissue" on an empty slide."""
DARKEST = 30
"""Of 255, brightest channel: darker is a pen, a frame or a fold's shadow."""


def tissue(rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """rows x columns of a small view of the slide."""
    brightest, darkest = rgb.max(axis=-1), rgb.min(axis=-1)
    colour = brightest - darkest
    least = max(LEAST_COLOUR, _otsu(colour))
    # Otsu's threshold sits midway: with a strong stain beside a pale one it would drop the pale.
    found: NDArray[np.bool_] = (colour >= min(least, 3 * LEAST_COLOUR)) & (brightest > DARKEST)
    return found


def _otsu(values: NDArray[np.uint8]) -> int:
    """The threshold that tears the histogram into the two most different parts (Otsu 1979)."""
    counts = np.bincount(values.ravel(), minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * np.arange(256))
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return int(np.nanargmax(np.nan_to_num(between, nan=-1.0))) + 1
