"""One DICOM file's headers, read without its pixels."""

from __future__ import annotations

import importlib
import os
import re
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, Literal

from medvoice.study.bounded_file import BoundedFile
from medvoice.study.folder_error import LeftOut, StudyFolderError
from medvoice.study.keywords import SERIES_TEXTS, STUDY_TEXTS

NO_IMAGES = frozenset("SR KO PR DOC SEG REG RTSTRUCT RTPLAN RTDOSE AU PLAN".split())
"""Modalities of what is made from images or stands beside them (PS3.3 C.7.3.1.1.1)."""
_IMAGE_TAGS = (
    "SOPClassUID SOPInstanceUID SeriesInstanceUID ImageType InstanceNumber Rows Columns "
    "NumberOfFrames SamplesPerPixel BitsAllocated ImagePositionPatient ImageOrientationPatient "
    "NominalScannedPixelSpacing FrameOfReferenceUID AcquisitionNumber TemporalPositionIdentifier "
    "EchoNumbers DiffusionBValue TriggerTime ContentTime PerFrameFunctionalGroupsSequence "
    "SharedFunctionalGroupsSequence TotalPixelMatrixRows TotalPixelMatrixColumns "
    "DirectoryRecordSequence TemporalPositionIndex"
).split()
_TAGS = tuple(dict.fromkeys([*STUDY_TEXTS, *SERIES_TEXTS, *_IMAGE_TAGS]))
_PIXEL_TAGS = {
    0x7FE00008: "FloatPixelData",
    0x7FE00009: "DoubleFloatPixelData",
    0x7FE00010: "PixelData",
}
_PIXEL_VRS = (b"OB", b"OW", b"OF", b"OD", b"UN")
_DIRECTORY = "1.2.840.10008.1.3.10"
_META = 4096
"""Bytes in which the meta information stands; it has some 300."""
OVERLAY_ROWS = 0x60000010
"""Of the first overlay; pydicom has no keyword for it."""
_VIDEOS = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in range(100, 109))
"""MPEG-2, MPEG-4 and HEVC (PS3.5 8.2)."""
_DEFLATED, _PLAIN = b"1.2.840.10008.1.2.1.99", b"1.2.840.10008.1.2.1"
"""Transfer syntaxes: explicit VR little endian, deflated and not."""
_MOST_INFLATED = 1 << 30
_MOST_VALUE = 64 << 20
"""Bytes of one element before the pixels; the functional groups of 5,000 frames have some 10 MB."""
_NO_VALUE = (ValueError, TypeError, OverflowError, NotImplementedError, AttributeError, KeyError)
"""What pydicom raises where it cannot convert one value."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
"""A header's escape sequences must not reach a terminal."""


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


@dataclass(frozen=True, slots=True)
class PixelElement:
    """start: where the value begins in the file. held: bytes from there to the file's end."""

    keyword: str
    vr: str
    start: int
    held: int


def read_dicom(file: Path) -> DicomFile:
    """Raises nearly anything for a broken file; LeftOut, NoStudy."""
    with opened_dicom(file) as opened:
        dataset = read_headers(opened, _TAGS)
        pixels = pixel_element(opened, dataset)
    texts = texts_of(dataset, STUDY_TEXTS)
    if text_of(dataset.get("SOPClassUID")) == _DIRECTORY or "DirectoryRecordSequence" in dataset:
        raise LeftOut("a DICOMDIR, the index of a medium: give the folder of the images")
    if "StudyInstanceUID" not in texts:
        raise NoStudy("has no StudyInstanceUID")
    return DicomFile(file, texts, dataset, pixels.held if pixels else None)


@contextmanager
def opened_dicom(file: Path) -> Iterator[BinaryIO]:
    """At its beginning; a deflated file as if it were not. Raises OSError, LeftOut."""
    with file.open("rb") as opened:
        head = opened.read(_META)
        opened.seek(0)
        if _DEFLATED in head:
            yield _inflated(opened, head)
        else:
            yield opened


def read_headers(opened: BinaryIO, keywords: Sequence[str]) -> Any:
    """The dataset with these elements; the file stands at the pixel data's tag, if there is any.
    Raises LeftOut; nearly anything for a broken file."""
    pydicom = pydicom_module()
    tags = [pydicom.datadict.tag_for_keyword(keyword) for keyword in keywords]
    tags.append(OVERLAY_ROWS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd values are judged by those who use them
        dataset = pydicom.dcmread(
            BoundedFile(opened),
            stop_before_pixels=True,
            specific_tags=tags,
            defer_size=_MOST_VALUE,
            force=_no_preamble(opened),
        )
        for element in dataset.values():
            if element.value is None and getattr(element, "length", 0) > _MOST_VALUE:
                raise LeftOut("broken: its headers are too large")
        _convert(dataset)
    return dataset


def _convert(dataset: Any) -> None:
    """Reads now what pydicom reads late. A value that is none of its kind (a whole number "150.5")
    is as if it were not there: the other headers still count."""
    no_value = (*_NO_VALUE, pydicom_module().errors.BytesLengthException)
    for tag in list(dataset.keys()):
        try:
            _ = dataset[tag].value
        except no_value:
            del dataset[tag]


def pydicom_module() -> ModuleType:
    """Raises StudyFolderError where it is not installed."""
    try:
        return importlib.import_module("pydicom")
    except ModuleNotFoundError as error:
        raise StudyFolderError(
            "Reading a study needs pydicom, which is not installed; nothing was started. Install "
            "it with pip install pydicom, or give the data with --set."
        ) from error


def is_compressed(syntax: Any) -> bool:
    """Raises LeftOut for what is no picture, and for what nobody knows."""
    if syntax is None:
        return False
    if str(syntax) in _VIDEOS:
        raise LeftOut("a video in DICOM, which is not shown")
    try:
        return bool(syntax.is_encapsulated)
    except ValueError as error:
        raise LeftOut(f"its transfer syntax {syntax} is not known") from error


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


def _inflated(opened: BinaryIO, head: bytes) -> BinaryIO:
    """The same file with its dataset inflated, within a bound."""
    if head[128:136] != b"DICM\2\0\0\0" or head[136:140] != b"UL\4\0":
        raise LeftOut("broken: deflated, and its meta information has no length")
    start = 144 + int.from_bytes(head[140:144], "little")
    opened.seek(start)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    data = inflater.decompress(opened.read(_MOST_INFLATED + 1), _MOST_INFLATED + 1)
    if len(data) > _MOST_INFLATED:
        raise LeftOut("deflated, and larger than 1 GB when inflated")
    plain = _PLAIN.ljust(len(_DEFLATED), b"\0")
    return BytesIO(head[:start].replace(_DEFLATED, plain) + data)


def pixel_element(opened: BinaryIO, dataset: Any) -> PixelElement | None:
    """Of a file that stands behind its headers; None where no pixel data follow."""
    head = opened.read(8)
    order: Literal["little", "big"] = "big" if dataset.original_encoding[1] is False else "little"
    group, element = int.from_bytes(head[:2], order), int.from_bytes(head[2:4], order)
    keyword = _PIXEL_TAGS.get(group << 16 | element)
    if keyword is None:
        return None
    # What the transfer syntax says of the VR's being there is not always so.
    vr = head[4:6].decode("ascii", "replace") if head[4:6] in _PIXEL_VRS else ""
    start = opened.tell() + (4 if vr else 0)
    held = max(0, opened.seek(0, os.SEEK_END) - start)
    return PixelElement(keyword, vr or "OW", start, held)
