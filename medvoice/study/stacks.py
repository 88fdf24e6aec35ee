"""Which images lie in one stack, and which of several stacks at the same places each belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from medvoice.study.dicom_images import Shot
from medvoice.study.geometry import SAME_PLACE, normal, parallel, place

_SAME_SPACING = 1e-3
"""Share by which spacings may differ: headers are rounded."""
_RADIAL = 3
"""More stacks than this, most of one image, are no stacks: images turned about an axis."""
_MOST_STACKS = 100
"""So many orientations are no volumes, either; looking for more would take the square of them."""


def stacks_of(shots: Sequence[Shot]) -> list[list[Shot]] | None:
    """Images of equal size and spacing that lie in parallel, each stack. All have planes. None:
    they do not lie in parallel."""
    stacks: list[list[Shot]] = []
    for shot in shots:
        for stack in reversed(stacks):
            if _same_stack(stack[0], shot):
                stack.append(shot)
                break
        else:
            stacks.append([shot])
            if len(stacks) > _MOST_STACKS:
                return None
    radial = len(stacks) > _RADIAL and len(stacks) > len(shots) / 2
    return None if radial else stacks


def told_apart(stack: Sequence[Shot]) -> list[tuple[list[Shot], str]]:
    """(images at different places, what tells them from the other volumes of the stack). Several
    images at one place are several volumes: by the first attribute that tells them apart, else by
    their numbers."""
    ranks = _ranks(stack)
    volumes = max(ranks) + 1
    if volumes == 1:
        return [(list(stack), "")]
    for keyword in [keyword for keyword, _ in stack[0].apart]:
        by_value: dict[str, list[Shot]] = {}
        for shot in stack:
            by_value.setdefault(dict(shot.apart).get(keyword, ""), []).append(shot)
        # A time that each image has for itself tells nothing: it makes more groups than volumes.
        few = 1 < len(by_value) <= 2 * volumes
        if few and not any(max(_ranks(group)) for group in by_value.values()):
            return [(group, f"{keyword} {value}.") for value, group in by_value.items()]
    turns: list[list[Shot]] = [[] for _ in range(volumes)]
    for rank, shot in zip(ranks, stack, strict=True):
        turns[rank].append(shot)
    return [
        (group, f"Volume {number} of {volumes} at the same places.")
        for number, group in enumerate(turns, 1)
    ]


def at_one_place(stack: Sequence[Shot]) -> bool:
    """Several images, none beside another: a series in time."""
    places = [where for where, _ in _places(stack)]
    return len(places) > 1 and max(places) - min(places) < SAME_PLACE


def _same_stack(one: Shot, other: Shot) -> bool:
    a, b = one.image, other.image
    return (
        (a.rows, a.columns) == (b.rows, b.columns)
        and a.plane is not None
        and b.plane is not None
        and parallel(a.plane, b.plane)
        and all(
            abs(x - y) < _SAME_SPACING * x
            for x, y in zip(a.plane.spacing, b.plane.spacing, strict=True)
        )
    )


def _ranks(stack: Sequence[Shot]) -> list[int]:
    """Of each image, how many before it lie at its place, in the order of their numbers."""
    order = sorted(_places(stack), key=lambda one: (one[0], stack[one[1]].image.number or 0))
    ranks = [0] * len(stack)
    seen: Counter[int] = Counter()
    group, last = 0, None
    for where, index in order:
        if last is not None and where - last >= SAME_PLACE:
            group += 1
        last = where
        ranks[index] = seen[group]
        seen[group] += 1
    return ranks


def _places(stack: Sequence[Shot]) -> list[tuple[float, int]]:
    """(mm along the normal, index)."""
    first = stack[0].image.plane
    assert first is not None
    along = normal(first)
    return [
        (place(shot.image.plane, along), index)
        for index, shot in enumerate(stack)
        if shot.image.plane is not None
    ]
