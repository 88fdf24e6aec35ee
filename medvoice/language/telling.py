"""Telling words: those that a report cannot do without."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from medvoice.language.markers import tokens
from medvoice.language.marks import Kind
from medvoice.language.spoken import SpokenWord
from medvoice.lexicon.abnormal import abnormal_words
from medvoice.lexicon.anatomy import regions
from medvoice.lexicon.diseases import diseases, seen_diseases
from medvoice.lexicon.meaning import change_words, doubt_words, same_phrases
from medvoice.lexicon.numerals import scales, small_numbers, tens
from medvoice.lexicon.scopes import negation_words
from medvoice.lexicon.sides import side_words
from medvoice.lexicon.terms import folded


def says_something(words: Sequence[SpokenWord]) -> bool:
    """Whether a mark, a number, a negation, a side, an organ, a finding, a disease, doubt or a
    comparison is among them."""
    return any(
        token.kind not in (Kind.WORD, Kind.TAG) or _telling(token.text.lower())
        for token in tokens(words)
    )


def _telling(word: str) -> bool:
    if word[:1].isdigit() or word in _closed():
        return True
    return any(part in _named() for part in folded(word))


@cache
def _closed() -> frozenset[str]:
    numbers = {*small_numbers(), *tens(), *scales()}
    meant = doubt_words() | change_words()
    meant |= {phrase for phrase, word in same_phrases().items() if word in meant}
    of_commands = {"new", "previous"}  # more often than not
    return negation_words() | side_words() | numbers | (meant - of_commands)


@cache
def _named() -> frozenset[str]:
    """Single words that name an organ, a finding or a disease, or make an organ abnormal."""
    phrases = [p for region in regions().values() for p in (*region.organs, *region.findings)]
    for table in (diseases(), seen_diseases()):
        phrases += [phrase for named in table.values() for phrase in named.phrases]
    words = {" ".join(folded(p)) for p in phrases if len(folded(p)) == 1}
    return frozenset(words) | abnormal_words()
