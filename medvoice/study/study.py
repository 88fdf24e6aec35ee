"""Study: images with their geometry, as loaded; pixels stay in the files until they are asked for.

Coordinates are DICOM's patient coordinates in mm: x grows to the patient's left, y to the back, z
to the head (PS3.3 C.7.6.2.1.1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medvoice.study.folder_error import Skipped
from medvoice.study.study_headers import StudyHeaders
from medvoice.study.vectors import Vector


class Kind(StrEnum):
    """What the images of a series are to each other."""

    VOLUME = "volume"  # parallel slices, sorted along their normal
    IMAGES = "images"  # single pictures: radiographs, secondary captures
    LOCALISER = "localiser"
    FRAMES = "frames"  # a multi-frame object in time, or without geometry
    WHOLE_SLIDE = "whole slide"


@dataclass(frozen=True, slots=True)
class Plane:
    """Where an image lies. position: centre of its first pixel. row, column: direction cosines of
    rising column and rising row index. spacing: mm between rows, between columns."""

    position: Vector
    row: Vector
    column: Vector
    spacing: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Slice:
    """One image: a file, or one frame of a multi-frame file.

    frame: from 0. number: InstanceNumber, or the frame's number; None where there is none.
    plane: None without geometry. spacing: mm between rows, between columns, where a radiograph
    gives that without a plane. thickness: mm. uid: SOPInstanceUID, "" where there is none."""

    path: Path
    frame: int
    number: int | None
    rows: int
    columns: int
    plane: Plane | None = None
    spacing: tuple[float, float] | None = None
    thickness: float | None = None
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Of a volume. gaps: mm between neighbours along the slices' normal, one fewer than slices.
    tilt: degrees between the normal and the stacking direction, 0 where they stand straight.
    missing: indices of gaps that are wider than the others. notes: what is odd, as sentences for
    the user."""

    gaps: tuple[float, ...]
    tilt: float
    missing: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """slices: in order. uid: SeriesInstanceUID; of files that have none, the file's name. part:
    from 1, where a DICOM series is split into several (other orientation, echo, time), else 1;
    `uid` and `part` name a series in its study. texts: DICOM keyword (`keywords.SERIES_TEXTS`) ->
    text of the series' headers, known ones only. varying: keyword -> its several texts in the
    slices' order, where the images differ; texts has the most common. notes: sentences for the
    user."""

    uid: str
    kind: Kind
    modality: str
    description: str
    number: int | None
    slices: tuple[Slice, ...]
    texts: dict[str, str]
    geometry: Geometry | None = None
    notes: tuple[str, ...] = ()
    varying: dict[str, tuple[str, ...]] = field(default_factory=dict)
    part: int = 1


@dataclass(frozen=True, slots=True)
class Study:
    headers: StudyHeaders
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class LoadedStudy:
    """What is on screen. priors: the patient's older studies, newest first. skipped: files that
    were left out, by name, with why. notes: sentences for the user."""

    study: Study
    priors: tuple[Study, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()


class Pixels(Protocol):
    """Reads pixels, one slice at a time; keeps none."""

    def values(self, image: Slice) -> NDArray[np.float32]:
        """rows x columns, rescaled (HU for CT), MONOCHROME1 turned so that more is brighter,
        padding as the smallest value. Raises StudyPixelsError: the file and the fault."""

    def colours(self, image: Slice) -> NDArray[np.uint8]:
        """rows x columns x 3, as it is to be shown where no window is chosen."""


class StudyPixelsError(Exception):
    """The pixels of a file cannot be had: which file, and why."""
