"""What a question asks of a record; None where it asks for more, or for something else.

Every word has to be accounted for: a question with a word that no table and no name in the record
knows is not one for the record, however much of it sounds so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product

from medvoice.lexicon.exams import exam_words
from medvoice.lexicon.numerals import small_numbers
from medvoice.lexicon.question_patterns import Met, accounting
from medvoice.lexicon.terms import folded
from medvoice.records.question_dates import Days, days_in
from medvoice.records.question_topics import ALWAYS, FLEXIBLE, TOPICS, Topic
from medvoice.records.question_words import OPENINGS, WRITTEN_OUT
from medvoice.records.vocabulary import Token, Vocabulary

_LONGEST = 40
"""Words; a longer question is a story with a question in it."""
_MOST_READINGS = 16
"""Ways of reading words that mean several things."""
_SHORT_FORMS = re.compile(r"(?<=\w)['’](?:s|re|d|ll|ve|m)\b")
_JOINING = frozenset({"and", "or", "plus"})
"""Without one of them two topics are none: "blood pressure medication" asks for neither."""
_NAMES = (
    "ANALYTE GROUP OWNRESULT DRUG CLASS ALLERGEN DISEASE SEEN OPERATION OWNPROCEDURE IMPLANT "
    "VACCINE OWNEXAM OWNDOCUMENT"
).split()


@dataclass(frozen=True, slots=True)
class Asked:
    """topics: in the table's order. names: what is asked after, kind and key, in the question's
    order. modalities, regions: in words of `exam_words`. days: when. most: of "the last three".
    tokens: all kinds that were understood, for answers that depend on how it was asked."""

    topics: tuple[Topic, ...]
    names: tuple[Token, ...] = ()
    modalities: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    days: Days | None = None
    most: int = 0
    tokens: frozenset[str] = frozenset()

    def of(self, *kinds: str) -> tuple[Token, ...]:
        return tuple(one for one in self.names if one.kind in kinds)


def read_question(question: str, vocabulary: Vocabulary, today: date) -> Asked | None:
    """question: as spoken or typed, in English. today: for "last year" and the like."""
    plain = _without_opening(_SHORT_FORMS.sub(" ", question))
    dated = days_in(plain, today)
    if dated is None:
        return None
    text, days = dated
    words = folded(" ".join(WRITTEN_OUT.get(one, one) for one in folded(text)))
    if not words or len(words) > _LONGEST:
        return None
    found = _numbered(vocabulary.find(words))
    for reading in islice(product(*found), _MOST_READINGS):
        asked = _asked(reading, days, several=not _JOINING.isdisjoint(words) or "," in text)
        if asked is not None:
            return asked
    return None


def _asked(tokens: Sequence[Token], days: Days | None, *, several: bool) -> Asked | None:
    """several: whether the question may ask for several things."""
    kinds = frozenset(token.kind for token in tokens)
    met = accounting(TOPICS, {}, ALWAYS, kinds)
    if not met or (len(met) > 1 and not several) or not _agree(met, kinds):
        return None
    return Asked(
        tuple(one.topic for one in met),
        tuple(dict.fromkeys(one for one in tokens if one.kind in _NAMES)),
        _says(tokens, "MOD"),
        frozenset().union(*(exam_words(one) for one in _says(tokens, "REGION"))),
        days,
        next((int(one.says) for one in tokens if one.kind == "NUMBER"), 0),
        kinds,
    )


def _agree(met: Sequence[Met[Topic]], kinds: frozenset[str]) -> bool:
    """ "The last creatinine and the allergies": whose last? Only one topic may be asked for in a
    way that another does not take."""
    return len(met) == 1 or all(kinds & FLEXIBLE <= one.takes for one in met)


def _says(tokens: Iterable[Token], kind: str) -> frozenset[str]:
    return frozenset(token.says for token in tokens if token.kind == kind)


def _numbered(found: list[tuple[Token, ...]]) -> list[tuple[Token, ...]]:
    """ "The last 3": the number as a token of its own; any other stays a word nobody knows."""
    kept: list[tuple[Token, ...]] = []
    for meant in found:
        word = meant[0].says
        is_word = meant[0].kind == word
        number = int(word) if word.isdecimal() and len(word) < 3 else small_numbers().get(word, 0)
        after = kept[-1][0].kind if kept else ""
        if is_word and number and after in ("LAST", "FIRST", "PREVIOUS"):
            kept.append((Token("NUMBER", str(number)),))
        else:
            kept.append(meant)
    return kept


def _without_opening(question: str) -> str:
    text = question.strip().lower()
    while found := next((o for o in OPENINGS if re.match(rf"{o}\b[\s,:]*", text)), None):
        text = re.sub(rf"{found}\b[\s,:]*", "", text, count=1)
    return text
