"""A contact sheet: pictures with their labels on one page, because people would rather look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TILE = 256
"""Longer side of a picture on a sheet of many, in pixels; a few are larger."""
_LARGE = 768
_FEW = 4
_GAP = 8
_TEXT = 15
"""Height of a line of text."""
_PAPER, _INK, _FAINT = (16, 16, 16), (235, 235, 235), (160, 160, 160)


@dataclass(frozen=True, slots=True, eq=False)
class Captioned:
    """rgb: uint8, rows x columns x 3. caption: lines under the picture."""

    rgb: NDArray[np.uint8]
    caption: tuple[str, ...] = ()


def contact_sheet(pictures: Sequence[Captioned], title: Sequence[str]) -> Any:
    """A Pillow image. Pictures keep their shape and are made smaller, never larger."""
    from PIL import Image, ImageDraw, ImageFont

    side = _TILE if len(pictures) > _FEW else _LARGE
    columns = max(1, min(len(pictures), math.ceil(math.sqrt(len(pictures) * 1.3))))
    tiles = [_tile(one.rgb, side) for one in pictures]
    wide = max((tile.width for tile in tiles), default=side)
    # A narrow picture's caption still needs room.
    wide = max(wide, min(side, 200))
    lines = max((len(one.caption) for one in pictures), default=0)
    high = max((tile.height for tile in tiles), default=0) + lines * _TEXT + 2
    rows = math.ceil(len(pictures) / columns)
    head = len(title) * (_TEXT + 3) + _GAP
    font = ImageFont.load_default(_TEXT - 3)
    bold = ImageFont.load_default(_TEXT - 1)
    width = max(
        columns * (wide + _GAP) + _GAP,
        *(int(bold.getlength(line)) + 2 * _GAP for line in title or ("",)),
    )
    sheet = Image.new("RGB", (width, head + rows * (high + _GAP) + _GAP), _PAPER)
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(title):
        draw.text((_GAP, _GAP + number * (_TEXT + 3)), line, fill=_INK, font=bold)
    for index, (tile, one) in enumerate(zip(tiles, pictures, strict=True)):
        left = _GAP + index % columns * (wide + _GAP)
        top = head + _GAP + index // columns * (high + _GAP)
        sheet.paste(tile, (left + (wide - tile.width) // 2, top))
        for number, line in enumerate(one.caption):
            at = (left, top + tile.height + 2 + number * _TEXT)
            ink = _INK if number == 0 else _FAINT
            draw.text(at, _fitting(line, font, wide), fill=ink, font=font)
    return sheet


def _tile(rgb: NDArray[np.uint8], side: int) -> Any:
    from PIL import Image

    image = Image.fromarray(rgb)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


def _fitting(line: str, font: Any, wide: int) -> str:
    if font.getlength(line) <= wide:
        return line
    while line and font.getlength(line + "…") > wide:
        line = line[:-1]
    return line + "…"
