"""Named: something that a question and a record each call by names of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from medvoice.lexicon.terms import folded


@dataclass(frozen=True, slots=True)
class Named:
    """label: as answers say it. asked: phrases of questions, with commas between them. found: more
    phrases that records use ("*itis" for endings). codes: of the coding system that its table
    names, whole or as prefixes. never: words beside which a name means something else. beside:
    words of which one has to be there, too, for `found` to count."""

    label: str
    asked: str
    found: str = ""
    codes: str = ""
    never: str = ""
    beside: str = ""

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
    forms = _forms(named)
    if not forms.never.isdisjoint(words):
        return None
    asked = _place(forms.asked, (), words)
    if asked is not None or (forms.beside and forms.beside.isdisjoint(words)):
        return asked
    return _place(forms.found, forms.endings, words)


def _place(
    phrases: tuple[tuple[str, ...], ...], endings: tuple[str, ...], words: tuple[str, ...]
) -> Place | None:
    for first, word in enumerate(words):
        for phrase in phrases:
            if words[first : first + len(phrase)] == phrase:
                return Place(first, first + len(phrase))
        if endings and word.endswith(endings):
            return Place(first, first + 1)
    return None


def codes_of(named: Named) -> tuple[str, ...]:
    return tuple(named.codes.split())


def by_code(table: Mapping[str, Named]) -> dict[str, str]:
    """Code -> key, of a table whose codes are whole."""
    return {code: key for key, named in table.items() for code in codes_of(named)}


@dataclass(frozen=True, slots=True)
class _Forms:
    asked: tuple[tuple[str, ...], ...]
    found: tuple[tuple[str, ...], ...]
    endings: tuple[str, ...]
    never: frozenset[str]
    beside: frozenset[str]


@lru_cache(maxsize=2048)
def _forms(named: Named) -> _Forms:
    found = [part.strip() for part in named.found.split(",") if part.strip()]
    return _Forms(
        _phrases(named.phrases),
        _phrases(part for part in found if not part.startswith("*")),
        tuple(folded(part[1:])[0] for part in found if part.startswith("*")),
        frozenset(folded(named.never)),
        frozenset(folded(named.beside)),
    )


def _phrases(parts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Longest first."""
    found = {folded(part) for part in parts} - {()}
    return tuple(sorted(found, key=lambda one: (-len(one), one)))
