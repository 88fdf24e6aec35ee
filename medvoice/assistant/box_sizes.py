"""Sizes from a model's boxes and the geometry: estimates, and always called so."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.assistant.answering import Box
from medvoice.assistant.picture import Picture


def sizes_said(thing: str, boxes: Sequence[Box], picture: Picture) -> str:
    """A sentence or more. picture: in which the boxes lie; its spacing is known."""
    assert picture.spacing is not None
    lines = [f"{box.label or thing}: about {_size(box, picture.spacing)}" for box in boxes]
    detector = " At the detector, where things are larger than in the body." * picture.projected
    return (
        f"{'; '.join(lines)} (width × height), in {picture.seen.said}. Estimated from the model's "
        f"box, which is rough: not a measurement.{detector}"
    )


def _size(box: Box, spacing: tuple[float, float]) -> str:
    """Whole millimetres: a thousandth of a radiograph is half a millimetre, the model's own error
    far more."""
    height = (box.bottom - box.top) * spacing[0]
    width = (box.right - box.left) * spacing[1]
    return f"{max(1, round(width))} × {max(1, round(height))} mm"
