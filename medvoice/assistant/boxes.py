"""Boxes in a model's answer: JSON lists of {"box_2d": [y0, x0, y1, x1], "label": …}, read strictly.

What is not in the format is not guessed at: corners in another order or outside 0 … 1000 may mean
another convention, and a box at the wrong place is worse than none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from medvoice.assistant.answering import Box
from medvoice.assistant.square import SCALE, Square

MOST_BOXES = 50
_LONGEST_LABEL = 80
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Found:
    """refused: boxes that were there and could not be read, or lay in the padding."""

    boxes: tuple[Box, ...]
    refused: int


def boxes_in(text: str, square: Square, image: int) -> Found:
    """image: index into `Answer.saw`. The same box said twice counts once."""
    boxes: dict[Box, None] = {}
    refused = 0
    for entry in _entries(text):
        box = _box(entry, square, image)
        if box is None or len(boxes) >= MOST_BOXES:
            refused += 1
        else:
            boxes[box] = None
    return Found(tuple(boxes), refused)


def _entries(text: str) -> Iterator[dict[str, Any]]:
    """Objects with a box, of every JSON list or object in the text."""
    at = 0
    decoder = json.JSONDecoder()
    while (at := _next(text, at)) >= 0:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at += 1
            continue
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict) and "box_2d" in entry:
                yield entry


def _next(text: str, at: int) -> int:
    found = re.compile(r"[\[{]").search(text, at)
    return found.start() if found else -1


def _box(entry: dict[str, Any], square: Square, image: int) -> Box | None:
    corners = entry["box_2d"]
    if not isinstance(corners, list) or len(corners) != 4:
        return None
    if not all(type(number) in (int, float) and 0 <= number <= SCALE for number in corners):
        return None
    edges = square.read((corners[0], corners[1], corners[2], corners[3]))
    if edges is None:  # in the padding, or its corners in another order
        return None
    label = _CONTROLS.sub(" ", str(entry.get("label") or "")).strip()[:_LONGEST_LABEL]
    return Box(*edges, label=label, image=image)
