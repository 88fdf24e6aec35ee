"""PNG, JPEG and TIFF: pictures without a patient, a date or a size in millimetres."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.study.files import FileKind, kind_of
from medvoice.study.folder_error import LeftOut
from medvoice.study.grey_values import LUMA
from medvoice.study.study import Kind, Series, Slice
from medvoice.study.windowing import Window, shown

MOST_SAMPLES = 178_000_000
"""Pixels of one picture; Pillow refuses more as a likely attack."""
_FORMATS = ("PNG", "JPEG", "TIFF")
_TILE_WIDTH = 322
"""TIFF's tag."""
_SLIDE = 4096
"""A tiled TIFF whose longer side has at least so many pixels is a whole slide."""
_TURNED = frozenset((5, 6, 7, 8))
"""Exif orientations that make rows of columns."""


def picture_slice(path: Path) -> tuple[Slice, Kind]:
    """Raises LeftOut; nearly anything for a broken file."""
    with _quiet(), _opened(path) as image:
        columns, rows = image.size
        kind = Kind.IMAGES
        if image.format == "TIFF" and _TILE_WIDTH in image.tag_v2 and max(image.size) >= _SLIDE:
            kind = Kind.WHOLE_SLIDE
        elif rows * columns > MOST_SAMPLES:
            raise LeftOut(f"its picture is too large ({rows:,} x {columns:,})")
        if image.format != "TIFF" and _orientation(image) in _TURNED:
            rows, columns = columns, rows
        return Slice(path, 0, None, rows, columns), kind


def pictures_series(pictures: list[tuple[Slice, Kind]]) -> list[Series]:
    """One series of all pictures in their order, one of each whole slide."""
    flat = [image for image, kind in pictures if kind is Kind.IMAGES]
    slides = [(image,) for image, kind in pictures if kind is Kind.WHOLE_SLIDE]
    found = [_series(Kind.IMAGES, tuple(flat))] if flat else []
    return found + [_series(Kind.WHOLE_SLIDE, one) for one in slides]


def picture_values(image: Slice) -> NDArray[np.float32]:
    """Raises nearly anything for a broken file."""
    pixels = _pixels(image.path)
    if pixels.ndim == 2:
        return np.nan_to_num(pixels.astype(np.float32), copy=False)
    return pixels.astype(np.float32) @ np.array(LUMA, dtype=np.float32)


def picture_colours(image: Slice) -> NDArray[np.uint8]:
    """Greys of more than 8 bits over their whole range. Raises nearly anything for a broken
    file."""
    pixels = _pixels(image.path)
    if pixels.dtype != np.uint8:
        values = np.nan_to_num(pixels.astype(np.float32), copy=False)
        pixels = shown(values, Window.whole(values))
    return pixels if pixels.ndim == 3 else np.repeat(pixels[..., np.newaxis], 3, axis=2)


def _series(kind: Kind, images: tuple[Slice, ...]) -> Series:
    slide = kind is Kind.WHOLE_SLIDE
    return Series(
        uid=images[0].path.name if len(images) == 1 else "pictures",
        kind=kind,
        modality="SM" if slide else "",
        description=images[0].path.stem if len(images) == 1 else f"{len(images)} pictures",
        number=None,
        slices=images,
        texts={},
    )


def _pixels(path: Path) -> NDArray[Any]:
    """rows x columns, or rows x columns x 3 of 8 bits."""
    from PIL import Image, ImageOps

    with _quiet(), _opened(path) as opened:
        if opened.size[0] * opened.size[1] > MOST_SAMPLES:
            raise LeftOut("too large to be read at once: a whole slide is read by its tiles")
        image = ImageOps.exif_transpose(opened)
        if image.mode in ("L", "I;16", "I;16B", "I;16L", "I", "F"):
            return np.array(image)
        if image.mode == "1":
            return np.array(image.convert("L"))
        if image.mode in ("LA", "PA", "RGBA", "RGBa") or "transparency" in image.info:
            upon = Image.new("RGBA", image.size, (0, 0, 0, 255))
            image = Image.alpha_composite(upon, image.convert("RGBA"))
        return np.array(image.convert("RGB"))


def _opened(path: Path) -> Any:
    """A TIFF without Pillow's own limit: a slide's first level has more pixels, and is not read
    here. Who reads pixels holds them to MOST_SAMPLES."""
    try:
        from PIL import Image, TiffImagePlugin
    except ModuleNotFoundError as error:
        raise LeftOut("a picture, which needs Pillow: pip install pillow") from error
    if kind_of(path) is FileKind.TIFF:
        return TiffImagePlugin.TiffImageFile(path)
    return Image.open(path, formats=_FORMATS)


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd tags beside the picture
        yield


def _orientation(image: Any) -> int:
    found = image.getexif().get(0x0112, 1)
    return found if isinstance(found, int) else 1
