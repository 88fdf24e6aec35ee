"""In which of the pictures something is to be marked: a model marks places in one picture only."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.assistant.answering import Seen
from medvoice.assistant.question_kind import Which
from medvoice.assistant.recipes import VOLUMES, Recipe

_SEVERAL = "the model marks places in one picture; say in which ({})."
_SLIDE = "the model marks places in radiographs and slices, not on a whole slide."


def picture_for(recipe: Recipe, saw: Sequence[Seen], which: Which) -> int | str:
    """Index into the pictures, or half a sentence why there is none."""
    if recipe is Recipe.WHOLE_SLIDE:
        return _SLIDE
    if recipe is Recipe.LONGITUDINAL and which.slice is None:
        return 0 if which.prior else 1
    if which.prior:
        return "the earlier study was not shown to the model."
    if which.slice is None:
        if len(saw) == 1:
            return 0
        return _SEVERAL.format('"on slice 12"' if recipe in VOLUMES else '"in image 2"')
    return _numbered(recipe, saw, which.slice)


def _numbered(recipe: Recipe, saw: Sequence[Seen], number: int) -> int | str:
    """Slices are counted as the series has them, pictures as they are shown."""
    if recipe not in VOLUMES:
        if 1 <= number <= len(saw):
            return number - 1
        return f"there are {len(saw)} images, counted from 1."
    shown = [one.index + 1 for one in saw]
    if number in shown:
        return shown.index(number)
    near = min(shown, key=lambda one: (abs(one - number), one))
    return f"slice {number} was not among those shown to the model; the nearest is {near}."
