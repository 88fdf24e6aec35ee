"""A study for the eye: what it holds in lines of text, what a model will see as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from medvoice.assistant.study_images import ModelImages, model_images, overview_of
from medvoice.study.contact_sheet import Captioned, contact_sheet
from medvoice.study.geometry import regimes
from medvoice.study.loading import load_study
from medvoice.study.pixels import FilePixels
from medvoice.study.study import Kind, LoadedStudy, Series, Slice, Study

_COUNTED = {
    Kind.VOLUME: "slice",
    Kind.IMAGES: "image",
    Kind.LOCALISER: "image",
    Kind.FRAMES: "frame",
    Kind.WHOLE_SLIDE: "level",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """path: where it was written. pictures: how many it shows. notes: sentences for the user."""

    path: Path
    pictures: int
    notes: tuple[str, ...]


def study_lines(path: Path, prior: Path | None, uid: str = "") -> list[str]:
    """What the study holds; no name and no number of the patient. Raises StudyFolderError."""
    return list(_lines(load_study(path, prior, uid)))


def write_sheet(
    path: Path, prior: Path | None, output: Path, series: str = "", uid: str = ""
) -> Sheet:
    """Writes a picture of what a model is shown, as it is shown. series: by number or UID, "" for
    the one that fits best. uid: of the study, where there are several. Raises StudyFolderError,
    OSError; NothingToShow."""
    loaded = load_study(path, prior, uid)
    pixels = FilePixels()
    try:
        images = model_images(loaded, pixels, series=series)
        overview = overview_of(loaded, pixels, series)
    finally:
        pixels.close()
    if images is None or not images.pictures:
        why = " ".join(images.notes) if images is not None else ""
        raise NothingToShow(f"{path}: no image of the study can be shown. {why}".rstrip())
    title = [
        _what(loaded.study),
        f"{images.recipe.value}: {_many(len(images.pictures), 'picture')}",
    ]
    captioned = list(_captioned(images))
    if overview is not None:
        captioned.insert(0, Captioned(overview, ("the slide, for you alone",)))
    sheet = contact_sheet(captioned, [*title, *images.notes])
    sheet.save(output)
    return Sheet(output, len(images.pictures), (*images.notes, *_left_out(loaded), *loaded.notes))


class NothingToShow(Exception):
    """The study has no image that can be read: which one."""


def _captioned(images: ModelImages) -> Iterator[Captioned]:
    for picture in images.pictures:
        lines = (picture.label, picture.seen.said)
        yield Captioned(picture.rgb, tuple(line for line in lines if line))


def _lines(loaded: LoadedStudy) -> Iterator[str]:
    yield from _study_lines(loaded.study)
    for prior in loaded.priors:
        yield ""
        yield "Prior:"
        yield from _study_lines(prior)
    notes = [*_left_out(loaded), *loaded.notes]
    if notes:
        yield ""
        yield from notes


def _study_lines(study: Study) -> Iterator[str]:
    yield _what(study)
    for doubt in study.headers.doubts:
        yield f"  The files disagree about {doubt}."
    for series in study.series:
        yield f"  {_series_line(series)}"
        geometry = series.geometry.notes if series.geometry else ()
        for note in (*series.notes, *geometry):
            yield f"    {note}"


def _what(study: Study) -> str:
    headers = study.headers
    sex, age = headers.text("PatientSex"), headers.age
    parts = [
        headers.text("StudyDescription") or headers.modality or "Study",
        f"{headers.moment:%Y-%m-%d}" if headers.moment else "no date",
        f"{age} years" if age is not None else "",
        {"F": "female", "M": "male"}.get(sex.upper(), ""),
        _many(headers.files, "file"),
    ]
    return ", ".join(part for part in parts if part)


def _series_line(series: Series) -> str:
    number = "" if series.number is None else f" {series.number}"
    first = series.slices[0]
    parts = [
        f"Series{number}{f', part {series.part}' if series.part > 1 else ''}",
        series.modality,
        series.description,
        f"{series.kind.value}: {_many(len(series.slices), _COUNTED[series.kind])}",
        f"{first.rows} x {first.columns}",
        _pixel_size(first),
        _thickness(series.slices),
        _spacing(series),
    ]
    return " | ".join(part for part in parts if part)


def _pixel_size(image: Slice) -> str:
    spacing = image.plane.spacing if image.plane else image.spacing
    if spacing is None:
        return ""
    one, other = (f"{side:.3g}" for side in spacing)
    return f"pixel {one} mm" if one == other else f"pixel {one} x {other} mm"


def _thickness(slices: Sequence[Slice]) -> str:
    found = dict.fromkeys(one.thickness for one in slices if one.thickness is not None)
    return f"thickness {', '.join(f'{one:.3g}' for one in found)} mm" if found else ""


def _spacing(series: Series) -> str:
    if series.geometry is None or not series.geometry.gaps:
        return ""
    found = regimes(series.geometry.gaps, series.geometry.missing)
    return f"spacing {', '.join(f'{gap:.3g}' for gap, _ in found)} mm"


def _left_out(loaded: LoadedStudy) -> list[str]:
    return [f"Left out: {one}." for one in loaded.skipped]


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
