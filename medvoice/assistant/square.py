"""A picture padded to a square, and places in it in the form in which MedGemma writes them.

As in its makers' localisation notebook: black, the picture in the middle, an odd row or column of
padding behind it; a box is [y0, x0, y1, x1] in thousandths of the square's edge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SCALE = 1000

Edges = tuple[float, float, float, float]
"""top, left, bottom, right."""


@dataclass(frozen=True, slots=True)
class Square:
    """rows, columns: of the picture inside."""

    rows: int
    columns: int

    @property
    def edge(self) -> int:
        return max(self.rows, self.columns)

    @property
    def above(self) -> int:
        """Rows of padding above the picture."""
        return (self.edge - self.rows) // 2

    @property
    def before(self) -> int:
        """Columns of padding left of the picture."""
        return (self.edge - self.columns) // 2

    def padded(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """rgb: rows x columns x 3."""
        below = self.edge - self.rows - self.above
        behind = self.edge - self.columns - self.before
        return np.pad(rgb, ((self.above, below), (self.before, behind), (0, 0)))

    def written(self, box: Edges) -> tuple[int, int, int, int]:
        """A box in the picture's pixels as the model would write it."""
        top, left, bottom, right = box
        y0, y1 = (round((y + self.above) / self.edge * SCALE) for y in (top, bottom))
        x0, x1 = (round((x + self.before) / self.edge * SCALE) for x in (left, right))
        return y0, x0, y1, x1

    def read(self, box: Edges) -> Edges | None:
        """A box as the model wrote it in the picture's pixels, cut at the picture's edges. None:
        nothing of it lies inside."""
        y0, x0, y1, x1 = box
        top, bottom = (self._inside(y, self.above, self.rows) for y in (y0, y1))
        left, right = (self._inside(x, self.before, self.columns) for x in (x0, x1))
        return (top, left, bottom, right) if top < bottom and left < right else None

    def _inside(self, place: float, padding: int, size: int) -> float:
        return min(float(size), max(0.0, place / SCALE * self.edge - padding))
