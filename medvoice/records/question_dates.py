"""Days and spans of time in a question: taken out of it, as the days they mean.

"3/4/2021" is nobody's day for certain and is not taken.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from medvoice.lexicon.dates import months
from medvoice.lexicon.numerals import ordinals, small_numbers
from medvoice.records.when import When, day_said, when

SPAN = "spanofdays"
"""Stands in the question where the span stood."""


@dataclass(frozen=True, slots=True)
class Days:
    """first, last: both included, None for open. said: "since May 4, 2023"."""

    first: date | None
    last: date | None
    said: str


_MONTHS = {name: number for number, name in enumerate(months(), 1)}
_MONTH = "|".join([*_MONTHS, *(f"{name[:3]}\\.?" for name in _MONTHS if name != "may"), "sept\\.?"])
_YEAR = r"(?:19|20)\d\d"
_NTH = "|".join(ordinals())
_DAY = rf"(?:\d\d?(?:st|nd|rd|th)?|(?:twenty|thirty)[ -](?:{_NTH})|{_NTH})"
_DATE = (
    rf"(?:{_YEAR}-\d\d-\d\d|{_YEAR}-\d\d|(?:{_MONTH}) (?:the )?{_DAY},? (?:of )?{_YEAR}"
    rf"|(?:the )?{_DAY} (?:of )?(?:{_MONTH}),? (?:of )?{_YEAR}|(?:{_MONTH}),? (?:of )?{_YEAR}"
    rf"|(?:the year )?{_YEAR})(?![\d/-])"
)
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(small_numbers())})"
_UNIT = r"(?:day|week|month|year)s?"

_Read = Callable[["re.Match[str]", date], "Days | None"]


def days_in(question: str, today: date) -> tuple[str, Days | None] | None:
    """The question in lower case with `SPAN` for its span, and the span. None where it holds more
    than one, or one that cannot be read."""
    text = " ".join(question.lower().split())
    found: Days | None = None
    for pattern, read in _READERS:
        match = re.search(rf"\b{pattern}", text)
        if match is None:
            continue
        days = read(match, today)
        if days is None or found is not None:
            return None
        found = days
        text = f"{text[: match.start()]}{SPAN} {text[match.end() :]}"
    return text, found


def _between(match: re.Match[str], today: date) -> Days | None:
    one, other = _day(match[1]), _day(match[2])
    if one is None or other is None or other.first < one.first:
        return None
    return Days(one.first, other.last, f"between {one.said} and {other.said}")


def _since(match: re.Match[str], today: date) -> Days | None:
    day = _day(match[2])
    if day is None:
        return None
    first = day.last + timedelta(days=1) if match[1] == "after" else day.first
    return Days(first, None, f"{match[1].split()[0]} {day.said}")


def _until(match: re.Match[str], today: date) -> Days | None:
    day = _day(match[2])
    if day is None:
        return None
    before = match[1] in ("before", "prior to")
    last = day.first - timedelta(days=1) if before else day.last
    return Days(None, last, f"{'before' if before else 'until'} {day.said}")


def _within(match: re.Match[str], today: date) -> Days | None:
    day = _day(match[1])
    if day is None:
        return None
    return Days(day.first, day.last, f"{'on' if day.exact else 'in'} {day.said}")


def _back(match: re.Match[str], today: date) -> Days | None:
    said = match[1] or "1"
    count = int(said) if said.isdecimal() else small_numbers()[said]
    unit = match[2].removesuffix("s")
    try:
        if unit in ("day", "week"):
            first = today - timedelta(days=count * (7 if unit == "week" else 1))
        else:
            back = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
            year, month = divmod(back, 12)
            first = date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None
    return Days(first, today, f"since {day_said(first)}")


def _year(match: re.Match[str], today: date) -> Days | None:
    year = today.year - (match[1] == "last")
    last = date(year, 12, 31) if match[1] == "last" else today
    return Days(date(year, 1, 1), last, f"in {year}")


_READERS: tuple[tuple[str, _Read], ...] = (
    (rf"(?:between|from) ({_DATE}) (?:and|to|until|till|through) ({_DATE})", _between),
    (rf"(since|after|from|starting) ({_DATE})(?: onwards?| on)?", _since),
    (rf"(before|until|till|prior to|up to) ({_DATE})", _until),
    (rf"(?:(?:in|during|over|within|for) )?the (?:last|past|previous) (?:({_NUMBER}) )?({_UNIT})"
     r"\b(?!['’])", _back),
    (r"(?:in |during )?(last|this) year\b(?!['’])", _year),
    (rf"(?:(?:in|on|of|during|at|for|from) )?({_DATE})", _within),
)  # fmt: skip


def _day(text: str) -> When | None:
    """A day, a month or a year."""
    plain = text.replace("the ", "").replace(" of ", " ").replace(",", " ").replace("year ", "")
    words = plain.split()
    if len(words) == 1:
        return when(words[0])
    month = next((_month(one) for one in words if _month(one)), None)
    year = next((one for one in words if re.fullmatch(_YEAR, one)), None)
    if month is None or year is None:
        return None
    rest = [one for one in words if one != year and not _month(one)]
    if not rest:
        return when(f"{year}-{month:02}")
    number = _ordinal(" ".join(rest))
    return when(f"{year}-{month:02}-{number:02}") if number else None


def _month(word: str) -> int | None:
    plain = word.rstrip(".")
    if plain == "sept":
        return 9
    return next((n for name, n in _MONTHS.items() if plain in (name, name[:3])), None)


def _ordinal(words: str) -> int | None:
    digits = re.fullmatch(r"(\d\d?)(?:st|nd|rd|th)?", words)
    if digits:
        return int(digits[1])
    tens, _, ones = words.replace("-", " ").rpartition(" ")
    value = ordinals().get(ones)
    if value is None:
        return None
    return value + {"": 0, "twenty": 20, "thirty": 30}.get(tens, 60)
