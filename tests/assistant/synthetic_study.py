"""Studies made of arrays: no files, no DICOM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from medvoice.study.study import (
    Geometry,
    Kind,
    LoadedStudy,
    Plane,
    Series,
    Slice,
    Study,
    StudyPixelsError,
)
from medvoice.study.study_headers import StudyHeaders


class ArrayPixels:
    """Pixels of slices by their path. A path without an array is a broken file."""

    def __init__(self, arrays: Mapping[Path, np.ndarray]) -> None:
        self.arrays = dict(arrays)
        self.asked: list[Path] = []

    def values(self, image: Slice) -> np.ndarray:
        return self._of(image).astype(np.float32)

    def colours(self, image: Slice) -> np.ndarray:
        array = self._of(image)
        if array.ndim == 3:
            return array.astype(np.uint8)
        return np.repeat(np.clip(array, 0, 255).astype(np.uint8)[..., None], 3, axis=-1)

    def _of(self, image: Slice) -> np.ndarray:
        self.asked.append(image.path)
        if image.path not in self.arrays:
            raise StudyPixelsError(f"{image.path.name}: broken")
        return self.arrays[image.path]


def study(
    *series: Series, uid: str = "1.1", on: date | None = date(2026, 3, 4), **texts: str
) -> Study:
    modality = series[0].modality if series else ""
    names = tuple(one.description for one in series)
    files = sum(len(one.slices) for one in series)
    return Study(StudyHeaders(uid, dict(texts), on, modality, names, files), series)


def volume(
    count: int,
    modality: str = "CT",
    *,
    size: tuple[int, int] = (20, 24),
    spacing: tuple[float, float] = (0.5, 0.75),
    number: int = 3,
    **texts: str,
) -> Series:
    slices = tuple(
        Slice(
            Path(f"{modality}{number}-{n}"), 0, n + 1, *size,
            plane=Plane((0.0, 0.0, 5.0 * n), (1, 0, 0), (0, 1, 0), spacing),
        )
        for n in range(count)
    )  # fmt: skip
    geometry = Geometry((5.0,) * max(0, count - 1), 0.0)
    uid = f"1.1.{number}"
    return Series(uid, Kind.VOLUME, modality, "AXIAL", number, slices, dict(texts), geometry)


def film(
    name: str,
    modality: str = "CR",
    *,
    size: tuple[int, int] = (30, 20),
    spacing: tuple[float, float] | None = (0.2, 0.2),
    count: int = 1,
    kind: Kind = Kind.IMAGES,
    **texts: str,
) -> Series:
    slices = tuple(
        Slice(Path(f"{name}-{n}"), n, n + 1, *size, spacing=spacing) for n in range(count)
    )
    return Series(f"1.2.{name}", kind, modality, name, 1, slices, dict(texts))


def pixels_of(
    loaded: LoadedStudy, seed: int = 0, low: int = -1200, high: int = 1500
) -> ArrayPixels:
    """Random values for every slice of the study and its priors."""
    numbers = np.random.default_rng(seed)
    arrays = {}
    for one in (loaded.study, *loaded.priors):
        for series in one.series:
            for image in series.slices:
                arrays[image.path] = numbers.integers(low, high, (image.rows, image.columns))
    return ArrayPixels(arrays)


def grey(loaded: LoadedStudy, seed: int = 0) -> ArrayPixels:
    return pixels_of(loaded, seed, 0, 256)


def names(series: Sequence[Series]) -> list[str]:
    return [one.description for one in series]
