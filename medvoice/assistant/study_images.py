"""The pictures of a loaded study as a model gets them: which, in which order, in which form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.answering import Seen
from medvoice.assistant.backend import Between
from medvoice.assistant.picture import Picture
from medvoice.assistant.recipes import Choice, Recipe, about, recipe_for
from medvoice.assistant.single_pictures import MOST_PICTURES, longitudinal, single_pictures
from medvoice.assistant.volume_pictures import MOST_SLICES, ct_volume, grey_volume
from medvoice.assistant.whole_slide import MOST_PATCHES, slide_overview, whole_slide
from medvoice.study.study import LoadedStudy, Pixels, Slice

_OURS = "How the model is shown this {} is our choice: its makers publish no way."
_Found = tuple[tuple[Picture, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class ModelImages:
    """pictures: in the order in which the model gets them. notes: sentences for the user ("85 of
    312 slices"). about: of what a slide was made ("colon, biopsy"), "" where that is not said."""

    recipe: Recipe
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...] = ()
    about: str = ""

    @property
    def saw(self) -> tuple[Seen, ...]:
        return tuple(picture.seen for picture in self.pictures)


def _go() -> None:
    """Nobody waits."""


@dataclass(frozen=True, slots=True)
class _Polite:
    """Pixels that ask before they read: reading 85 slices takes seconds of the processor."""

    inner: Pixels
    between: Between

    def values(self, image: Slice) -> NDArray[np.float32]:
        self.between()
        return self.inner.values(image)

    def colours(self, image: Slice) -> NDArray[np.uint8]:
        self.between()
        return self.inner.colours(image)


def model_images(
    loaded: LoadedStudy,
    pixels: Pixels,
    *,
    most: int | None = None,
    series: str = "",
    between: Between = _go,
) -> ModelImages | None:
    """None: the study holds no image. Without pictures: none can be read, the notes say why. most:
    images that fit the model's context; None for as many as the recipe takes. series: by number or
    UID; "" for the one that fits best. An image that cannot be read is left out, with a note. Reads
    pixels: seconds. between: called before each image; it may raise Stopped."""
    choice = recipe_for(loaded, series)
    if choice is None:
        return None
    pictures, notes = _made(choice, _Polite(pixels, between), most, between)
    recipe = choice.recipe
    if recipe is Recipe.LONGITUDINAL and len(pictures) < 2:
        recipe = Recipe.RADIOGRAPH
    ours = () if recipe.makers or recipe is Recipe.PICTURES else (_OURS.format(recipe),)
    return ModelImages(recipe, pictures, (*notes, *choice.notes, *ours), about=about(choice))


def overview_of(loaded: LoadedStudy, pixels: Pixels, series: str = "") -> NDArray[np.uint8] | None:
    """For people: where on a slide the patches lie. None for every other study."""
    choice = recipe_for(loaded, series)
    if choice is None or choice.recipe is not Recipe.WHOLE_SLIDE:
        return None
    return slide_overview(choice.parts[0], pixels)


def most_of(recipe: Recipe) -> int:
    """Images that the recipe takes at most."""
    match recipe:
        case Recipe.CT_VOLUME | Recipe.MR_VOLUME | Recipe.OTHER_VOLUME:
            return MOST_SLICES
        case Recipe.WHOLE_SLIDE:
            return MOST_PATCHES
        case Recipe.RADIOGRAPH:
            return 1
        case Recipe.LONGITUDINAL:
            return 2
        case Recipe.PICTURES:
            return MOST_PICTURES


def _made(choice: Choice, pixels: Pixels, most: int | None, between: Between) -> _Found:
    limit = most_of(choice.recipe) if most is None else most
    match choice.recipe:
        case Recipe.CT_VOLUME:
            return ct_volume(choice.parts[0], pixels, limit)
        case Recipe.MR_VOLUME | Recipe.OTHER_VOLUME:
            return grey_volume(choice.parts[0], pixels, limit)
        case Recipe.LONGITUDINAL:
            return longitudinal(choice.parts[-limit:] if limit else (), pixels)
        case Recipe.WHOLE_SLIDE:
            return whole_slide(choice.parts[0], pixels, limit, between)
        case Recipe.RADIOGRAPH | Recipe.PICTURES:
            return single_pictures(choice.parts, pixels, limit)
