"""Terms: the words of a report whose loss a word error rate hides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.scopes import negation_words
from medvoice.lexicon.sides import side_words
from medvoice.lexicon.terms import Phrases, singular


class TermKind(StrEnum):
    FINDING = "findings"
    ANATOMY = "anatomy"
    SIDE = "sides"
    NEGATION = "negations"
    NUMBER = "numbers"


@dataclass(frozen=True, slots=True)
class Term:
    """Words [first, last) of a plain text."""

    kind: TermKind
    first: int
    last: int


class TermFinder:
    """Tables built once."""

    def __init__(self) -> None:
        table = regions()
        self._phrases = {
            TermKind.FINDING: Phrases({"": [p for r in table.values() for p in r.findings]}),
            TermKind.ANATOMY: Phrases({"": [p for r in table.values() for p in r.organs]}),
        }
        self._words = {TermKind.SIDE: side_words(), TermKind.NEGATION: negation_words()}

    def find(self, words: Sequence[str]) -> tuple[Term, ...]:
        """Terms in plain words (`PlainReader`), by kind, then in order; a word may be of several
        kinds."""
        folded = tuple(singular(word) for word in words)
        found = [
            Term(kind, match.first, match.last)
            for kind, phrases in self._phrases.items()
            for match in phrases.find(folded)
        ]
        for at, word in enumerate(words):
            found += [
                Term(kind, at, at + 1) for kind, known in self._words.items() if word in known
            ]
            if word[:1].isdigit():
                found.append(Term(TermKind.NUMBER, at, at + 1))
        return tuple(found)
