"""Whether two mentions may be of the same thing, so that what they say can be compared."""

from __future__ import annotations

from medvoice.report.checks.mention import Mention


def same_kind(one: Mention, other: Mention) -> bool:
    """The same finding under its own name; a lung nodule is no kidney nodule."""
    return one.kind is other.kind and same_organ(one, other)


def same_family(one: Mention, other: Mention) -> bool:
    return one.kind.family == other.kind.family


def same_organ(one: Mention, other: Mention) -> bool:
    return not one.organs or not other.organs or bool(one.organs & other.organs)


def same_place(one: Mention, other: Mention) -> bool:
    """Upper or lower, of two that both say it; the side is not looked at."""
    return not one.places or not other.places or bool(one.places & other.places)


def same_side(one: Mention, other: Mention) -> bool:
    return not one.sides or not other.sides or bool(one.sides & other.sides)
