"""From stored pixels to values with a meaning, and to what a screen shows (PS3.3 C.11).

Stored values go through the modality table or rescale (Hounsfield units for CT); a screen's grey
comes from these through the window or table of interest that the file names.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.study.dicom_file import text_of
from medvoice.study.dicom_pixels import Stored
from medvoice.study.vectors import numbers
from medvoice.study.windowing import Window, shown

LUMA = (0.299, 0.587, 0.114)
"""Of ITU-R BT.601, which DICOM's own YBR has."""


def values_of(dataset: Any, frame: int, stored: Stored) -> NDArray[np.float32]:
    """rows x columns; more is brighter, padding is the smallest value."""
    if stored.pixels.ndim == 3:
        return colours_of(dataset, stored).astype(np.float32) @ np.array(LUMA, dtype=np.float32)
    outside = _padding(dataset, stored)
    values = _modality(dataset, frame, stored.pixels)
    if stored.colour == "MONOCHROME1":
        low, high = _stored_range(stored)
        ends = _modality(dataset, frame, np.array([[low, high]], dtype=stored.pixels.dtype))
        values = np.float32(ends.sum()) - values
    return _filled(values, outside)


def shown_of(dataset: Any, frame: int, stored: Stored) -> NDArray[np.uint8]:
    """rows x columns x 3: the window or table that the file names, else the whole range."""
    if stored.colour == "PALETTE COLOR":
        return _palette(dataset, stored.pixels)
    if stored.pixels.ndim == 3:
        return colours_of(dataset, stored)
    outside = _padding(dataset, stored)
    values = _modality(dataset, frame, stored.pixels)
    grey = _interest(dataset, frame, _filled(values, outside))
    if stored.colour == "MONOCHROME1":
        grey = 255 - grey
    if outside is not None:
        grey[outside] = 0
    return np.repeat(grey[..., np.newaxis], 3, axis=2)


def colours_of(dataset: Any, stored: Stored) -> NDArray[np.uint8]:
    """Of an image in colours; more than 8 bits are scaled down."""
    pixels = stored.pixels[..., :3]
    if pixels.dtype == np.uint8:
        return np.ascontiguousarray(pixels)
    highest = (1 << stored.bits) - 1
    scaled = np.clip(pixels.astype(np.float32), 0, highest) * np.float32(255.0 / highest)
    return np.round(scaled).astype(np.uint8)


def _modality(dataset: Any, frame: int, pixels: NDArray[Any]) -> NDArray[np.float32]:
    table = _first(dataset, "ModalityLUTSequence")
    if table is not None:
        found = _through_table(table, pixels)
        if found is not None:
            return found
    values = pixels.astype(np.float32)
    slope = _number(dataset, frame, "PixelValueTransformationSequence", "RescaleSlope")
    intercept = _number(dataset, frame, "PixelValueTransformationSequence", "RescaleIntercept")
    # A slope of 0 would make every picture flat; it stands where nobody filled it in.
    if slope is not None and slope != 0:
        values *= np.float32(slope)
    if intercept is not None:
        values += np.float32(intercept)
    return np.nan_to_num(values, copy=False)


def _interest(dataset: Any, frame: int, values: NDArray[np.float32]) -> NDArray[np.uint8]:
    table = _first(dataset, "VOILUTSequence")
    if table is not None:
        found = _through_table(table, np.round(values).astype(np.int64))
        bits = numbers(table.get("LUTDescriptor"), 3)
        if found is not None and bits is not None:
            known = 1 <= bits[2] <= 16
            highest = (1 << int(bits[2])) - 1 if known else int(found.max())
            return shown(found, Window.between(0.0, float(highest)))
    return shown(values, window_of(dataset, frame) or Window.whole(values))


def window_of(dataset: Any, frame: int) -> Window | None:
    """The first window that the file names; None where it names none that can be used."""
    centre = _number(dataset, frame, "FrameVOILUTSequence", "WindowCenter")
    width = _number(dataset, frame, "FrameVOILUTSequence", "WindowWidth")
    if centre is None or width is None or width <= 0:
        return None
    function = text_of(dataset.get("VOILUTFunction")) or "LINEAR"
    if function == "LINEAR":
        # PS3.3 C.11.2.1.2.1: the ends lie half a value inside, one apart.
        return Window.between(centre - 0.5 - (width - 1) / 2, centre - 0.5 + (width - 1) / 2)
    return Window(centre, width, sigmoid=function == "SIGMOID")


def _padding(dataset: Any, stored: Stored) -> NDArray[np.bool_] | None:
    """Where there is no image; None where everything is."""
    value = numbers(dataset.get("PixelPaddingValue"), 1)
    if value is None:
        return None
    limit = numbers(dataset.get("PixelPaddingRangeLimit"), 1) or value
    ends = sorted(_as_stored(one, stored) for one in (value[0], limit[0]))
    outside = (stored.pixels >= ends[0]) & (stored.pixels <= ends[1])
    return outside if outside.any() and not outside.all() else None


def _as_stored(value: float, stored: Stored) -> float:
    """Padding is now and then written unsigned where pixels are signed."""
    bits = stored.pixels.dtype.itemsize * 8
    return value - (1 << bits) if stored.signed and value >= 1 << (bits - 1) else value


def _filled(values: NDArray[np.float32], outside: NDArray[np.bool_] | None) -> NDArray[np.float32]:
    if outside is not None:
        values[outside] = values[~outside].min()
    return values


def _stored_range(stored: Stored) -> tuple[int, int]:
    if stored.pixels.dtype.kind == "f":
        return 0, 0
    if stored.signed:
        return -(1 << (stored.bits - 1)), (1 << (stored.bits - 1)) - 1
    return 0, (1 << stored.bits) - 1


def _through_table(table: Any, pixels: NDArray[Any]) -> NDArray[np.float32] | None:
    """PS3.3 C.11.1: the descriptor says how many entries, the first value, the bits."""
    descriptor = numbers(table.get("LUTDescriptor"), 3)
    data = table.get("LUTData")
    if descriptor is None or data is None:
        return None
    if isinstance(data, bytes):
        width = "<u1" if descriptor[2] <= 8 and len(data) <= (descriptor[0] or 65536) + 1 else "<u2"
        entries = np.frombuffer(data[: len(data) // int(width[-1]) * int(width[-1])], dtype=width)
    else:
        entries = np.atleast_1d(np.asarray(data, dtype=np.int64)).ravel()
    count = int(descriptor[0]) or 65536
    entries = entries[:count]
    if not len(entries):
        return None
    index = np.clip(pixels.astype(np.int64) - int(descriptor[1]), 0, len(entries) - 1)
    return entries[index].astype(np.float32)


def _palette(dataset: Any, pixels: NDArray[Any]) -> NDArray[np.uint8]:
    from pydicom.pixels.processing import apply_color_lut

    found = np.asarray(apply_color_lut(pixels, dataset))[..., :3]
    return found if found.dtype == np.uint8 else (found >> 8).astype(np.uint8)


def _number(dataset: Any, frame: int, sequence: str, keyword: str) -> float | None:
    """Of the frame's own functional group, else of that all frames share, else of the file."""
    for group in _groups(dataset, frame):
        item = _first(group, sequence)
        if item is not None and (found := _leading(item.get(keyword))) is not None:
            return found
    return _leading(dataset.get(keyword))


def _groups(dataset: Any, frame: int) -> list[Any]:
    """Indexed and not sliced: a copy of all frames' groups for each frame took the square of
    them."""
    own = dataset.get("PerFrameFunctionalGroupsSequence") or []
    shared = dataset.get("SharedFunctionalGroupsSequence") or []
    return [*([own[frame]] if frame < len(own) else []), *([shared[0]] if len(shared) else [])]


def _leading(value: Any) -> float | None:
    """The first of several: windows are given in pairs and more."""
    if value is not None and not isinstance(value, str) and hasattr(value, "__len__"):
        value = value[0] if len(value) else None
    found = numbers(value, 1)
    return found[0] if found else None


def _first(dataset: Any, keyword: str) -> Any:
    items = dataset.get(keyword)
    return items[0] if items else None
