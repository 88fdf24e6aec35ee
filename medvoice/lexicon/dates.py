"""Dates: the months, how long they are, and which of their names are verbs too."""

from __future__ import annotations

_MONTHS = (
    ("January", 31),
    ("February", 29),
    ("March", 31),
    ("April", 30),
    ("May", 31),
    ("June", 30),
    ("July", 31),
    ("August", 31),
    ("September", 30),
    ("October", 31),
    ("November", 30),
    ("December", 31),
)


def months() -> dict[str, str]:
    """Lower-case name -> as written."""
    return {name.lower(): name for name, _ in _MONTHS}


def month_days() -> dict[str, int]:
    """Lower-case name -> its most days."""
    return {name.lower(): days for name, days in _MONTHS}


def months_and_verbs() -> frozenset[str]:
    """ "may" and "march" are months only where the words beside them say so."""
    return frozenset({"march", "may"})


def date_prepositions() -> frozenset[str]:
    """Words in front of a date or a year."""
    return frozenset(
        "in on of since from dated until before after by through during year and between to "
        "till the prior".split()
    )
