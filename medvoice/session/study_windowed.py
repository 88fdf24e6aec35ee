"""A series in one window, for the eye alone: no model sees it like this."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from medvoice.assistant.recipes import named, recipe_for
from medvoice.assistant.sampling import uniform
from medvoice.assistant.volume_pictures import MOST_SLICES
from medvoice.session.study_showing import NothingToShow, Sheet
from medvoice.study.contact_sheet import Captioned, contact_sheet
from medvoice.study.loading import load_study
from medvoice.study.pixels import FilePixels
from medvoice.study.study import StudyPixelsError
from medvoice.study.windowing import PRESETS, Window, shown


class NoSuchWindow(Exception):
    """What was given names no window: which there are."""


def window_named(text: str) -> Window:
    """ "lung", or centre and width as "40,400". Raises NoSuchWindow."""
    if text in PRESETS:
        return PRESETS[text]
    centre, comma, width = text.partition(",")
    try:
        window = Window(float(centre), float(width)) if comma else None
    except ValueError:
        window = None
    if window is None or not np.isfinite([window.centre, window.width]).all() or window.width <= 0:
        raise NoSuchWindow(f"{text}: no window. There are {', '.join(PRESETS)}, or CENTRE,WIDTH.")
    return window


def write_windowed(path: Path, output: Path, window: str, series: str = "", uid: str = "") -> Sheet:
    """Writes a contact sheet of at most 85 slices, evenly spread. Raises StudyFolderError, OSError,
    NoSuchWindow; NothingToShow."""
    chosen = window_named(window)
    choice = recipe_for(loaded := load_study(path, None, uid), series)
    if choice is None:
        raise NothingToShow(f"{path}: no image of the study can be shown.")
    one = choice.parts[0].series
    if window in PRESETS and one.modality != "CT":
        what = f"{named(one)} is {one.modality}" if one.modality else f"{named(one)} may be none"
        raise NothingToShow(f"{path}: {window} is a window of CT, and {what}. Give CENTRE,WIDTH.")
    pixels, pictures, notes = FilePixels(), [], list(loaded.notes)
    for index in uniform(len(one.slices), MOST_SLICES):
        try:
            grey = shown(pixels.values(one.slices[index]), chosen)
        except StudyPixelsError as error:
            notes.append(f"Slice {index + 1} is missing: {error}")
            continue
        rgb = np.repeat(grey[..., np.newaxis], 3, axis=2)
        pictures.append(Captioned(rgb, (f"slice {index + 1} of {len(one.slices)}",)))
    pixels.close()
    if not pictures:
        raise NothingToShow(f"{path}: no image of {named(one)} can be read. {' '.join(notes)}")
    title = (named(one), f"window {window}: centre {chosen.centre:g}, width {chosen.width:g}")
    contact_sheet(pictures, title).save(output)
    return Sheet(output, len(pictures), tuple(notes))
