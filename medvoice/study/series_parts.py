"""Images of one DICOM series as Series: split where they are no one volume."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from medvoice.study.dicom_images import ImageFile, Shot
from medvoice.study.geometry import geometry_of, in_order
from medvoice.study.keywords import SERIES_TEXTS
from medvoice.study.stacks import at_one_place, stacks_of, told_apart
from medvoice.study.study import Kind, Series, Slice

_LOCALISER = re.compile(
    r"\b(?:locali[sz]ers?|scouts?|topogram|surview|scanogram|(?:3|three)[- ]?plane)\b"
    r"|^(?:survey|loc)\b",
    re.I,
)
"""In a series' description, where its images' type does not say it."""
_SLICED = frozenset(("CT", "MR", "PT"))
"""Modalities that begin with one; a skeletal survey of radiographs is none."""

_Part = tuple[Kind, tuple[Slice, ...], str]


def series_of(files: Sequence[ImageFile]) -> list[Series]:
    """The parts of one DICOM series, larger ones first, localisers last."""
    first = files[0]
    parts: list[_Part] = []
    if first.whole_slide:
        levels = sorted((s.image for file in files for s in file.shots), key=lambda i: -i.rows)
        parts.append((Kind.WHOLE_SLIDE, tuple(levels), ""))
    else:
        parts.extend(_frames_in_time(files))
        parts.extend(_images(files))
    parts.sort(key=lambda part: (part[0] is Kind.LOCALISER, -len(part[1])))
    by_path = {file.path: file for file in files}
    return [
        _series(first, kind, slices, note, [by_path[one.path] for one in slices], part)
        for part, (kind, slices, note) in enumerate(parts, 1)
    ]


def _series(
    first: ImageFile,
    kind: Kind,
    slices: tuple[Slice, ...],
    note: str,
    files: Sequence[ImageFile],
    part: int,
) -> Series:
    texts, varying = _texts(files)
    return Series(
        uid=first.uid,
        kind=kind,
        modality=files[0].study.get("Modality", ""),
        description=texts.get("SeriesDescription", ""),
        number=first.number,
        slices=slices,
        texts=texts,
        geometry=geometry_of(slices) if kind is Kind.VOLUME else None,
        notes=tuple(_notes(note, files)),
        varying=varying,
        part=part,
    )


def _notes(note: str, files: Sequence[ImageFile]) -> Iterator[str]:
    if note:
        yield note
    drawn = len({file.path for file in files if file.overlay})
    if drawn:
        yield f"{drawn} of its files {'carries' if drawn == 1 else 'carry'} drawings, not shown."


def _texts(files: Sequence[ImageFile]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """(the most common text of each keyword, several ones where they differ)."""
    texts, varying = {}, {}
    for keyword in SERIES_TEXTS:
        counted = Counter(file.series[keyword] for file in files if keyword in file.series)
        if counted:
            texts[keyword] = counted.most_common(1)[0][0]
        if len(counted) > 1:
            varying[keyword] = tuple(counted)
    return texts, varying


def _frames_in_time(files: Sequence[ImageFile]) -> list[_Part]:
    """Multi-frame files whose frames have no place: each is a part."""
    return [
        (Kind.FRAMES, tuple(shot.image for shot in file.shots), "")
        for file in files
        if len(file.shots) > 1 and file.shots[0].image.plane is None
    ]


def _images(files: Sequence[ImageFile]) -> list[_Part]:
    shots = [
        shot
        for file in files
        for shot in file.shots
        if len(file.shots) == 1 or shot.image.plane is not None
    ]
    text = files[0].series.get("SeriesDescription", "").replace("_", " ")
    named = files[0].study.get("Modality") in _SLICED and bool(_LOCALISER.search(text))
    localisers = [shot for shot in shots if shot.localiser or named]
    others = [shot for shot in shots if not (shot.localiser or named)]
    flat = [shot for shot in others if shot.image.plane is None]
    parts: list[_Part] = []
    for kind, chosen in ((Kind.LOCALISER, localisers), (Kind.IMAGES, flat)):
        if chosen:
            parts.append((kind, _by_number(chosen), ""))
    solid = [shot for shot in others if shot.image.plane is not None]
    stacks = stacks_of(solid)
    if stacks is None:
        return [*parts, (Kind.IMAGES, _by_number(solid), "The images do not lie in parallel.")]
    for stack in stacks:
        if at_one_place(stack):
            parts.append((Kind.FRAMES, _by_number(stack), "All images at one place."))
            continue
        for volume, said in told_apart(stack):
            parts.append((Kind.VOLUME, in_order([shot.image for shot in volume]), said))
    return parts


def _by_number(shots: Sequence[Shot]) -> tuple[Slice, ...]:
    images = [shot.image for shot in shots]
    return tuple(sorted(images, key=lambda one: (one.number or 0, one.path, one.frame)))
