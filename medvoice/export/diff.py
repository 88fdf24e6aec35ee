"""What changed between two versions of a report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from medvoice.report.document import Report, Statement


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One statement. before, after: None where it is not there. field: where it stands now (for a
    removed one: stood). CHANGED: its text, origin or sources differ, whether it moved or not;
    MOVED: only its field or its place in it."""

    kind: Kind
    field: str
    before: Statement | None
    after: Statement | None


def differences(before: Report, after: Report) -> tuple[Change, ...]:
    """By statement id: added, changed and moved in the order of `after`, then removed in the order
    of `before`. Empty for equal reports."""
    old = placed_by_id(before)
    new = placed_by_id(after)
    shifted = moved(list(old), list(new)) | {i for i in old if i in new and old[i][0] != new[i][0]}
    changes: list[Change] = []
    for name, (field, statement) in new.items():
        if name not in old:
            changes.append(Change(Kind.ADDED, field, None, statement))
        elif old[name][1] != statement:
            changes.append(Change(Kind.CHANGED, field, old[name][1], statement))
        elif name in shifted:
            changes.append(Change(Kind.MOVED, field, old[name][1], statement))
    changes += [
        Change(Kind.REMOVED, field, statement, None)
        for name, (field, statement) in old.items()
        if name not in new
    ]
    return tuple(changes)


def placed_by_id(report: Report) -> dict[str, tuple[str, Statement]]:
    """Statement id -> (field, statement), in order."""
    # Fields by name: their order belongs to the template.
    return {s.id: (field, s) for field, statements in sorted(report.fields) for s in statements}


def moved(old: list[str], new: list[str]) -> set[str]:
    """Ids outside the longest run of ids that keep their order."""
    place = {name: position for position, name in enumerate(old)}
    kept = [name for name in new if name in place]
    # Patience sorting: tails[k] ends the best rising run of length k + 1.
    tails: list[str] = []
    previous: dict[str, str | None] = {}
    for name in kept:
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            if place[tails[middle]] < place[name]:
                low = middle + 1
            else:
                high = middle
        previous[name] = tails[low - 1] if low else None
        tails[low : low + 1] = [name]
    stays: set[str] = set()
    last: str | None = tails[-1] if tails else None
    while last is not None:
        stays.add(last)
        last = previous[last]
    return set(kept) - stays
