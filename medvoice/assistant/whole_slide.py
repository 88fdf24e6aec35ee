"""Whole slides as MedGemma's makers give them: 896 x 896 patches near 10× from where tissue is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medvoice.assistant.answering import Box, Seen
from medvoice.assistant.backend import Between
from medvoice.assistant.boxes_drawn import drawn
from medvoice.assistant.picture import Picture
from medvoice.assistant.recipes import Part, named
from medvoice.assistant.sampling import uniform
from medvoice.assistant.slide import Level, Slide, nearest_ten, open_slide
from medvoice.assistant.tissue import tissue
from medvoice.study.study import Pixels, StudyPixelsError

PATCH = 896
"""Edge in pixels: the input of MedGemma's image encoder."""
MOST_PATCHES = 125
"""Of the makers' pathology notebook."""
LEAST_TISSUE = 0.25
"""Share of a patch that must be tissue. Ours; where no patch has it, those with the most."""
OVERVIEW = 1024
"""Longer side of the small view in pixels."""
_SPARE = 4
"""Patches taken where none has enough tissue."""


@dataclass(frozen=True, slots=True)
class Place:
    """A patch of one level: pixels from its top and left edge."""

    top: int
    left: int


def _go() -> None:
    """Nobody waits."""


@dataclass(frozen=True, slots=True)
class _Polite:
    """A slide that asks before it reads."""

    inner: Slide
    between: Between

    @property
    def levels(self) -> tuple[Level, ...]:
        return self.inner.levels

    def region(self, level: int, top: int, left: int, size: int) -> NDArray[np.uint8]:
        self.between()
        return self.inner.region(level, top, left, size)

    def close(self) -> None:
        self.inner.close()


def whole_slide(
    part: Part, pixels: Pixels, most: int = MOST_PATCHES, between: Between = _go
) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """Patches by rows, without labels, and notes. between: called before each region is read."""
    notes: list[str] = []
    try:
        slide = _Polite(open_slide(_files(part), pixels), between)
    except StudyPixelsError as error:
        return (), (f"The slide cannot be read: {error}",)
    try:
        level, microns, guessed = nearest_ten(slide.levels)
        places = tissue_places(slide, level)
        chosen = [places[at] for at in uniform(len(places), min(most, MOST_PATCHES))]
        pictures = []
        for place in chosen:
            try:
                rgb = slide.region(level, place.top, place.left, PATCH)
            except StudyPixelsError as error:
                notes.append(f"A patch is missing: {error}")
                continue
            pictures.append(Picture(rgb, "", _seen(part, place), (microns / 1000, microns / 1000)))
    finally:
        slide.close()
    times = 10 / microns
    about = f"{len(pictures)} of {len(places)} patches with tissue were shown to the model"
    notes.insert(0, f"{about}, at {times:.1f}x.")
    if guessed:
        notes.insert(1, "The slide does not say its magnification: 40× was assumed.")
    return tuple(pictures), tuple(notes)


def slide_overview(
    part: Part, pixels: Pixels, most: int = MOST_PATCHES
) -> NDArray[np.uint8] | None:
    """The whole slide, small, with a frame around every patch that a model is shown. For people: a
    model gets the patches alone. None where the slide cannot be read. Needs Pillow."""
    try:
        slide = open_slide(_files(part), pixels)
    except StudyPixelsError:
        return None
    try:
        level, _, _ = nearest_ten(slide.levels)
        places = tissue_places(slide, level)
        view, scale = overview(slide)
        factor = slide.levels[0].rows / slide.levels[level].rows / scale
    except StudyPixelsError:
        return None
    finally:
        slide.close()
    chosen = [places[at] for at in uniform(len(places), min(most, MOST_PATCHES))]
    boxes = [
        Box(
            place.top * factor,
            place.left * factor,
            (place.top + PATCH) * factor,
            (place.left + PATCH) * factor,
            "",
            0,
        )
        for place in chosen
    ]
    return drawn(view, boxes, one_colour=True)


def tissue_places(slide: Slide, level: int) -> tuple[Place, ...]:
    """Whole patches of a grid over the level that hold enough tissue, by rows. A slide smaller than
    a patch is one patch."""
    shape = slide.levels[level]
    rows, columns = max(1, shape.rows // PATCH), max(1, shape.columns // PATCH)
    view, scale = overview(slide)
    mask = tissue(view)
    shares = np.zeros((rows, columns))
    edge = PATCH / (shape.rows / (slide.levels[0].rows / scale))
    for row in range(rows):
        for column in range(columns):
            cut = mask[_span(row, edge, mask.shape[0]), _span(column, edge, mask.shape[1])]
            shares[row, column] = cut.mean() if cut.size else 0.0
    enough = shares >= LEAST_TISSUE
    if not enough.any() and mask.any():
        enough = shares >= np.sort(shares, axis=None)[::-1][: min(_SPARE, shares.size)][-1]
        enough &= shares > 0
    return tuple(Place(int(r) * PATCH, int(c) * PATCH) for r, c in np.argwhere(enough))


def overview(slide: Slide) -> tuple[NDArray[np.uint8], float]:
    """A small view of the whole slide, and pixels of the largest level a pixel of it."""
    smallest = min(range(len(slide.levels)), key=lambda at: slide.levels[at].columns)
    at = next(
        (
            number
            for number in range(len(slide.levels) - 1, -1, -1)
            if max(slide.levels[number].rows, slide.levels[number].columns) >= OVERVIEW
        ),
        smallest,
    )
    shape = slide.levels[at]
    step = max(1, -(-max(shape.rows, shape.columns) // OVERVIEW))
    view = _thinned(slide, at, step)
    return view, slide.levels[0].rows / shape.rows * step


def _thinned(slide: Slide, level: int, step: int) -> NDArray[np.uint8]:
    """Every step-th pixel of a level, read in squares so that no level is held whole."""
    shape = slide.levels[level]
    view = np.full((-(-shape.rows // step), -(-shape.columns // step), 3), 255, np.uint8)
    square = 2048 // step * step or step
    for top in range(0, shape.rows, square):
        for left in range(0, shape.columns, square):
            part = slide.region(level, top, left, square)[::step, ::step]
            y, x = top // step, left // step
            target = view[y : y + part.shape[0], x : x + part.shape[1]]
            target[:] = part[: target.shape[0], : target.shape[1]]
    return view


def _span(index: int, edge: float, size: int) -> slice:
    return slice(min(size, round(index * edge)), min(size, max(1, round((index + 1) * edge))))


def _seen(part: Part, place: Place) -> Seen:
    said = f"patch at row {place.top}, column {place.left} of the 10x level, {named(part.series)}"
    return Seen(part.study.headers.uid, part.series.uid, 0, said)


def _files(part: Part) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(image.path for image in part.series.slices))
