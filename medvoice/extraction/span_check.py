"""Span check: whether the words that a model quotes are in the report, and say what it proposes.

The quote has to stand in one statement, outside the silent sections; the statement has to name the
field; and its own reading (number and unit, phrase, negation, code, date) has to be the value. All
else is refused, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from medvoice.extraction.choice_reader import ChoiceReader
from medvoice.extraction.code_reader import CodeReader
from medvoice.extraction.date_reader import DateReader
from medvoice.extraction.finding_reader import UNCERTAIN, FindingReader
from medvoice.extraction.measures import measure
from medvoice.extraction.number_reader import NumberReader
from medvoice.extraction.polarity import Polarity, polarity
from medvoice.extraction.rules import FieldRules
from medvoice.extraction.said import Said, answer_of, turns
from medvoice.extraction.schema import FindingField
from medvoice.extraction.settling import Found
from medvoice.extraction.statements import Statement

MOST_QUOTE = 300
_SAME = 1e-6


class Refused(Exception):
    """The message says why."""


def checked(
    one: FieldRules,
    proposed: str,
    quote: str,
    statements: Sequence[tuple[int, Statement, int]],
) -> Found:
    """statements: (page, statement, group) that count for the field. Raises Refused."""
    places = list(_places(quote, statements))
    if not places:
        raise Refused("its quote does not stand in the report")
    why = ""
    for page, statement, group, start, end in places:
        try:
            said = _said(one, proposed, statement, start, end)
        except Refused as refusal:
            why = why or str(refusal)
            continue
        return Found(said, statement, page, group, labelled=False)
    raise Refused(why)


def _places(
    quote: str, statements: Sequence[tuple[int, Statement, int]]
) -> Iterator[tuple[int, Statement, int, int, int]]:
    words = quote.strip().strip("\"'").split()
    if not words or len(quote) > MOST_QUOTE:
        return
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)
    for page, statement, group in statements:
        match = pattern.search(statement.text)
        if match:
            yield page, statement, group, *match.span()


def _said(one: FieldRules, proposed: str, statement: Statement, start: int, end: int) -> Said:
    text = statement.text
    if one.not_about is not None and one.not_about.search(text):
        raise Refused("the sentence is about something else, too")
    reader = one.reader
    if isinstance(reader, ChoiceReader) and not _named(one, text) and not reader.stands_alone:
        raise Refused("the sentence does not name the field")
    if not isinstance(reader, ChoiceReader | FindingReader | CodeReader) and not _named(one, text):
        raise Refused("the sentence does not name the field")
    match reader:
        case NumberReader():
            return _number(reader, proposed, text, start, end)
        case ChoiceReader():
            return _choice(reader, proposed, text, start, end)
        case FindingReader():
            return _finding(one, reader, proposed, statement, (start, end))
        case CodeReader():
            return _code(one, reader, proposed, text, start, end)
        case DateReader():
            return _date(reader, proposed, text, start, end)
    raise Refused("the field is for rules alone")


def _named(one: FieldRules, text: str) -> bool:
    return one.labels is not None and bool(one.labels.search(text))


def _number(reader: NumberReader, proposed: str, text: str, start: int, end: int) -> Said:
    found = list(reader.measures(text))
    own = [m for m in found if reader.reads(m["value"])]
    if len(own) != 1 or not start <= own[0].start() <= own[0].end() <= end:
        raise Refused("the sentence holds another number, or the quote holds none")
    match = own[0]
    said = reader.said(match["value"], start, end)
    if said.trouble:
        raise Refused(said.trouble)
    given = measure(proposed)
    asked = given.in_unit(reader.field.unit) if given and given.unit else None
    numbers = asked or (given.numbers if given else ())
    written = measure(match["value"], reader.field.unit)
    fits = bool(numbers) and abs(float(max(numbers)) - float(str(said.value))) <= _SAME
    if given and not given.unit and written and max(given.numbers) == max(written.numbers):
        fits = True  # the number as it stands there, in the unit that stands there
    if not fits or (given and given.sign.strip("~") != said.sign.strip("~") and given.sign):
        raise Refused("its quote says another number")
    if polarity(text, *match.span()).polarity is not Polarity.AFFIRMED:
        raise Refused("whether the number counts is not clear")
    return said


def _choice(reader: ChoiceReader, proposed: str, text: str, start: int, end: int) -> Said:
    named = list(reader.mentions(text))
    affirmed = {name for name, reach, _ in named if reach.polarity is Polarity.AFFIRMED}
    if affirmed != {proposed}:
        raise Refused("its quote does not say this, or not this alone")
    for name, _, (first, last) in named:
        if name == proposed and start <= first <= last <= end:
            return Said(proposed, start, end)
    raise Refused("its quote does not say this")


def _finding(
    one: FieldRules, reader: FindingReader, proposed: str, statement: Statement, at: tuple[int, int]
) -> Said:
    assert isinstance(one.field, FindingField)
    text, (start, end) = statement.text, at
    if statement.label and (_named(one, statement.label) or list(reader.mentions(statement.label))):
        answer = answer_of(statement)
        if answer is None or (turns(answer.text) and proposed != UNCERTAIN):
            raise Refused("the rest of the answer may say otherwise")
        if reader.state_of_answer(answer.text) != (proposed, ""):
            raise Refused("its quote does not say this")
        return Said(proposed, 0, answer.end)
    said = [s for s in reader.mentions(text) if not s.trouble]
    if one.labels is not None and not said:
        said = [s for s in reader.stated(text, one.labels) if not s.trouble]
    if not said or {s.value for s in said} != {proposed}:
        raise Refused("its quote does not say this")
    first, last = min(s.start for s in said), max(s.end for s in said)
    if not (start <= last and first <= end):
        raise Refused("its quote does not say this")
    return Said(proposed, min(start, first), max(end, last))


def _code(
    one: FieldRules, reader: CodeReader, proposed: str, text: str, start: int, end: int
) -> Said:
    if not one.field.model_dump().get("anywhere") and not _named(one, text):
        raise Refused("the sentence does not name the field")
    codes = {reader.value(m) for m in reader.pattern.finditer(text)}
    inside = {reader.value(m) for m in reader.pattern.finditer(text, start, end)}
    if len(codes) != 1 or codes != inside or "".join(proposed.split()) not in codes:
        raise Refused("its quote says another code, or several")
    match = next(reader.pattern.finditer(text, start, end))
    if polarity(text, *match.span()).polarity is not Polarity.AFFIRMED:
        raise Refused("whether the code counts is not clear")
    return Said(codes.pop(), start, end)


def _date(reader: DateReader, proposed: str, text: str, start: int, end: int) -> Said:
    found = [m for m in reader.dates(text) if start <= m.start() and m.end() <= end]
    if len(found) != 1 or len(list(reader.dates(text))) != 1:
        raise Refused("its quote holds no date, or several")
    said = reader.said(found[0]["value"], start, end)
    if said.trouble:
        raise Refused(said.trouble)
    given = [reader.said(match["value"], 0, 0).value for match in reader.dates(proposed)]
    if given != [said.value] or not _is_date(str(said.value)):
        raise Refused("its quote says another date")
    return said


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
