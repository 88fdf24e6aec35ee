"""A DICOM whole-slide image: one file a level, tiles as frames (PS3.3 A.32.8)."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.slide import Level
from medvoice.study.study import Pixels, Slice, StudyPixelsError

_WHITE = 255


@dataclass(frozen=True, slots=True)
class _Tiles:
    """One level. rows, columns: of a tile. frames: (row, column) of a tile's first pixel, from 0 ->
    frame. aligned: all of them lie on the grid of tiles."""

    path: Path
    level: Level
    rows: int
    columns: int
    frames: Mapping[tuple[int, int], int]
    aligned: bool

    def touching(self, top: int, left: int, size: int) -> Iterator[tuple[int, int]]:
        """Corners of the tiles that a square of the level touches."""
        if self.aligned:
            for y in range(top // self.rows * self.rows, top + size, self.rows):
                for x in range(left // self.columns * self.columns, left + size, self.columns):
                    if (y, x) in self.frames:
                        yield y, x
            return
        for y, x in self.frames:
            if top - self.rows < y < top + size and left - self.columns < x < left + size:
                yield y, x


class DicomSlide:
    """Holds headers only; tiles are read when they are asked for, one by one."""

    def __init__(self, paths: Sequence[Path], pixels: Pixels) -> None:
        """Labels, thumbnails and overviews among the files are left out. Raises
        StudyPixelsError."""
        found = [tiles for path in paths if (tiles := _tiles(path)) is not None]
        if not found:
            raise StudyPixelsError(f"{paths[0].name}: holds no level of a slide.")
        self._tiles = sorted(found, key=lambda one: -one.level.columns)
        self.levels = tuple(one.level for one in self._tiles)
        self._pixels = pixels

    def region(self, level: int, top: int, left: int, size: int) -> NDArray[np.uint8]:
        tiles = self._tiles[level]
        found = np.full((size, size, 3), _WHITE, np.uint8)
        for y, x in tiles.touching(top, left, size):
            _paste(found, self._frame(tiles, tiles.frames[y, x]), y - top, x - left)
        # A last tile is padded beyond the slide with whatever its maker liked.
        found[max(0, tiles.level.rows - top) :] = _WHITE
        found[:, max(0, tiles.level.columns - left) :] = _WHITE
        return found

    def close(self) -> None:
        """Nothing is open."""

    def _frame(self, tiles: _Tiles, frame: int) -> NDArray[np.uint8]:
        return self._pixels.colours(Slice(tiles.path, frame, None, tiles.rows, tiles.columns))


_FAULTS = (AttributeError, IndexError, KeyError, OSError, TypeError, ValueError)
"""What broken headers make pydicom raise."""


def is_dicom(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(132)[128:] == b"DICM"
    except OSError:
        return False


def _tiles(path: Path) -> _Tiles | None:
    """None for what is no level."""
    pydicom = _pydicom()
    try:
        dataset = pydicom.dcmread(path, stop_before_pixels=True)
        kind = [str(value) for value in dataset.get("ImageType") or ()]
        if (
            kind[2:3] not in ([], ["VOLUME"], ["THUMBNAIL"])
            or "TotalPixelMatrixRows" not in dataset
        ):
            return None
        level = Level(
            int(dataset.TotalPixelMatrixRows),
            int(dataset.TotalPixelMatrixColumns),
            _microns(dataset),
        )
        rows, columns = int(dataset.Rows), int(dataset.Columns)
        if min(level.rows, level.columns, rows, columns) < 1:
            return None
        frames = _places(dataset, level, rows, columns)
        aligned = all(not y % rows and not x % columns for y, x in frames)
        return _Tiles(path, level, rows, columns, frames, aligned)
    except _FAULTS as error:
        raise StudyPixelsError(f"{path.name}: broken ({type(error).__name__}).") from error


def _places(dataset: Any, level: Level, rows: int, columns: int) -> dict[tuple[int, int], int]:
    count = int(dataset.get("NumberOfFrames") or 1)
    groups = dataset.get("PerFrameFunctionalGroupsSequence") or ()
    if dataset.get("DimensionOrganizationType") != "TILED_FULL" and groups:
        found: dict[tuple[int, int], int] = {}
        for frame, group in enumerate(groups):
            place = group.PlanePositionSlideSequence[0]
            corner = (
                int(place.RowPositionInTotalImagePixelMatrix) - 1,
                int(place.ColumnPositionInTotalImagePixelMatrix) - 1,
            )
            found.setdefault(corner, frame)  # of several focal planes and stains the first
        return found
    across = -(-level.columns // columns)
    down = -(-level.rows // rows)
    return {
        (frame // across * rows, frame % across * columns): frame
        for frame in range(min(count, across * down))
    }


def _microns(dataset: Any) -> float | None:
    """Edge of a pixel: as written for all frames, else from the size of what was imaged."""
    groups = dataset.get("SharedFunctionalGroupsSequence") or ()
    for group in groups:
        for measures in group.get("PixelMeasuresSequence") or ():
            if measures.get("PixelSpacing"):
                return float(measures.PixelSpacing[0]) * 1000
    width = float(dataset.get("ImagedVolumeWidth") or 0)  # mm
    return width / int(dataset.TotalPixelMatrixColumns) * 1000 if width > 0 else None


def _paste(target: NDArray[np.uint8], tile: NDArray[np.uint8], top: int, left: int) -> None:
    """tile's first pixel at (top, left) of target, which may lie outside."""
    y, x = max(0, top), max(0, left)
    part = tile[y - top :, x - left :][: target.shape[0] - y, : target.shape[1] - x]
    target[y : y + part.shape[0], x : x + part.shape[1]] = part


def _pydicom() -> Any:
    try:
        return importlib.import_module("pydicom")
    except ModuleNotFoundError as error:
        raise StudyPixelsError(
            "reading DICOM needs pydicom: pip install 'medvoice[study]'."
        ) from error
