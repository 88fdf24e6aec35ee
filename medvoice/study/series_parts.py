"""Images of one DICOM series as Series: split where they are no one volume."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from medvoice.study.dicom_images import ImageFile, Shot
from medvoice.study.geometry import SAME_PLACE, geometry_of, in_order, normal, parallel, place
from medvoice.study.keywords import SERIES_TEXTS
from medvoice.study.study import Kind, Series, Slice

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
        notes=(note,) if note else (),
        varying=varying,
        part=part,
    )


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
    parts: list[_Part] = []
    flat = [shot for shot in shots if shot.image.plane is None or shot.localiser]
    for kind, chosen in (
        (Kind.LOCALISER, [shot for shot in flat if shot.localiser]),
        (Kind.IMAGES, [shot for shot in flat if not shot.localiser]),
    ):
        if chosen:
            images = sorted((shot.image for shot in chosen), key=lambda i: (i.number or 0, i.path))
            parts.append((kind, tuple(images), ""))
    solid = [shot for shot in shots if shot.image.plane is not None and not shot.localiser]
    stacks = _grouped(solid, _same_stack)
    if len(stacks) > 3 and len(stacks) > len(solid) / 2:
        images = sorted((shot.image for shot in solid), key=lambda i: (i.number or 0, i.path))
        return [*parts, (Kind.IMAGES, tuple(images), "Slices are not parallel: in their order.")]
    for stack in stacks:
        for chosen, said in _apart(stack):
            parts.append((Kind.VOLUME, in_order([shot.image for shot in chosen]), said))
    return parts


def _same_stack(one: Shot, other: Shot) -> bool:
    a, b = one.image, other.image
    return (
        (a.rows, a.columns) == (b.rows, b.columns)
        and a.plane is not None
        and b.plane is not None
        and parallel(a.plane, b.plane)
        and all(
            abs(x - y) < 1e-3 * x for x, y in zip(a.plane.spacing, b.plane.spacing, strict=True)
        )
    )


def _grouped(shots: Sequence[Shot], alike: Callable[[Shot, Shot], bool]) -> list[list[Shot]]:
    groups: list[list[Shot]] = []
    for shot in shots:
        for group in reversed(groups):
            if alike(group[0], shot):
                group.append(shot)
                break
        else:
            groups.append([shot])
    return groups


def _apart(stack: Sequence[Shot]) -> list[tuple[list[Shot], str]]:
    """Several images at one place are several volumes: by the first attribute that tells them
    apart, else by their order."""
    if not _repeats(stack):
        return [(list(stack), "")]
    keywords = [keyword for keyword, _ in stack[0].apart]
    for keyword in keywords:
        by_value: dict[str, list[Shot]] = {}
        for shot in stack:
            by_value.setdefault(dict(shot.apart).get(keyword, ""), []).append(shot)
        if len(by_value) > 1 and not any(_repeats(group) for group in by_value.values()):
            return [(group, f"{keyword} {value}.") for value, group in by_value.items()]
    return [(group, f"Volume {n} of images at the same places.") for n, group in _by_turn(stack)]


def _by_turn(stack: Sequence[Shot]) -> list[tuple[int, list[Shot]]]:
    turns: list[list[Shot]] = []
    last: float | None = None
    turn = 0
    for where, shot in sorted(_places(stack), key=lambda one: (one[0], one[1].image.number or 0)):
        turn = turn + 1 if last is not None and where - last < SAME_PLACE else 0
        last = where if turn == 0 else last
        while len(turns) <= turn:
            turns.append([])
        turns[turn].append(shot)
    return list(enumerate(turns, 1))


def _repeats(stack: Sequence[Shot]) -> bool:
    places = sorted(where for where, _ in _places(stack))
    return any(b - a < SAME_PLACE for a, b in pairwise(places))


def _places(stack: Sequence[Shot]) -> list[tuple[float, Shot]]:
    first = stack[0].image.plane
    assert first is not None
    along = normal(first)
    return [
        (place(shot.image.plane, along), shot) for shot in stack if shot.image.plane is not None
    ]
