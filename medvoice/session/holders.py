"""Holders: who held the microphone when.

A stream's first words in journal and log name its holder, so that a restart and a recovery know who
said what, and who signs is bound to samples, not to the moment at which they are recognised.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

OPENING = ("open", "reopened")
"""States of a source from which on sound comes."""
BY = r"(?: by=([\w.~%-]{1,3000}))?"
"""The end of a source's message, which may name its holder."""
_HELD = re.compile(r".* by=([\w.~%-]{1,3000})")

Holders = tuple[tuple[int, str], ...]
"""(absolute sample from which on, name; "" for nobody known), oldest first."""


def named(message: str, name: str) -> str:
    """The message of a source that this one holds."""
    return f"{message} by={quote(name[:250], safe='')}" if name else message


def name_in(written: str | None) -> str:
    """What `BY` has found."""
    return unquote(written) if written else ""


def holder_in(message: str) -> str:
    """Of a source, by its message; "" where none is named."""
    found = _HELD.fullmatch(message)
    return name_in(found[1]) if found is not None else ""


def with_source(holders: Holders, at: int, state: str, message: str) -> Holders:
    """After a source changed at that sample."""
    if state not in OPENING:
        return holders
    name = holder_in(message)
    before = holders[:-1] if holders and holders[-1][0] == at else holders  # nothing was said
    if name != (before[-1][1] if before else ""):
        before = (*before, (at, name))
    return holders if before == holders else before


def held_in(holders: Holders, start: int, end: int) -> tuple[str, ...]:
    """Who held it within samples [start, end): distinct names, first holder first; ("",) where
    nobody is known."""
    found = ""
    names: list[str] = []
    for at, name in holders:
        if at > start:
            names.append(found)
            if at >= end:
                break
        found = name
    else:
        names.append(found)
    return tuple(dict.fromkeys(names))
