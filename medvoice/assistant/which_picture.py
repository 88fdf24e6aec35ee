"""In which of the pictures something is to be marked: a model marks places in one picture only."""

from __future__ import annotations

from medvoice.assistant.question_kind import Which
from medvoice.assistant.recipes import Recipe
from medvoice.assistant.study_images import ModelImages

_SEVERAL = "the model marks places in one picture; say in which ({})."
_SLIDE = "the model marks places in radiographs and slices, not on a whole slide."


def picture_for(images: ModelImages, which: Which) -> int | str:
    """Index into the pictures, or half a sentence why there is none."""
    if images.recipe is Recipe.WHOLE_SLIDE:
        return _SLIDE
    if images.recipe is Recipe.LONGITUDINAL and which.slice is None:
        return 0 if which.prior else 1
    if which.prior:
        return "the earlier study was not shown to the model."
    if which.slice is None:
        if len(images.pictures) == 1:
            return 0
        return _SEVERAL.format('"on slice 12"' if _is_volume(images) else '"in image 2"')
    return _numbered(images, which.slice)


def _numbered(images: ModelImages, number: int) -> int | str:
    """Slices are counted as the series has them, pictures as they are shown."""
    if not _is_volume(images):
        if 1 <= number <= len(images.pictures):
            return number - 1
        return f"there are {len(images.pictures)} images, counted from 1."
    shown = [picture.seen.index + 1 for picture in images.pictures]
    if number in shown:
        return shown.index(number)
    near = min(shown, key=lambda one: (abs(one - number), one))
    return f"slice {number} was not among those shown to the model; the nearest is {near}."


def _is_volume(images: ModelImages) -> bool:
    return images.recipe in (Recipe.CT_VOLUME, Recipe.MR_VOLUME, Recipe.OTHER_VOLUME)
