"""Where on a slide there is tissue: coloured, where glass is white or grey. Ours; pure numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MORE_COLOUR = 12
"""Of 255, between a pixel's brightest and darkest channel, above that of the glass. JPEG's noise on
glass stays under 10. Not Otsu's threshold: it finds "tissue" on an empty slide, and beside a strong
stain it drops a pale one."""
_GLASS = 5
"""Per cent of a slide that is glass at least; its colour is the least."""
_MOST_GLASS = 12
"""Of 255: more coloured is no glass, so that a slide full of tissue keeps it."""
_DARKEST = 50
"""Of 255, brightest channel: darker is a pen, a frame or a fold's shadow."""


def tissue(rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """rows x columns of a small view of the slide."""
    brightest = rgb.max(axis=-1)
    colour = (brightest - rgb.min(axis=-1)).astype(np.int16)
    glass = min(float(np.percentile(colour, _GLASS)), _MOST_GLASS)
    found: NDArray[np.bool_] = (colour >= glass + MORE_COLOUR) & (brightest > _DARKEST)
    return found
