"""A picture as a model gets it, and how a user is told which one that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.answering import Seen
from medvoice.assistant.recipes import Part, named


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """rgb: uint8, height x width x 3. label: the text that stands behind it ("SLICE 1"), "" for
    none. spacing: mm between rows, between columns, in the picture's own pixels; None where that is
    not known. projected: sizes are those at the detector, larger than in the body."""

    rgb: NDArray[np.uint8]
    label: str
    seen: Seen
    spacing: tuple[float, float] | None = None
    projected: bool = False


def seen(part: Part, index: int, what: str = "slice") -> Seen:
    """what: "slice" or "image"."""
    count = len(part.series.slices)
    said = named(part.series)
    if count > 1:
        said = f"{what} {index + 1} of {count}, {said}"
    if part.study.headers.moment is not None:
        said += f", {part.study.headers.moment:%Y-%m-%d}"
    return Seen(part.study.headers.uid, part.series.uid, index, said, part.series.part)
