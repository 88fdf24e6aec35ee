"""AssessmentSystem: one reporting system's categories and, where defined, how to compute them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

_NOUNS = "category|score|assessment|level|density"

FeatureValue = str | float
"""A pick's name in lower case, or a number in the feature's unit."""


class Kind(StrEnum):
    """PICK: one of a list. SEVERAL: any number of them. LENGTH: millimetres."""

    PICK = "pick"
    SEVERAL = "several"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Feature:
    """values: what a pick may be called in the template (lower case). needed: without it nothing is
    computed."""

    kind: Kind
    values: tuple[str, ...] = ()
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Category:
    """written: with the system's name, as a report says it ("BI-RADS 4A"). means: a few words."""

    id: str
    written: str
    means: str

    @property
    def text(self) -> str:
        return f"{self.written}: {self.means}." if self.means else f"{self.written}."


@dataclass(frozen=True, slots=True)
class Computed:
    """category: its id. why: how it came out, for the reader ("6 points: solid 2, ...")."""

    category: str
    why: str


Values = Mapping[str, tuple[FeatureValue, ...]]
"""Feature -> its values; a feature that is not known is absent."""


@dataclass(frozen=True, slots=True)
class AssessmentSystem:
    """name: as written before a category. version and source: of the rules. marks: a pattern for
    the name in a sentence. ids: a pattern for what looks like a category, allowed or not. compute:
    None where the system leaves the category to the reader; it returns None where its rules name
    none."""

    id: str
    name: str
    version: str
    source: str
    categories: tuple[Category, ...]
    marks: str
    ids: str
    features: Mapping[str, Feature]
    compute: Callable[[Values], Computed | None] | None = None

    def category(self, category_id: str) -> Category:
        """Raises KeyError."""
        return {one.id: one for one in self.categories}[category_id]

    def stated(self, text: str, *, alone: bool = False) -> tuple[str, ...]:
        """What a sentence gives as this system's category, in order, in capitals; ids that the
        system does not have, too. alone: the text is a field of its own, where the system's name
        may be missing ("Category 4A.")."""
        found = re.findall(
            rf"\b(?:{self.marks})(?:\s+(?:{_NOUNS}))?\s*[:=-]?\s*(?:LR-?|TR-?)?({self.ids})",
            text,
            re.IGNORECASE,
        )
        if not found and alone:
            bare = re.match(rf"\W*(?:(?:{_NOUNS})\s+)?({self.ids})", text, re.IGNORECASE)
            found = [bare[1]] if bare else []
        return tuple(one.upper() for one in found)

    def allowed(self, category_id: str) -> bool:
        return any(one.id == category_id for one in self.categories)
