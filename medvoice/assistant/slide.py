"""Slide: the seam to a whole-slide image, a pyramid of levels of which regions can be read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medvoice.study.study import Pixels, StudyPixelsError

TEN_TIMES = 1.0
"""Micrometres a pixel at 10×: 40× is 0.25, as scanners and DICOM viewers reckon."""
_USUAL_BASE = 0.25
"""Of a slide that says nothing: most are scanned at 40×."""


@dataclass(frozen=True, slots=True)
class Level:
    """rows, columns: of the whole level. microns: edge of a pixel, None where nobody says."""

    rows: int
    columns: int
    microns: float | None


class Slide(Protocol):
    @property
    def levels(self) -> tuple[Level, ...]:
        """The largest first; at least one."""

    def region(self, level: int, top: int, left: int, size: int) -> NDArray[np.uint8]:
        """size x size x 3 of that level; white where the slide ends or holds nothing. Raises
        StudyPixelsError."""

    def close(self) -> None: ...


def nearest_ten(levels: Sequence[Level]) -> tuple[int, float, bool]:
    """The level nearest 10×, by the ratio of pixel edges; its micrometres a pixel; whether those
    were guessed."""
    base = levels[0].microns or _USUAL_BASE
    edges = [one.microns or base * levels[0].columns / one.columns for one in levels]
    best = min(range(len(levels)), key=lambda at: abs(math.log(edges[at] / TEN_TIMES)))
    return best, edges[best], levels[0].microns is None


def open_slide(paths: Sequence[Path], pixels: Pixels) -> Slide:
    """paths: the files of one slide (DICOM: one a level, whose tiles `pixels` reads). Raises
    StudyPixelsError."""
    from medvoice.assistant.dicom_slide import DicomSlide, is_dicom
    from medvoice.assistant.tiff_slide import TiffSlide

    if all(is_dicom(path) for path in paths):
        return DicomSlide(paths, pixels)
    if len(paths) == 1:
        return TiffSlide(paths[0])
    raise StudyPixelsError(f"{paths[0].name} and {len(paths) - 1} more files are not one slide.")
