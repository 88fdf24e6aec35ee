"""One DICOM file's headers, read without its pixels."""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from medvoice.study.folder_error import StudyFolderError
from medvoice.study.keywords import SERIES_TEXTS, STUDY_TEXTS

NO_IMAGES = frozenset("SR KO PR DOC SEG REG RTSTRUCT RTPLAN RTDOSE AU PLAN".split())
"""Modalities of what is made from images or stands beside them (PS3.3 C.7.3.1.1.1)."""
_IMAGE_TAGS = (
    "SOPClassUID SOPInstanceUID SeriesInstanceUID ImageType InstanceNumber Rows Columns "
    "NumberOfFrames SamplesPerPixel BitsAllocated ImagePositionPatient ImageOrientationPatient "
    "NominalScannedPixelSpacing FrameOfReferenceUID AcquisitionNumber TemporalPositionIdentifier "
    "EchoNumbers DiffusionBValue TriggerTime ContentTime PerFrameFunctionalGroupsSequence "
    "SharedFunctionalGroupsSequence TotalPixelMatrixRows TotalPixelMatrixColumns"
).split()
_TAGS = tuple(dict.fromkeys([*STUDY_TEXTS, *SERIES_TEXTS, *_IMAGE_TAGS]))
_PIXEL_TAGS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
"""A header's escape sequences must not reach a terminal."""


class LeftOut(ValueError):
    """The file is left out, and why."""


class NoStudy(LeftOut):
    """The file says of no study that it belongs to it."""


@dataclass(frozen=True, slots=True)
class DicomFile:
    """texts: STUDY_TEXTS, known ones only. dataset: with all tags that are read here, no pixels.
    pixel_bytes: what follows the headers in the file; None without pixel data."""

    path: Path
    texts: dict[str, str]
    dataset: Any
    pixel_bytes: int | None


def read_dicom(file: Path) -> DicomFile:
    """Raises nearly anything for a broken file; NoStudy."""
    pydicom = pydicom_module()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd values are judged by those who use them
        with file.open("rb") as opened:
            dataset = pydicom.dcmread(
                opened, stop_before_pixels=True, specific_tags=_TAGS, force=_no_preamble(opened)
            )
            pixel_bytes = _pixel_bytes(opened, file, dataset)
        texts = texts_of(dataset, STUDY_TEXTS)
    if "StudyInstanceUID" not in texts:
        raise NoStudy("has no StudyInstanceUID")
    return DicomFile(file, texts, dataset, pixel_bytes)


def pydicom_module() -> ModuleType:
    """Raises StudyFolderError where it is not installed."""
    try:
        return importlib.import_module("pydicom")
    except ModuleNotFoundError as error:
        raise StudyFolderError(
            "Reading a study needs pydicom, which is not installed; nothing was started. Install "
            "it with pip install pydicom, or give the data with --set."
        ) from error


def texts_of(dataset: Any, keywords: Sequence[str]) -> dict[str, str]:
    """Keyword -> text, known ones only."""
    texts = {keyword: text_of(dataset.get(keyword)) for keyword in keywords}
    return {keyword: text for keyword, text in texts.items() if text}


def joined(value: Any) -> str:
    """All values of an element, joined with a backslash as DICOM writes them."""
    if value is None or isinstance(value, str) or not isinstance(value, Sequence):
        return text_of(value)
    return "\\".join(text_of(one) for one in value)


def text_of(value: Any) -> str:
    """As it stands; of a name in several scripts the alphabetic one, else the first there is."""
    if value is None:
        return ""
    if not isinstance(value, str) and isinstance(value, Sequence):
        value = value[0] if len(value) else ""
    text = str(value)
    if "=" in text and hasattr(value, "alphabetic"):
        text = next((group for group in text.split("=") if group.strip()), "")
    return _CONTROLS.sub(" ", text).strip()


def why(error: Exception) -> str:
    """For the user: why a file was left out."""
    if type(error).__name__ == "InvalidDicomError":
        return "no DICOM file"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, LeftOut):
        return str(error)
    return f"broken: {type(error).__name__}"


def _no_preamble(opened: BinaryIO) -> bool:
    head = opened.read(132)
    opened.seek(0)
    return head[128:] != b"DICM" and head[:2] in (b"\x08\0", b"\x02\0")


def _pixel_bytes(opened: BinaryIO, file: Path, dataset: Any) -> int | None:
    """pydicom stops in front of the pixel data's tag."""
    start = opened.tell()
    tag = opened.read(4)
    order = "little" if dataset.original_encoding[1] is not False else "big"
    group, element = int.from_bytes(tag[:2], order), int.from_bytes(tag[2:], order)  # type: ignore[arg-type]
    if (group << 16 | element) not in _PIXEL_TAGS:
        return None
    header = 8 if dataset.original_encoding[0] else 12
    return max(0, file.stat().st_size - start - header)
