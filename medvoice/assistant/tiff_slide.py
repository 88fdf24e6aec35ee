"""A tiled TIFF or a scanner's own format (SVS, NDPI, MRXS, …) as a slide, through OpenSlide."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.slide import Level
from medvoice.study.study import StudyPixelsError


class TiffSlide:
    """Holds the file open; close it."""

    def __init__(self, path: Path) -> None:
        """Raises StudyPixelsError."""
        self._name = path.name
        self._errors = _openslide()
        try:
            self._slide = self._errors.OpenSlide(path)
        except (self._errors.OpenSlideError, OSError) as error:
            raise StudyPixelsError(f"{path.name}: is no slide that OpenSlide can read.") from error
        edge = _microns(self._slide.properties)
        self.levels = tuple(
            Level(rows, columns, edge * factor if edge else None)
            for (columns, rows), factor in zip(
                self._slide.level_dimensions, self._slide.level_downsamples, strict=True
            )
        )

    def region(self, level: int, top: int, left: int, size: int) -> NDArray[np.uint8]:
        factor = self._slide.level_downsamples[level]
        corner = (round(left * factor), round(top * factor))
        try:
            rgba = np.asarray(self._slide.read_region(corner, level, (size, size)))
        except self._errors.OpenSlideError as error:
            raise StudyPixelsError(f"{self._name}: a region cannot be read.") from error
        # Colours come multiplied out; where nothing was scanned they are transparent: white.
        alpha = rgba[..., 3:].astype(np.uint16)
        mixed = (rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
        return mixed.astype(np.uint8)

    def close(self) -> None:
        self._slide.close()


def _microns(properties: Any) -> float | None:
    """Of the largest level: the edge of a pixel, or what the objective lets expect."""
    try:
        edge = float(properties.get("openslide.mpp-x") or 0)
        power = float(properties.get("openslide.objective-power") or 0)
    except ValueError:
        return None
    if edge > 0:
        return edge
    return 10 / power if power > 0 else None


def _openslide() -> Any:
    try:
        return importlib.import_module("openslide")
    except (ImportError, OSError) as error:  # OSError: the library behind it is missing
        raise StudyPixelsError(
            "reading a TIFF slide needs OpenSlide: pip install 'medvoice[study]'."
        ) from error
