"""The slices of a volume as pictures: sampled, windowed, labelled "SLICE 1", "SLICE 2", …

Sampling, order and labels are those of the makers' CT notebook, for every modality.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.ct_windows import windowed
from medvoice.assistant.grey_window import GreyWindow
from medvoice.assistant.picture import Picture, seen
from medvoice.assistant.recipes import Part
from medvoice.assistant.sampling import uniform
from medvoice.study.study import Pixels, Slice, StudyPixelsError

MOST_SLICES = 85
"""Of the makers' CT notebook."""

Values = tuple[int, NDArray[np.float32]]


def ct_volume(
    part: Part, pixels: Pixels, most: int = MOST_SLICES
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """Pictures in the slices' order, and notes for the user."""
    notes: list[str] = []
    read = _read(part, pixels, most, notes)
    shown = [(index, windowed(values)) for index, values in read]
    return _pictures(part, shown), tuple(_sampled(part, len(shown), most) + notes)


def grey_volume(
    part: Part, pixels: Pixels, most: int = MOST_SLICES
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """The same for MR and whatever else has no absolute scale."""
    notes: list[str] = []
    read = list(_read(part, pixels, most, notes))
    if not read:
        return (), tuple(notes)
    window = GreyWindow.of([values for _, values in read])
    shown = [(index, window.apply(values)) for index, values in read]
    return _pictures(part, shown), tuple(_sampled(part, len(shown), most) + notes)


def _read(part: Part, pixels: Pixels, most: int, notes: list[str]) -> Iterator[Values]:
    for at in uniform(len(part.indices), min(most, MOST_SLICES)):
        index = part.indices[at]
        try:
            yield index, pixels.values(part.series.slices[index])
        except StudyPixelsError as error:
            notes.append(f"Slice {index + 1} is missing: {error}")


def _pictures(part: Part, shown: list[tuple[int, NDArray[np.uint8]]]) -> tuple[Picture, ...]:
    return tuple(
        Picture(rgb, f"SLICE {number}", seen(part, index), _spacing(part.series.slices[index]))
        for number, (index, rgb) in enumerate(shown, start=1)
    )


def _spacing(image: Slice) -> tuple[float, float] | None:
    return image.plane.spacing if image.plane is not None else None


def _sampled(part: Part, shown: int, most: int) -> list[str]:
    count = len(part.indices)
    if shown == count:
        return []
    why = ", as many as there is room for" if most < MOST_SLICES else ""
    return [f"{shown} of {count} slices were shown to the model, evenly spread{why}."]
