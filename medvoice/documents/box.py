"""A sign or a word with its place on a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """One sign or word. x to the right, y downwards, in points or pixels. size: of its font."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
