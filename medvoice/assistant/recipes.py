"""Which pictures of a loaded study a model gets, and in which form. Pure: looks at headers only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from medvoice.study.study import Kind, LoadedStudy, Series, Study
from medvoice.study.study_headers import day_of

RADIOGRAPHS = frozenset("CR DX DR RG XR MG PX IO".split())
"""DICOM's modalities of projection radiographs."""
_UNKNOWN = frozenset(("", "OT"))
"""Of pictures that came without headers (PNG, JPEG)."""
_FRONTAL = frozenset(("PA", "AP"))


class Recipe(StrEnum):
    CT_VOLUME = "CT volume"
    MR_VOLUME = "MR volume"
    OTHER_VOLUME = "volume"
    RADIOGRAPH = "radiograph"
    LONGITUDINAL = "pair of radiographs, earlier first"
    WHOLE_SLIDE = "whole slide"
    PICTURES = "pictures"

    @property
    def makers(self) -> bool:
        """MedGemma's makers show it in their notebooks; the others are ours."""
        return self not in _OURS


VOLUMES = frozenset((Recipe.CT_VOLUME, Recipe.MR_VOLUME, Recipe.OTHER_VOLUME))
_OURS = frozenset((Recipe.MR_VOLUME, Recipe.OTHER_VOLUME, Recipe.PICTURES))


@dataclass(frozen=True, slots=True)
class Part:
    """One series of what is shown. indices: of its slices that may be; more than the recipe takes
    are sampled later."""

    study: Study
    series: Series
    indices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """parts: in the order in which they are shown. notes: what is left out, for the user."""

    recipe: Recipe
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()


def recipe_for(loaded: LoadedStudy, wanted: str = "") -> Choice | None:
    """None: there is no image that could be shown. wanted: a series by number or UID; "" for the
    one that fits best: a whole slide, else the CT, MR or other volume with the most slices, else
    the single pictures."""
    series = [one for one in loaded.study.series if one.slices]
    if wanted:
        series = [one for one in series if wanted in (one.uid, str(one.number))]
    choice = _slide(loaded, series) or _volume(loaded, series) or _pictures(loaded, series)
    if choice is None:
        return None
    shown = {(part.series.uid, part.series.part) for part in choice.parts}
    left = [one for one in loaded.study.series if (one.uid, one.part) not in shown and one.slices]
    return Choice(choice.recipe, choice.parts, (*choice.notes, *_left_out(left)))


def _slide(loaded: LoadedStudy, series: Sequence[Series]) -> Choice | None:
    for one in series:
        if one.kind is Kind.WHOLE_SLIDE:
            return Choice(Recipe.WHOLE_SLIDE, (_all(loaded.study, one),))
    return None


def _volume(loaded: LoadedStudy, series: Sequence[Series]) -> Choice | None:
    volumes = [one for one in series if _is_volume(one)]
    if not volumes:
        return None
    best = min(volumes, key=lambda one: (_rank(one.modality), -len(one.slices)))
    notes = _priors(loaded, "it compares single radiographs only")
    return Choice(_of_volume(best.modality), (_all(loaded.study, best),), notes)


def _is_volume(series: Series) -> bool:
    """A single CT or MR slice is a volume of one: it needs the same windows."""
    if series.kind is Kind.VOLUME:
        return True
    sliced = series.modality in ("CT", "MR") and series.kind is Kind.IMAGES
    return sliced and all(image.plane is not None for image in series.slices)


def _rank(modality: str) -> int:
    return {"CT": 0, "MR": 1}.get(modality, 2)


def _of_volume(modality: str) -> Recipe:
    return {"CT": Recipe.CT_VOLUME, "MR": Recipe.MR_VOLUME}.get(modality, Recipe.OTHER_VOLUME)


def _priors(loaded: LoadedStudy, why: str) -> tuple[str, ...]:
    if not loaded.priors:
        return ()
    what = "prior study was" if len(loaded.priors) == 1 else "prior studies were"
    return (f"{len(loaded.priors)} {what} not shown to the model: {why}.",)


def _pictures(loaded: LoadedStudy, series: Sequence[Series]) -> Choice | None:
    """Localisers only where there is nothing else."""
    single = [one for one in series if one.kind is not Kind.LOCALISER] or list(series)
    if not single:
        return None
    films = [one for one in single if one.modality in RADIOGRAPHS or _bare(one)]
    now = _best_film(films)
    if now is not None:
        for prior in loaded.priors:
            if _later(prior, loaded.study):
                continue  # the model is told that the first of a pair is the earlier one
            then = _best_film([one for one in prior.series if _comparable(one, now)])
            if then is not None:
                pair = (Part(prior, then, (0,)), Part(loaded.study, now, (0,)))
                return Choice(Recipe.LONGITUDINAL, pair, tuple(_more(now)))
    notes = _priors(loaded, "none is a radiograph of the same part, side and view")
    parts = tuple(_all(loaded.study, one) for one in single)
    film = len(single) == 1 and len(single[0].slices) == 1 and single[0].modality in RADIOGRAPHS
    return Choice(Recipe.RADIOGRAPH if film else Recipe.PICTURES, parts, notes)


def _later(prior: Study, study: Study) -> bool:
    """Where both say when."""
    then, now = prior.headers.moment, study.headers.moment
    return then is not None and now is not None and day_of(then) > day_of(now)


def _bare(series: Series) -> bool:
    return series.kind is Kind.IMAGES and series.modality in _UNKNOWN


def _best_film(films: Sequence[Series]) -> Series | None:
    """A frontal view before any other."""
    frontal = [one for one in films if _view(one) == "frontal"]
    return next(iter([*frontal, *films]), None)


def _comparable(prior: Series, now: Series) -> bool:
    """Of the same part and side of the body in the same view, as far as both say which."""
    if not prior.slices or not (prior.modality in RADIOGRAPHS or _bare(prior)):
        return False
    return all(
        len({told(one) for one in (prior, now)} - {""}) < 2 for told in (_region, _side, _view)
    )


def _region(series: Series) -> str:
    return series.texts.get("BodyPartExamined", "").upper()


def _side(series: Series) -> str:
    side = series.texts.get("ImageLaterality") or series.texts.get("Laterality", "")
    return side.upper() if side.upper() in ("L", "R") else ""


def _view(series: Series) -> str:
    view = series.texts.get("ViewPosition", "").upper()
    return "frontal" if view in _FRONTAL else view


def _more(series: Series) -> Iterator[str]:
    if len(series.slices) > 1:
        yield f"Shown of {named(series)}: the first of its {len(series.slices)} images."


def _left_out(series: Sequence[Series]) -> tuple[str, ...]:
    if not series:
        return ()
    return (f"Not shown to the model: {', '.join(named(one) for one in series)}.",)


def about(choice: Choice) -> str:
    """What was examined, as the headers say it ("colon"); "" where they do not."""
    part = choice.parts[0]
    region = part.series.texts.get("BodyPartExamined", "")
    return (region or part.study.headers.text("BodyPartExamined")).lower()


def named(series: Series) -> str:
    """ "series 3 (AXIAL 5 mm)", as a user knows it."""
    number = f"series {series.number}" if series.number is not None else "a series without number"
    if series.part > 1:
        number += f", part {series.part}"
    return f"{number} ({series.description})" if series.description else number


def _all(study: Study, series: Series) -> Part:
    return Part(study, series, tuple(range(len(series.slices))))
