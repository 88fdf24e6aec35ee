"""Signs of origin: how a reader is told which words nobody dictated or typed.

Normal text, macros, a model's draft, the study's values, citations and calculations never count as
dictated. JSON says so of every statement; documents mark each run and explain the marks below;
plain text, which a RIS takes in, carries signs in drafts only, unless a setting says otherwise.
What a model wrote and nobody accepted carries its sign in every state and whatever the setting.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from medvoice.export.context import Status
from medvoice.report.document import Origin

_SIGNS = {
    Origin.NORMAL: ("N", "normal text of the template"),
    Origin.MACRO: ("M", "macro"),
    Origin.MODEL: ("AI", "drafted by a model"),
    Origin.STUDY: ("S", "from the study's data"),
    Origin.CITED: ("R", "cited from a record or a document"),
    Origin.CALCULATED: ("C", "calculated from what was dictated"),
}


class Show(StrEnum):
    """Signs in text that a RIS takes in (plain text, Markdown, HL7). DRAFT: until it is final."""

    DRAFT = "draft"
    ALWAYS = "always"
    NEVER = "never"

    def at(self, status: Status) -> bool:
        if self is Show.DRAFT:
            return status in (Status.DRAFT, Status.PRELIMINARY)
        return self is Show.ALWAYS


def sign(origin: Origin | None) -> str:
    """Its letters; "" for what was dictated or typed and for the template's own words."""
    return _SIGNS[origin][0] if origin in _SIGNS else ""


def meaning(origin: Origin) -> str:
    """Raises KeyError for what was dictated or typed."""
    return _SIGNS[origin][1]


ALWAYS = frozenset({Origin.MODEL})
"""Signed in every state of the report, whatever the setting."""


class Signs:
    """Prints runs with their signs ("The lungs are clear. [N]") and remembers which it used.

    signed: False for those of ALWAYS alone."""

    def __init__(self, signed: bool = True) -> None:
        self._shown = frozenset(_SIGNS) if signed else ALWAYS
        self._used: set[Origin] = set()

    def __call__(self, text: str, origin: Origin) -> str:
        if origin not in self._shown:
            return text
        self._used.add(origin)
        return f"{text} [{sign(origin)}]"

    def legend(self) -> str:
        """One line; "" where no sign was used."""
        return legend(self._used)


def legend(origins: Iterable[Origin]) -> str:
    """What the signs mean, in one sentence; "" for none."""
    found = set(origins)
    used = [origin for origin in _SIGNS if origin in found]
    said = "; ".join(f"[{sign(origin)}] {meaning(origin)}" for origin in used)
    return f"Not dictated: {said}." if said else ""
