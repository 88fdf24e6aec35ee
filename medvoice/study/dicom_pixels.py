"""Pixels of one frame of a DICOM file."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from medvoice.study.decoder_process import DecoderProcess, DecodingFailed
from medvoice.study.dicom_file import (
    PixelElement,
    is_compressed,
    opened_dicom,
    pixel_element,
    pydicom_module,
    read_headers,
    text_of,
)
from medvoice.study.folder_error import LeftOut
from medvoice.study.vectors import numbers

MOST_SAMPLES = 256_000_000
"""Of one frame; the largest radiographs have 30 million."""
_PIXEL_TAGS = (
    "SamplesPerPixel PhotometricInterpretation PlanarConfiguration NumberOfFrames Rows Columns "
    "BitsAllocated BitsStored HighBit PixelRepresentation PixelPaddingValue "
    "PixelPaddingRangeLimit RescaleSlope RescaleIntercept ModalityLUTSequence WindowCenter "
    "WindowWidth VOILUTFunction VOILUTSequence PresentationLUTShape "
    "RedPaletteColorLookupTableDescriptor GreenPaletteColorLookupTableDescriptor "
    "BluePaletteColorLookupTableDescriptor RedPaletteColorLookupTableData "
    "GreenPaletteColorLookupTableData BluePaletteColorLookupTableData "
    "SegmentedRedPaletteColorLookupTableData SegmentedGreenPaletteColorLookupTableData "
    "SegmentedBluePaletteColorLookupTableData SharedFunctionalGroupsSequence "
    "PerFrameFunctionalGroupsSequence ExtendedOffsetTable ExtendedOffsetTableLengths "
    "SmallestImagePixelValue LargestImagePixelValue"
).split()
_OPTIONS = {
    "rows": "Rows",
    "columns": "Columns",
    "samples_per_pixel": "SamplesPerPixel",
    "bits_allocated": "BitsAllocated",
    "bits_stored": "BitsStored",
    "pixel_representation": "PixelRepresentation",
    "planar_configuration": "PlanarConfiguration",
}
"""pydicom's option -> keyword; whole numbers."""


@dataclass(frozen=True, slots=True)
class FrameSource:
    """A file's headers, read once for all its frames. stamp: the file's size and time, so that a
    changed file is read anew."""

    path: Path
    stamp: tuple[int, int]
    dataset: Any
    element: PixelElement


@dataclass(frozen=True, slots=True)
class Stored:
    """One frame as it is stored: rows x columns, or rows x columns x samples. colour: its
    photometric interpretation after decoding. signed, bits: of a stored value."""

    pixels: NDArray[Any]
    colour: str
    signed: bool
    bits: int


def source_of(path: Path) -> FrameSource:
    """Raises LeftOut; nearly anything for a broken file."""
    with opened_dicom(path) as file:
        dataset = read_headers(file, _PIXEL_TAGS)
        element = pixel_element(file, dataset)
    if element is None:
        raise LeftOut("holds no image")
    return FrameSource(path, stamp_of(path), dataset, element)


def stamp_of(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def stored(source: FrameSource, frame: int, decoder: DecoderProcess) -> Stored:
    """Raises LeftOut, DecodingFailed; nearly anything for a broken file."""
    dataset = source.dataset
    options = _options(source)
    syntax = dataset.file_meta.get("TransferSyntaxUID")
    if syntax is None:
        syntax = _guessed(dataset)
    with opened_dicom(source.path) as file, _quiet():
        file.seek(source.element.start)
        if is_compressed(syntax):
            encoded = _encoded(file, dataset, frame)
            options["photometric_interpretation"] = _colour(dataset)
            pixels, colour = decoder.decode(str(syntax), options, encoded)
        else:
            pixels, colour = _native(file, source, frame, str(syntax))
    return Stored(pixels, colour, bool(options["pixel_representation"]), options["bits_stored"])


def _options(source: FrameSource) -> dict[str, Any]:
    """Raises LeftOut for what no picture can be."""
    dataset = source.dataset
    found: dict[str, Any] = {}
    for option, keyword in _OPTIONS.items():
        value = numbers(dataset.get(keyword), 1)
        found[option] = int(value[0]) if value else 0
    found["samples_per_pixel"] = found["samples_per_pixel"] or 1
    if source.element.keyword != "PixelData":
        found["bits_allocated"] = 64 if source.element.keyword.startswith("Double") else 32
        found["bits_stored"] = found["bits_allocated"]
        found["pixel_representation"] = 0
    found["bits_stored"] = found["bits_stored"] or found["bits_allocated"]
    samples = found["rows"] * found["columns"] * found["samples_per_pixel"]
    if not samples or found["samples_per_pixel"] not in (1, 3, 4):
        raise LeftOut("broken: its picture has no size")
    if samples > MOST_SAMPLES:
        raise LeftOut(f"its picture is too large ({found['rows']:,} x {found['columns']:,})")
    allowed = (1, 8, 16, 32, 64)
    if found["bits_allocated"] not in allowed or found["bits_stored"] > found["bits_allocated"]:
        raise LeftOut(f"broken: {found['bits_allocated']} bits a pixel")
    return found


def _native(
    file: BinaryIO, source: FrameSource, frame: int, syntax: str
) -> tuple[NDArray[Any], str]:
    from pydicom.pixels.decoders.base import get_decoder

    options = {
        **_options(source),
        "photometric_interpretation": _colour(source.dataset),
        "number_of_frames": 1,
        "pixel_keyword": source.element.keyword,
        "pixel_vr": source.element.vr,
    }
    if options["bits_allocated"] == 1:
        return _bits(file, source, frame, options), "MONOCHROME2"
    needed = _frame_bytes(options)
    file.seek(source.element.start + frame * needed)
    data = file.read(needed + needed % 2)
    if len(data) < needed:
        raise LeftOut(f"is cut short: {len(data):,} of {needed:,} bytes of pixels")
    pixels, meta = get_decoder(syntax).as_array(data, index=0, **options)
    return pixels, str(meta["photometric_interpretation"])


def _bits(
    file: BinaryIO, source: FrameSource, frame: int, options: dict[str, Any]
) -> NDArray[np.uint8]:
    """One bit a pixel; frames follow each other without filling up the last byte (PS3.5 8.1.1)."""
    count = options["rows"] * options["columns"]
    first = frame * count
    file.seek(source.element.start + first // 8)
    data = np.frombuffer(file.read(count // 8 + 2), dtype=np.uint8)
    bits = np.unpackbits(data, bitorder="little")[first % 8 : first % 8 + count]
    if len(bits) < count:
        raise LeftOut("is cut short")
    return bits.reshape(options["rows"], options["columns"])


def _frame_bytes(options: dict[str, Any]) -> int:
    bits = options["rows"] * options["columns"] * options["bits_allocated"]
    samples: int = options["samples_per_pixel"]
    if options["photometric_interpretation"] == "YBR_FULL_422":
        samples = 2
    return int(-(-bits * samples // 8))


def _encoded(file: BinaryIO, dataset: Any, frame: int) -> bytes:
    from pydicom.encaps import get_frame

    count = numbers(dataset.get("NumberOfFrames"), 1)
    offsets = None
    if dataset.get("ExtendedOffsetTable") and dataset.get("ExtendedOffsetTableLengths"):
        offsets = (dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths)
    return bytes(
        get_frame(
            file,
            frame,
            number_of_frames=int(count[0]) if count and count[0] >= 1 else 1,
            extended_offsets=offsets,
        )
    )


def _colour(dataset: Any) -> str:
    samples = numbers(dataset.get("SamplesPerPixel"), 1)
    several = samples is not None and samples[0] > 1
    said = text_of(dataset.get("PhotometricInterpretation"))
    return said or ("RGB" if several else "MONOCHROME2")


def _guessed(dataset: Any) -> Any:
    pydicom = pydicom_module()
    implicit, little = dataset.original_encoding
    if implicit:
        return pydicom.uid.ImplicitVRLittleEndian
    return pydicom.uid.ExplicitVRLittleEndian if little else pydicom.uid.ExplicitVRBigEndian


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is odd is judged here
        yield


__all__ = ["DecodingFailed", "FrameSource", "Stored", "source_of", "stamp_of", "stored"]
