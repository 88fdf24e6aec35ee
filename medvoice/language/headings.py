"""Headings: which words are the name of a section or field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.sections import section_names
from medvoice.lexicon.terms import folded

_LONGEST = 6
# A misheard name is taken for the name it is near to only when it is long and near to one alone.
_NEAR = 0.85
_FEWEST_LETTERS = 7
# "Incidental findings:" is no section: these words belong to the name behind them.
_NO_BORDER = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "and",
        "or",
        "with",
        "no",
        "these",
        "those",
        "following",
        "other",
        "additional",
        "incidental",
        "pertinent",
        "significant",
        "final",
        "clinical",
        "prior",
        "previous",
        "new",
        "key",
        "main",
        "acute",
    ]
)


class HeadingNames:
    """The names that count as headings: the usual sections and those handed in."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """names: section and field names and synonyms of the template in use, any case."""
        self._sections = {folded(name) for name in section_names()}
        self._names = self._sections | {folded(name) for name in names} - {()}
        self._findings = {
            folded(phrase) for region in regions().values() for phrase in region.findings
        }

    def exact(self, words: Sequence[str]) -> bool:
        """Whether these words, and no others, are a name."""
        return _bare(words) in self._names

    def alone(self, words: Sequence[str]) -> bool:
        """Whether they are a heading without a colon: a name that is not also a finding, so that
        "Pulmonary embolism." stays a sentence."""
        return self.exact(words) and _bare(words) not in self._findings

    def near(self, words: Sequence[str]) -> bool:
        """Whether they are nearly one name, as a misheard "impresion"."""
        heard = " ".join(_bare(words))
        if len(heard) < _FEWEST_LETTERS or len(words) > _LONGEST:
            return False
        close = [
            name
            for name in self._names
            if name[0][:1] == heard[:1]
            and SequenceMatcher(None, heard, " ".join(name)).ratio() >= _NEAR
        ]
        return len(close) == 1

    def at_end(self, words: Sequence[str]) -> int:
        """How many last words are a section's name that starts behind at least three other words
        ("evaluate for PE technique"); 0 for none."""
        for count in range(min(_LONGEST, len(words) - 3), 0, -1):
            before = words[-count - 1].lower()
            if folded(" ".join(words[-count:])) in self._sections and before not in _NO_BORDER:
                return count
        return 0

    def border_after(self, word: str) -> bool:
        """Whether a heading can stand behind this word: not behind "the", "of", "incidental"."""
        return word.lower() not in _NO_BORDER

    def at_start(self, words: Sequence[str]) -> int:
        """How many first words are a name, the longest; 0 for none."""
        for count in range(min(_LONGEST, len(words)), 0, -1):
            if folded(" ".join(words[:count])) in self._names:
                return count
        return 0


def _bare(words: Sequence[str]) -> tuple[str, ...]:
    found = folded(" ".join(words))
    return found[1:] if found[:1] == ("the",) else found
