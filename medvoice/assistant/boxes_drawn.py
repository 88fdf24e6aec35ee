"""Boxes drawn onto the picture in which they were found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.answering import Box

COLOURS = ((255, 208, 0), (0, 208, 255), (255, 96, 208), (96, 255, 96))
"""In turn. Bright, and none that an X-ray or a CT in three windows is full of."""
_LEAST_LINE = 2
_LINE = 300
"""The longer side is so many lines wide."""
_TEXT = 40
"""The longer side is so many lines of text high."""
_LEAST_TEXT = 10


def drawn(
    rgb: NDArray[np.uint8], boxes: Sequence[Box], *, one_colour: bool = False
) -> NDArray[np.uint8]:
    """rgb: rows x columns x 3, which stays as it is. Lines lie outside the box, so that what it
    holds stays to be seen. one_colour: for boxes that are all of a kind. Needs Pillow."""
    from PIL import Image, ImageDraw

    picture = Image.fromarray(rgb)
    pen = ImageDraw.Draw(picture)
    width = max(_LEAST_LINE, max(rgb.shape[:2]) // _LINE)
    for number, box in enumerate(boxes):
        colour = COLOURS[0 if one_colour else number % len(COLOURS)]
        top, left = round(box.top), round(box.left)
        bottom, right = round(box.bottom), round(box.right)
        for out in range(1, width + 1):
            edges = (left - out, top - out, right - 1 + out, bottom - 1 + out)
            pen.rectangle(edges, outline=colour)
        if box.label:
            _label(pen, box.label, (left - width, top - width), colour)
    return np.asarray(picture)


def _label(pen: Any, text: str, corner: tuple[int, int], colour: tuple[int, int, int]) -> None:
    """Above the box, and below its top edge where there is no room; on a dark ground."""
    from PIL import ImageFont

    columns, rows = pen.im.size
    font = ImageFont.load_default(max(_LEAST_TEXT, max(rows, columns) // _TEXT))
    _, _, wide, high = pen.textbbox((0, 0), text, font=font)
    left = max(0, min(corner[0], columns - int(wide)))
    top = corner[1] - int(high) - 2
    if top < 0:
        top = max(0, corner[1])
    pen.rectangle((left, top, left + wide, top + high + 1), fill=(0, 0, 0))
    pen.text((left, top), text, fill=colour, font=font)
