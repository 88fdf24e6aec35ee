"""SideBySide: which slice of a prior lies where a slice of the present study lies.

Two examinations have two coordinate systems, and a patient lies a little otherwise in each: equal
places are a start for the eye, no measurement. Where ranges or planes do not fit, nothing is
matched.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from medvoice.study.geometry import normal
from medvoice.study.study import Kind, Plane, Series, Slice
from medvoice.study.vectors import Vector, dot, length

TURNED = 0.9
"""Least cosine between the normals, 26 degrees: gantries are tilted by up to 25 between two head
examinations."""
SHARED = 0.5
"""Least share of the shorter range that both cover; with less, places mean something else."""


@dataclass(frozen=True, slots=True)
class Matched:
    """slices: for each slice of the one series an index of the other, None where that has none
    there; () where they do not fit, and why."""

    slices: tuple[int | None, ...] = ()
    why: str = ""


def side_by_side(one: Series, other: Series) -> Matched:
    """other: of another examination of the patient, or of the same."""
    planes, others = _planes(one), _planes(other)
    if planes is None or others is None:
        return Matched(why="One of the two is no stack of slices.")
    along = normal(planes[0])
    if abs(dot(along, normal(others[0]))) < TURNED * length(along):
        return Matched(why="They are cut in other planes.")
    places = [dot(_centre(plane, at), along) for plane, at in zip(planes, one.slices, strict=True)]
    theirs = [
        dot(_centre(plane, at), along) for plane, at in zip(others, other.slices, strict=True)
    ]
    shared = min(max(places), max(theirs)) - max(min(places), min(theirs))
    shorter = min(max(places) - min(places), max(theirs) - min(theirs))
    if shared < SHARED * shorter or shared < 0:
        return Matched(why="They do not cover the same range.")
    step = _step(theirs)
    by_place = sorted(range(len(theirs)), key=theirs.__getitem__)
    sorted_places = [theirs[index] for index in by_place]
    return Matched(tuple(_nearest(at, by_place, sorted_places, step) for at in places))


def _nearest(
    at: float, by_place: Sequence[int], places: Sequence[float], step: float
) -> int | None:
    behind = bisect_left(places, at)
    found = min(
        (index for index in (behind - 1, behind) if 0 <= index < len(places)),
        key=lambda index: abs(places[index] - at),
    )
    return by_place[found] if abs(places[found] - at) <= step else None


def _step(places: Sequence[float]) -> float:
    """mm beyond which there is no slice: the widest distance between two."""
    ordered = sorted(places)
    return max((b - a for a, b in pairwise(ordered)), default=1.0) or 1.0


def _planes(series: Series) -> list[Plane] | None:
    if series.kind is not Kind.VOLUME or len(series.slices) < 2:
        return None
    found = [one.plane for one in series.slices if one.plane is not None]
    return found if len(found) == len(series.slices) else None


def _centre(plane: Plane, image: Slice) -> Vector:
    """Of the image, so that a tilt turns it about its middle and not about its corner."""
    down, right = (
        plane.spacing[0] * (image.rows - 1) / 2,
        plane.spacing[1] * (image.columns - 1) / 2,
    )
    x, y, z = (
        start + column * down + row * right
        for start, row, column in zip(plane.position, plane.row, plane.column, strict=True)
    )
    return (x, y, z)
