"""Dates of a schema, as ISO dates; what can be two dates is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from medvoice.extraction.phrases import any_word, phrase
from medvoice.extraction.polarity import polarity
from medvoice.extraction.said import Answer, Said, trouble_of
from medvoice.extraction.schema import DateField
from medvoice.extraction.statements import Statement
from medvoice.lexicon.dates import months

_OLDEST = 1900


@cache
def date_pattern() -> str:
    """ISO, month by name, or figures alone."""
    names = "|".join([*months(), *{name[:3] for name in months()}, "sept"])
    month = rf"(?:{names})\.?"
    return (
        rf"(?P<value>(?<!\d)(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}"
        rf"|{month}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?[\s.-]*{month}[\s,.-]*\d{{4}}"
        rf"|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}})(?!\d))"
    )


class DateReader:
    def __init__(self, field: DateField) -> None:
        self._field = field
        self._date = re.compile(date_pattern(), re.IGNORECASE)
        frames = [phrase(text, date_pattern()) for text in field.frames]
        self._frames = [(one.words, re.compile(one.pattern, re.IGNORECASE)) for one in frames]
        self._words = any_word(frames)

    @property
    def words(self) -> frozenset[str]:
        return self._words

    @property
    def field(self) -> DateField:
        return self._field

    def answered(self, statement: Statement, answer: Answer) -> Iterator[Said]:
        found = list(self._date.finditer(answer.text))
        if len(found) == 1:
            yield self.said(found[0]["value"], 0, answer.start + found[0].end())
        elif found:
            yield Said("", 0, answer.end, trouble="several dates stand there")

    def in_prose(self, statement: Statement) -> Iterator[Said]:
        for words, frame in self._frames:
            if words and not words & statement.words:
                continue
            for match in frame.finditer(statement.text):
                said = self.said(match["value"], *match.span())
                trouble = said.trouble or trouble_of(polarity(statement.text, *match.span()))
                yield Said(said.value, said.start, said.end, trouble=trouble)

    def dates(self, text: str) -> Iterator[re.Match[str]]:
        yield from self._date.finditer(text)

    def said(self, text: str, start: int, end: int) -> Said:
        found, trouble = read_date(text, self._field.order)
        return Said(found.isoformat() if found else "", start, end, trouble=trouble)


def read_date(text: str, order: str) -> tuple[date | None, str]:
    """(date, trouble). order: as of DateField."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    name = re.search(r"[a-z]{3,}", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text.lower()))
    if name is not None:
        month = [n[:3] for n in months()].index(name[0][:3]) + 1
        day, year = numbers[0], numbers[1]
        return _date(year, month, day)
    first, second, third = numbers
    if first > 31:
        return _date(first, second, third)
    if order == "none":
        if first == second:
            return _date(third, first, second)
        if first <= 12 and second <= 12:
            return None, "day and month cannot be told apart"
        return _date(third, *((first, second) if second > 12 else (second, first)))
    month, day = (second, first) if order == "dmy" else (first, second)
    return _date(third, month, day)


def _date(year: int, month: int, day: int) -> tuple[date | None, str]:
    try:
        found = date(year, month, day)
    except ValueError:
        return None, "there is no such day"
    return (found, "") if year >= _OLDEST else (None, "there is no such year")
