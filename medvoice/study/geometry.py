"""Order and distances of parallel slices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from medvoice.study.study import Geometry, Plane, Slice
from medvoice.study.vectors import Vector, cross, dot, length, minus

PARALLEL = math.cos(math.radians(1.0))
"""Planes within one degree are parallel: headers are rounded, and patients are not split by it."""
SAME_PLACE = 0.01
"""mm along the normal; thinner slices are not made."""
_WIDE = 1.5
"""A gap this many times the usual one lacks a slice."""
_STRAIGHT = 0.1
"""Degrees of tilt that rounding of positions makes."""
_ALIKE = 0.1
"""Gaps that differ by less than this share are alike."""
_NARROW = 2
"""A gap so many times narrower than both beside it is an overlap."""
_MOST_NOTES = 4
_REGIME = 3
"""As many alike gaps in a row are a spacing of their own and no lack."""


def normal(plane: Plane) -> Vector:
    """Of length 1, near enough (headers are rounded)."""
    return cross(plane.row, plane.column)


def parallel(one: Plane, other: Plane) -> bool:
    """Lie in parallel and are turned alike."""
    return dot(normal(one), normal(other)) > PARALLEL and dot(one.row, other.row) > PARALLEL


def place(plane: Plane, along: Vector) -> float:
    """mm along a direction."""
    return dot(plane.position, along)


def in_order(slices: Sequence[Slice]) -> tuple[Slice, ...]:
    """By place along the normal; in the direction in which the numbers rise, and where they say
    nothing from foot to head, right to left, front to back. All have planes, all parallel."""
    first = _plane(slices[0])
    along = normal(first)
    ordered = sorted(slices, key=lambda one: (place(_plane(one), along), one.number or 0))
    numbers = [one.number for one in ordered if one.number is not None]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    rising = sum(step > 0 for step in steps) - sum(step < 0 for step in steps)
    if rising < 0 or (rising == 0 and _downwards(along)):
        ordered.reverse()
    return tuple(ordered)


def geometry_of(slices: Sequence[Slice]) -> Geometry:
    """Of slices in order, all with planes."""
    planes = [_plane(one) for one in slices]
    along = normal(planes[0])
    places = [place(plane, along) for plane in planes]
    gaps = tuple(abs(b - a) for a, b in pairwise(places))
    tilt = _tilt(planes[0], planes[-1], along)
    missing = _missing(slices, gaps)
    return Geometry(gaps, tilt, missing, tuple(_notes(slices, gaps, tilt, missing)))


def _plane(image: Slice) -> Plane:
    assert image.plane is not None
    return image.plane


def _downwards(along: Vector) -> bool:
    """True where the direction's largest component points to the feet, the right, the front."""
    return max(along, key=abs) < 0


def _tilt(first: Plane, last: Plane, along: Vector) -> float:
    way = minus(last.position, first.position)
    far = length(way)
    if far < SAME_PLACE:
        return 0.0
    cosine = min(1.0, abs(dot(way, along)) / (far * length(along)))
    degrees = math.degrees(math.acos(cosine))
    return degrees if degrees >= _STRAIGHT else 0.0


def _missing(slices: Sequence[Slice], gaps: Sequence[float]) -> tuple[int, ...]:
    """Gaps much wider than the usual one between slices of this thickness. Where the spacing
    changes for good, nothing is missing."""
    thickness = [(one.thickness, other.thickness) for one, other in pairwise(slices)]
    usual = {
        pair: median(gap for gap, own in zip(gaps, thickness, strict=True) if own == pair)
        for pair in set(thickness)
    }
    wide = [
        index
        for index, gap in enumerate(gaps)
        if gap > _WIDE * usual[thickness[index]] + SAME_PLACE and _run(gaps, index) < _REGIME
    ]
    return tuple(wide)


def _run(gaps: Sequence[float], index: int) -> int:
    """How many alike gaps there are in a row around this one."""
    first = last = index
    while first > 0 and _are_alike(gaps[first - 1], gaps[index]):
        first -= 1
    while last + 1 < len(gaps) and _are_alike(gaps[last + 1], gaps[index]):
        last += 1
    return last - first + 1


def _are_alike(one: float, other: float) -> bool:
    return abs(one - other) <= _ALIKE * max(one, other)


def _notes(
    slices: Sequence[Slice], gaps: Sequence[float], tilt: float, missing: Sequence[int]
) -> list[str]:
    notes = []
    if tilt:
        notes.append(f"Tilted by {tilt:.1f}°.")
    spacings = [f"{gap:.2f} mm ({count})" for gap, count in regimes(gaps, missing)]
    if len(spacings) > 1:
        notes.append(f"Spacing changes: {', '.join(spacings)}.")
    odd = [(i, "slices may be missing there") for i in missing]
    odd += [(i, "they overlap") for i in _narrow(gaps)]
    for index, said in sorted(odd)[:_MOST_NOTES]:
        notes.append(f"{gaps[index]:.2f} mm between slices {index + 1} and {index + 2}: {said}.")
    if len(odd) > _MOST_NOTES:
        notes.append(f"{len(odd) - _MOST_NOTES} more distances are odd.")
    if not _numbered_alike(slices):
        notes.append("The images' numbers do not follow their places; their places count here.")
    if _shifted(slices):
        notes.append("Slices are shifted against each other sideways.")
    return notes


def _narrow(gaps: Sequence[float]) -> list[int]:
    """Much narrower than both neighbours: where two ranges of slices meet and overlap."""
    return [
        index
        for index in range(1, len(gaps) - 1)
        if gaps[index] * _NARROW < min(gaps[index - 1], gaps[index + 1])
    ]


def _numbered_alike(slices: Sequence[Slice]) -> bool:
    numbers = [one.number for one in slices if one.number is not None]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _shifted(slices: Sequence[Slice]) -> bool:
    """Whether one lies more than a pixel beside the line from the first to the last."""
    first, last = _plane(slices[0]), _plane(slices[-1])
    way = minus(last.position, first.position)
    far = length(way)
    if far < SAME_PLACE:
        return False
    for one in slices:
        plane = _plane(one)
        beside = length(cross(minus(plane.position, first.position), way)) / far
        if beside > max(plane.spacing):
            return True
    return False


def regimes(gaps: Sequence[float], missing: Sequence[int] = ()) -> list[tuple[float, int]]:
    """(median gap in mm, how many) of each stretch of alike gaps; single odd gaps are passed
    over."""
    stretches: list[list[float]] = []
    for index, gap in enumerate(gaps):
        if index in missing:
            continue
        if stretches and _are_alike(stretches[-1][0], gap):
            stretches[-1].append(gap)
        else:
            stretches.append([gap])
    long = [one for one in stretches if len(one) > 1] or stretches
    merged: list[list[float]] = []
    for stretch in long:
        if merged and _are_alike(merged[-1][0], stretch[0]):
            merged[-1].extend(stretch)
        else:
            merged.append(list(stretch))
    return [(median(one), len(one)) for one in merged]
