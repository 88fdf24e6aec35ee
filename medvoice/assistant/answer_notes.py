"""What a user must know beside a model's words: which slice it meant, and that it has no ruler."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.assistant.recipes import Recipe
from medvoice.assistant.study_images import ModelImages

_SLICE = re.compile(
    r"\bslices?\s+(?:number\s+)?(\d{1,3})(?:\s*(?:-|–|to|and|,)\s*(\d{1,3}))?", re.I
)
_SIZE = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:[x×]\s*\d+(?:[.,]\d+)?\s*)*(?:mm|cm|millimet\w*|centimet\w*|hu\b|hounsfield"
    r"|ml\b|cc\b)",
    re.IGNORECASE,
)
_VOLUMES = (Recipe.CT_VOLUME, Recipe.MR_VOLUME, Recipe.OTHER_VOLUME)
_NO_RULER = (
    "Sizes and densities in the answer are guesses: the model sees pictures without a scale."
)


def notes_on(text: str, images: ModelImages | None) -> tuple[str, ...]:
    """images: that the answer is about, where it may name them by number."""
    notes = list(_meant(text, images)) if images is not None else []
    if _SIZE.search(text):
        notes.append(_NO_RULER)
    return tuple(notes)


def _meant(text: str, images: ModelImages) -> Iterator[str]:
    """The model counts what it was shown; a user counts the series' slices."""
    if images.recipe not in _VOLUMES:
        return
    numbers = {int(n) for found in _SLICE.findall(text) for n in found if n}
    for number in sorted(numbers):
        if not 1 <= number <= len(images.pictures):
            yield f"The answer names slice {number}, of which the model saw none."
        elif images.pictures[number - 1].seen.index + 1 != number:
            yield f"The model's slice {number} is {images.pictures[number - 1].seen.said}."
