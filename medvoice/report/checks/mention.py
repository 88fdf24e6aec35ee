"""Mention: a finding that a sentence names, and the state that it says an organ is in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from medvoice.lexicon.finding_kinds import FindingKind

Span = tuple[int, int]
"""Characters [first, last) of a text."""


class Status(StrEnum):
    PRESENT = "present"
    DOUBTED = "doubted"
    ABSENT = "absent"
    GONE = "gone"
    ASIDE = "aside"
    """Not said of this examination: a recommendation, a history, another examination."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A finding in a sentence. modifiers: the words of its noun phrase before it. words: all words
    of its part of the sentence. sides: "left", "right". millimetres: largest first. calm: old,
    stable or expected. device: the part speaks of a device. count: as said, 0 for none."""

    kind: FindingKind
    status: Status
    span: Span
    modifiers: tuple[str, ...]
    words: frozenset[str]
    sides: frozenset[str]
    places: frozenset[str]
    organs: frozenset[str]
    millimetres: tuple[float, ...]
    count: int
    calm: bool
    device: bool


@dataclass(frozen=True, slots=True)
class OrganState:
    """An organ that a part of the sentence calls normal or abnormal. size: only its size."""

    organ: str
    normal: bool
    sides: frozenset[str]
    size: bool
    calm: bool
    span: Span
    word: str
