"""Named: something that a question and a record each call by names of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from medvoice.lexicon.terms import folded


@dataclass(frozen=True, slots=True)
class Named:
    """label: as answers say it. asked: phrases of questions, with commas between them. found: more
    phrases that records use ("*itis" for endings). codes: of the coding system that its table
    names, whole or as prefixes. never: words beside which a name means something else."""

    label: str
    asked: str
    found: str = ""
    codes: str = ""
    never: str = ""

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(filter(None, map(str.strip, self.asked.split(","))))


@dataclass(frozen=True, slots=True)
class Place:
    """Folded words [first, last) of a name."""

    first: int
    last: int


def place_in(named: Named, words: tuple[str, ...]) -> Place | None:
    """Where folded words of a name say it; None where they do not, or say something else."""
    phrases, endings, never = _forms(named)
    if not never.isdisjoint(words):
        return None
    for first in range(len(words)):
        for phrase in phrases:
            if words[first : first + len(phrase)] == phrase:
                return Place(first, first + len(phrase))
        if words[first].endswith(endings) and endings:
            return Place(first, first + 1)
    return None


def codes_of(named: Named) -> tuple[str, ...]:
    return tuple(named.codes.split())


def by_code(table: Mapping[str, Named]) -> dict[str, str]:
    """Code -> key, of a table whose codes are whole."""
    return {code: key for key, named in table.items() for code in codes_of(named)}


@lru_cache(maxsize=2048)
def _forms(
    named: Named,
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...], frozenset[str]]:
    parts = [part.strip() for part in f"{named.asked},{named.found}".split(",") if part.strip()]
    endings = tuple(folded(part[1:])[0] for part in parts if part.startswith("*"))
    phrases = {folded(part) for part in parts if not part.startswith("*")} - {()}
    ordered = sorted(phrases, key=lambda one: (-len(one), one))
    return tuple(ordered), endings, frozenset(folded(named.never))
