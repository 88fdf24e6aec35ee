"""Settling: which of the values that a document says of one field counts.

An addendum is believed above the body, and so on down the schema's groups. Where two statements of
one group disagree, or a group above speaks of the field without a value that could be read, there
is none: a missing value is seen, a wrong one is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from medvoice.documents.document import Span
from medvoice.extraction.said import Said
from medvoice.extraction.statements import Statement

_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """One thing said of a field. group: 0 is believed first. page: its number."""

    said: Said
    statement: Statement
    page: int
    group: int
    labelled: bool

    @property
    def span(self) -> Span:
        first = self.statement.start
        return Span(self.page, first + self.said.start, first + self.said.end)


@dataclass(frozen=True, slots=True)
class Settled:
    """values: the one that counts, or all of them where there may be several. why: why there is
    none although something was found. about: what that was."""

    values: tuple[Found, ...] = ()
    why: str = ""
    about: tuple[Found, ...] = ()


def settled(found: Sequence[Found], *, many: bool, addressed: float | None) -> Settled:
    """addressed: the most believed group that speaks of the field without a value that could be
    read; what is said in a group below it does not count."""
    good = [one for one in found if not one.said.trouble]
    if not good:
        first = tuple(found[:1])
        return Settled(why=first[0].said.trouble if first else "", about=first)
    best = min(one.group for one in good)
    if addressed is not None and addressed < best:
        return Settled(why="a section that is believed more speaks of it, too", about=(good[0],))
    top = [one for one in good if one.group == best]
    different = _different(top)
    if many:
        return Settled(tuple(different))
    if len(different) > 1:
        return Settled(why="two places disagree", about=tuple(different[:2]))
    labelled = [one for one in top if one.labelled]
    return Settled(((labelled or top)[0],))


def _different(found: Iterable[Found]) -> list[Found]:
    """One of each value, in order."""
    kept: list[Found] = []
    for one in found:
        if not any(_same(one.said, other.said) for other in kept):
            kept.append(one)
    return kept


def _same(one: Said, other: Said) -> bool:
    if isinstance(one.value, float) and isinstance(other.value, float):
        near = abs(one.value - other.value) <= _CLOSE * max(1.0, abs(one.value))
        return near and one.sign.strip("~") == other.sign.strip("~")
    return one.value == other.value and one.sign == other.sign
