"""Single pictures: one radiograph, a pair of them, or whatever else is no volume."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.assistant.picture import Picture, seen
from medvoice.assistant.recipes import RADIOGRAPHS, Part
from medvoice.assistant.sampling import uniform
from medvoice.study.study import Pixels, Slice, StudyPixelsError

MOST_PICTURES = 16
"""Ours, for pictures that are neither a volume nor a pair: their makers show one radiograph or two,
and evaluated MedGemma on single images."""


def single_pictures(
    parts: Sequence[Part], pixels: Pixels, most: int = MOST_PICTURES
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """In the order of the parts; labelled "IMAGE 1", "IMAGE 2" where there are more than one.
    Unpadded, as the makers give radiographs that are not to be marked."""
    every = [(part, index) for part in parts for index in part.indices]
    chosen = [every[at] for at in uniform(len(every), min(most, MOST_PICTURES))]
    notes: list[str] = []
    pictures: list[Picture] = []
    for part, index in chosen:
        label = f"IMAGE {len(pictures) + 1}" if len(chosen) > 1 else ""
        try:
            pictures.append(_picture(part, index, label, pixels))
        except StudyPixelsError as error:
            notes.append(f"An image is missing: {error}")
    if len(chosen) < len(every):
        notes.insert(0, f"{len(chosen)} of {len(every)} images were shown to the model.")
    return tuple(pictures), tuple(notes)


def longitudinal(
    parts: Sequence[Part], pixels: Pixels
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """Two radiographs, the earlier first, without labels: the makers' notebook has none. Where the
    earlier one is broken the other is a single radiograph; never the other way round."""
    notes: list[str] = []
    pictures: list[Picture] = []
    for part in parts:
        try:
            pictures.append(_picture(part, part.indices[0], "", pixels))
        except StudyPixelsError as error:
            notes.append(f"A comparison is not possible, an image is missing: {error}")
            if part is parts[-1]:
                pictures.clear()
    return tuple(pictures), tuple(notes)


def _picture(part: Part, index: int, label: str, pixels: Pixels) -> Picture:
    image = part.series.slices[index]
    return Picture(
        pixels.colours(image),
        label,
        seen(part, index, "image"),
        _spacing(image),
        projected=part.series.modality in RADIOGRAPHS,
    )


def _spacing(image: Slice) -> tuple[float, float] | None:
    return image.plane.spacing if image.plane is not None else image.spacing
