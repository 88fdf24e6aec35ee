"""The images in a DICOM file: one, or its frames, each with where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medvoice.study.dicom_file import (
    NO_IMAGES,
    OVERLAY_ROWS,
    DicomFile,
    is_compressed,
    joined,
    text_of,
)
from medvoice.study.folder_error import LeftOut
from medvoice.study.keywords import SERIES_TEXTS
from medvoice.study.study import Plane, Slice
from medvoice.study.vectors import Vector, cross, length, numbers

WHOLE_SLIDE = "1.2.840.10008.5.1.4.1.1.77.1.6"
_LOCALISER = {"LOCALIZER", "LOCALISER", "SCOUT", "TOPOGRAM", "SCANOGRAM"}
_GLASS = {"LABEL", "OVERVIEW"}
"""Image types of a slide's paper label and of the whole glass with it (PS3.3 C.8.12.4.1.1)."""
_APART = (
    "TemporalPositionIdentifier TemporalPositionIndex EchoNumbers EffectiveEchoTime EchoTime "
    "DiffusionBValue TriggerTime AcquisitionNumber "
    "ImageType ContentTime"
).split()
"""What tells images at one place apart, the most telling first."""
_LEAST_FRAME = 32
"""Bytes of a compressed frame with its item's tag and length; a picture needs more."""
_UPRIGHT = 0.02
"""Two direction cosines may miss their length or right angle by this much: headers are rounded."""


class NoImage(LeftOut):
    """The file holds no picture: why."""


@dataclass(frozen=True, slots=True)
class Shot:
    """An image with what tells it from others at the same place: (keyword, text)."""

    image: Slice
    apart: tuple[tuple[str, str], ...]
    localiser: bool


@dataclass(frozen=True, slots=True)
class ImageFile:
    """study: STUDY_TEXTS, series: SERIES_TEXTS, known ones only. number: of the series. overlay:
    whether drawings lie over the image; they are not shown."""

    path: Path
    study: dict[str, str]
    series: dict[str, str]
    uid: str
    number: int | None
    whole_slide: bool
    overlay: bool
    shots: tuple[Shot, ...]


def images_of(file: DicomFile) -> ImageFile:
    """Raises NoImage; nearly anything for broken headers."""
    dataset = file.dataset
    places = [dataset, *_shared_items(dataset)]
    texts = {keyword: _text_among(places, keyword) for keyword in SERIES_TEXTS}
    number = numbers(dataset.get("SeriesNumber"), 1)
    return ImageFile(
        path=file.path,
        study=file.texts,
        series={keyword: text for keyword, text in texts.items() if text},
        uid=text_of(dataset.get("SeriesInstanceUID")),
        number=int(number[0]) if number else None,
        whole_slide=text_of(dataset.get("SOPClassUID")) == WHOLE_SLIDE,
        overlay=OVERLAY_ROWS in dataset,
        shots=_shots(file),
    )


def _shared_items(dataset: Any) -> list[Any]:
    """Of an enhanced object: what its frames share, else what its first frame says."""
    first = (
        _first(dataset, f"{which}FunctionalGroupsSequence") for which in ("Shared", "PerFrame")
    )
    return [item for group in first if group is not None for item in _items(group)]


def _text_among(places: list[Any], keyword: str) -> str:
    return next((text for one in places if (text := joined(one.get(keyword)))), "")


def _shots(file: DicomFile) -> tuple[Shot, ...]:
    """One for each frame."""
    dataset = file.dataset
    rows, columns = _count(dataset.get("Rows")), _count(dataset.get("Columns"))
    modality = file.texts.get("Modality", "")
    if file.pixel_bytes is None or not rows or not columns or modality in NO_IMAGES:
        raise NoImage(f"holds no image{f' ({modality})' if modality else ''}")
    frames = _frames(file, rows, columns)
    if text_of(dataset.get("SOPClassUID")) == WHOLE_SLIDE:
        if _kinds(dataset) & _GLASS:
            raise NoImage("shows the slide's label, which may name the patient")
        return (_level(file, rows, columns),)
    shared = _first(dataset, "SharedFunctionalGroupsSequence")
    per_frame = dataset.get("PerFrameFunctionalGroupsSequence") or ()
    return tuple(
        _shot(file, frame, (per_frame[frame] if frame < len(per_frame) else None), shared, frames)
        for frame in range(frames)
    )


def plane_of(position: Any, orientation: Any, spacing: Any) -> Plane | None:
    """Of a header's values; None where they give no plane."""
    at, axes = numbers(position, 3), numbers(orientation, 6)
    between = numbers(spacing, 2)
    if at is None or axes is None or between is None or min(between) <= 0:
        return None
    row: Vector = (axes[0], axes[1], axes[2])
    column: Vector = (axes[3], axes[4], axes[5])
    lengths = (length(row), length(column), length(cross(row, column)))
    if any(abs(one - 1) > _UPRIGHT for one in lengths):
        return None
    return Plane((at[0], at[1], at[2]), row, column, (between[0], between[1]))


def _frames(file: DicomFile, rows: int, columns: int) -> int:
    """Raises NoImage where the file is too short for what it promises."""
    dataset = file.dataset
    frames = max(1, _count(dataset.get("NumberOfFrames")))
    samples = max(1, _count(dataset.get("SamplesPerPixel")))
    bits = _count(dataset.get("BitsAllocated"))
    held = file.pixel_bytes or 0
    if is_compressed(dataset.file_meta.get("TransferSyntaxUID")):
        needed = _LEAST_FRAME * frames
    else:
        needed = frames * rows * columns * samples * bits // 8
        if "YBR_FULL_422" in text_of(dataset.get("PhotometricInterpretation")):
            needed = needed * 2 // 3
    if held < needed:
        raise NoImage(f"is cut short: {held:,} of {needed:,} bytes of pixels")
    return frames


def _shot(file: DicomFile, frame: int, own: Any, shared: Any, frames: int) -> Shot:
    dataset = file.dataset
    groups = [one for one in (own, shared) if one is not None]

    def value(keyword: str, sequence: str) -> Any:
        for group in groups:
            item = _first(group, sequence)
            if item is not None and item.get(keyword) is not None:
                return item.get(keyword)
        return dataset.get(keyword)

    position = value("ImagePositionPatient", "PlanePositionSequence")
    orientation = value("ImageOrientationPatient", "PlaneOrientationSequence")
    measured = value("PixelSpacing", "PixelMeasuresSequence")
    thickness = numbers(value("SliceThickness", "PixelMeasuresSequence"), 1)
    plane = plane_of(position, orientation, measured)
    if frames > 1 and own is None and shared is None:
        plane = None  # frames in time: one position would be said of all of them
    spacing = numbers(measured, 2) or numbers(dataset.get("ImagerPixelSpacing"), 2)
    spacing = spacing or numbers(dataset.get("NominalScannedPixelSpacing"), 2)
    if spacing is not None and min(spacing) <= 0:
        spacing = None
    number = numbers(dataset.get("InstanceNumber"), 1)
    image = Slice(
        path=file.path,
        frame=frame,
        number=frame + 1 if frames > 1 else int(number[0]) if number else None,
        rows=_count(dataset.get("Rows")),
        columns=_count(dataset.get("Columns")),
        plane=plane,
        spacing=(spacing[0], spacing[1]) if spacing else None,
        thickness=thickness[0] if thickness and thickness[0] > 0 else None,
        uid=text_of(dataset.get("SOPInstanceUID")),
    )
    return Shot(image, tuple(_apart(dataset, groups)), bool(_kinds(dataset) & _LOCALISER))


def _level(file: DicomFile, rows: int, columns: int) -> Shot:
    """A whole slide's file is one level: its frames are tiles of one picture."""
    dataset = file.dataset
    shared = _first(dataset, "SharedFunctionalGroupsSequence")
    measures = _first(shared, "PixelMeasuresSequence") if shared is not None else None
    spacing = numbers(measures.get("PixelSpacing"), 2) if measures is not None else None
    number = numbers(dataset.get("InstanceNumber"), 1)
    image = Slice(
        path=file.path,
        frame=0,
        number=int(number[0]) if number else None,
        rows=_count(dataset.get("TotalPixelMatrixRows")) or rows,
        columns=_count(dataset.get("TotalPixelMatrixColumns")) or columns,
        spacing=(spacing[0], spacing[1]) if spacing and min(spacing) > 0 else None,
        uid=text_of(dataset.get("SOPInstanceUID")),
    )
    return Shot(image, (), False)


def _apart(dataset: Any, groups: list[Any]) -> Iterator[tuple[str, str]]:
    for keyword in _APART:
        value = dataset.get(keyword)
        for group in groups:
            for item in _items(group):
                if value is None:
                    value = item.get(keyword)
        if value is not None:
            text = "\\".join(map(str, value)) if keyword == "ImageType" else text_of(value)
            yield keyword, text


def _items(group: Any) -> Iterator[Any]:
    for element in group:
        if element.VR == "SQ" and element.value:
            yield element.value[0]


def _kinds(dataset: Any) -> set[str]:
    """Values of the image type."""
    return set(joined(dataset.get("ImageType")).upper().split("\\"))


def _first(dataset: Any, keyword: str) -> Any:
    items = dataset.get(keyword)
    return items[0] if items else None


def _count(value: Any) -> int:
    """A number of things; 0 for none and for nonsense."""
    found = numbers(value, 1)
    return int(found[0]) if found and found[0] > 0 else 0
