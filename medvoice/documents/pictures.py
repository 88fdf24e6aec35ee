"""Picture files as rgb. Runs in the process that reads (`worker`)."""

from __future__ import annotations

import warnings
from typing import IO

import numpy as np
from numpy.typing import NDArray

from medvoice.documents.document import DocumentError
from medvoice.documents.limits import Limits

_FORMATS = ("PNG", "JPEG", "TIFF")


def picture_pages(file: IO[bytes], limits: Limits) -> int:
    """A fax as TIFF has several. Raises DocumentError; nearly anything for a broken file."""
    from PIL import Image

    with _quiet(), Image.open(file, formats=_FORMATS) as image:
        if image.width * image.height > limits.most_pixels:
            raise DocumentError(
                f"its picture is too large ({image.width:,} x {image.height:,}). Give a smaller one"
            )
        return min(int(getattr(image, "n_frames", 1)), limits.most_pages)


def picture_page(file: IO[bytes], number: int, longest: int) -> NDArray[np.uint8]:
    """Upright, its longer side at most `longest` pixels. Raises IndexError for no such page;
    nearly anything for a broken file."""
    from PIL import Image, ImageOps

    with _quiet(), Image.open(file, formats=_FORMATS) as image:
        try:
            image.seek(number - 1)
        except EOFError as error:
            raise IndexError(number) from error
        upright = ImageOps.exif_transpose(image) or image
        if max(upright.size) > longest:
            scale = longest / max(upright.size)
            size = (max(1, round(upright.width * scale)), max(1, round(upright.height * scale)))
            upright = upright.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        return np.array(upright.convert("RGB"), dtype=np.uint8)


def _quiet() -> warnings.catch_warnings[None]:
    """Pillow warns of large pictures; `picture_pages` refuses them."""
    return warnings.catch_warnings(action="ignore")
