"""What is different between a statement and its sources, in words that a reader understands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    ADDED = "added"
    MISSING = "missing"
    NEGATION = "negation flipped"
    SIDE = "side"
    NUMBER = "number or unit"
    LEVEL = "level"
    DATE = "date"
    REFERENCE = "series or image"
    SEVERITY = "severity"
    DOUBT = "uncertainty"
    CHANGE = "comparison"
    PLACE = "anatomy"
    MOVED = "belongs to something else"
    CRITICAL = "critical finding left out"


@dataclass(frozen=True, slots=True)
class Difference:
    """what: the words, or numbers in base units, that differ. omission: the sources say it, the
    statement does not; a one-sided comparison only lists it."""

    kind: Kind
    what: str
    omission: bool = False

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"
