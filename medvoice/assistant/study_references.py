"""A study's images as addresses on a DICOMweb server, for an endpoint that fetches them itself.

Which and in which order is decided as for pixels; windows and labels are then the endpoint's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from medvoice.assistant.answering import Seen
from medvoice.assistant.backend import DicomReference
from medvoice.assistant.picture import seen
from medvoice.assistant.recipes import VOLUMES, Choice, Part, Recipe, about, recipe_for
from medvoice.assistant.sampling import uniform
from medvoice.assistant.study_images import most_of
from medvoice.study.study import LoadedStudy

NO_SERVER = (
    "The endpoint fetches images from a DICOMweb server itself, and dicomweb.url names none."
)
NO_INSTANCES = "These images are on no DICOMweb server (they have no instance UIDs)."
NO_SLIDES = "Whole slides are not shown by reference; use a backend that takes pixels."


@dataclass(frozen=True, slots=True)
class DicomwebAddress:
    """url: root of the services, as the endpoint reaches it. credential: a token for it, "" for
    none."""

    url: str = ""
    credential: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class References:
    """parts: one for a volume, one for each radiograph."""

    recipe: Recipe
    parts: tuple[DicomReference, ...]
    saw: tuple[Seen, ...]
    notes: tuple[str, ...]
    about: str


def references(
    loaded: LoadedStudy, server: DicomwebAddress, series: str = ""
) -> References | str | None:
    """None: no image could be shown. A sentence: why none can be referred to."""
    choice = recipe_for(loaded, series)
    if choice is None:
        return None
    if choice.recipe is Recipe.WHOLE_SLIDE:
        return NO_SLIDES
    if not server.url:
        return NO_SERVER
    shown = list(_shown(choice))
    if not all(_known(part, index) for part, index in shown):
        return NO_INSTANCES
    saw = tuple(seen(part, index, _word(choice)) for part, index in shown)
    addresses = [_address(server.url, part, index) for part, index in shown]
    count = sum(len(part.indices) for part in choice.parts)
    notes = choice.notes
    if len(shown) < count:
        what = f"{_word(choice)}s"
        notes = (f"{len(shown)} of {count} {what} were shown to the model, evenly spread.", *notes)
    return References(
        choice.recipe, tuple(_parts(choice, addresses, server)), saw, notes, about(choice)
    )


def _shown(choice: Choice) -> Iterator[tuple[Part, int]]:
    every = [(part, index) for part in choice.parts for index in part.indices]
    for at in uniform(len(every), most_of(choice.recipe)):
        yield every[at]


def _known(part: Part, index: int) -> bool:
    image = part.series.slices[index]
    return bool(part.study.headers.uid and part.series.uid and image.uid)


def _address(url: str, part: Part, index: int) -> str:
    """PS3.18: of one instance. A frame of several has no address that the endpoint takes."""
    study, series = part.study.headers.uid, part.series.uid
    instance = part.series.slices[index].uid
    return f"{url.rstrip('/')}/studies/{study}/series/{series}/instances/{instance}"


def _parts(
    choice: Choice, addresses: list[str], server: DicomwebAddress
) -> Iterator[DicomReference]:
    whole = tuple(dict.fromkeys(addresses))  # frames of one file are one instance
    if choice.recipe is Recipe.LONGITUDINAL:
        for address in whole:
            yield DicomReference((address,), server.credential)
    else:
        yield DicomReference(whole, server.credential)


def _word(choice: Choice) -> str:
    return "slice" if choice.recipe in VOLUMES else "image"
