"""Merging two versions of a report: what was dictated and what was typed, neither lost.

Both began as one version, the base. A statement that only one side touched is as that side left it.
One that both touched stands twice, the dictated one first, and is named as a conflict; one that one
side deleted and the other changed is kept. Nothing is decided in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from medvoice.export.diff import moved, placed_by_id
from medvoice.report.document import Report, Statement

_Place = tuple[str, Statement]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A statement that needs a human eye. what: a sentence about it."""

    field: str
    statement: str
    what: str


@dataclass(frozen=True, slots=True)
class Merged:
    report: Report
    conflicts: tuple[Conflict, ...]


def merged(base: Report, dictated: Report, typed: Report) -> Merged:
    """The report with the changes of both. An empty base takes every statement of both; then
    nothing counts as deleted."""
    before, ours, theirs = placed_by_id(base), placed_by_id(dictated), placed_by_id(typed)
    kept: dict[str, _Place] = {}
    twins: dict[str, _Place] = {}
    conflicts: list[Conflict] = []
    names = {*before, *ours, *theirs}
    for name in dict.fromkeys([*ours, *theirs]):
        place, twin, what = _decided(before.get(name), ours.get(name), theirs.get(name))
        if place is None:
            continue
        kept[name] = place
        if what:
            conflicts.append(Conflict(place[0], name, what))
        if twin is not None:
            fresh = _fresh(f"{name}.typed", names)
            names.add(fresh)
            twins[name] = (twin[0], replace(twin[1], id=fresh))
    first, second = list(ours), list(theirs)
    if _reordered(before, theirs) and not _reordered(before, ours):
        first, second = second, first
    order = [name for name in _woven(first, second) if name in kept]
    fields: dict[str, list[Statement]] = {name: [] for name, _ in (*dictated.fields, *typed.fields)}
    for name in order:
        for place in (kept[name], twins.get(name)):
            if place is not None:
                fields.setdefault(place[0], []).append(place[1])
    filled = tuple((name, tuple(statements)) for name, statements in fields.items() if statements)
    return Merged(replace(dictated, fields=filled), tuple(conflicts))


def _decided(
    before: _Place | None, ours: _Place | None, theirs: _Place | None
) -> tuple[_Place | None, _Place | None, str]:
    """Where the statement stands and how, the other version where both are kept, and what a human
    should look at."""
    if ours is None or theirs is None:
        one = ours or theirs
        if before is None or one is None:
            return one, None, ""
        side = "typing" if theirs is None else "dictation"
        other = "dictation" if theirs is None else "typing"
        return (None, None, "") if one == before else (
            one, None, f"deleted by {side} and changed by {other}: kept as changed"
        )  # fmt: skip
    field, what = _field(before, ours, theirs)
    statement = ours[1]
    twin: _Place | None = None
    if ours[1] != theirs[1]:
        if before is not None and ours[1] == before[1]:
            statement = theirs[1]
        elif before is None or theirs[1] != before[1]:
            twin = (theirs[0], theirs[1])
            what = "changed by dictation and by typing: both are kept"
    return (field, statement), twin, what


def _field(before: _Place | None, ours: _Place, theirs: _Place) -> tuple[str, str]:
    if ours[0] == theirs[0] or (before is not None and theirs[0] == before[0]):
        return ours[0], ""
    if before is not None and ours[0] == before[0]:
        return theirs[0], ""
    return ours[0], f"moved to two fields: it stands in {ours[0]} and not in {theirs[0]}"


def _reordered(before: dict[str, _Place], after: dict[str, _Place]) -> bool:
    return bool(moved(list(before), list(after)))


def _woven(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """All names: `first` in its order, each other one behind the name that it follows in
    `second`."""
    known = set(first)
    followers: dict[str, list[str]] = {}
    behind = ""
    for name in second:
        if name in known:
            behind = name
        else:
            followers.setdefault(behind, []).append(name)
    order = list(followers.get("", ()))
    for name in first:
        order += [name, *followers.get(name, ())]
    return order


def _fresh(name: str, taken: set[str]) -> str:
    number = 1
    fresh = name
    while fresh in taken:
        number += 1
        fresh = f"{name}{number}"
    return fresh
