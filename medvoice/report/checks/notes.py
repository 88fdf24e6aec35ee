"""Notes: what is wrong in a sentence by itself, whatever stands around it: levels, open places,
growth against its numbers, dates that do not exist, the order of dimensions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from medvoice.lexicon.levels import is_level

LEVEL, UNFILLED, SIZE, DATE, DIMENSIONS = "level", "unfilled", "size", "date", "dimensions"

Span = tuple[int, int]

_LEVEL = re.compile(r"(?<![\w-])([CTLS])(\d{1,2})(?:\s?-\s?([CTLS])?(\d{1,2}))?(?!\w|\.\d)")
_ORDER = "CTLS"
_OPEN = re.compile(r"\[[^\]\d]{0,60}\]|_{2,}|\*{3,}|<<[^>]*>>|\{[a-z_ ]{0,40}\}|\?{3,}|\bTBD\b")
JUMP = 8.0
"""Times that nothing grows between two examinations of a patient: cm and mm were mixed up."""
_NUMBER = r"(\d+(?:\.\d+)?)(?:\s*x\s*\d+(?:\.\d+)?)*\s*(mm|cm)"
_FROM_TO = re.compile(
    rf"\b(?P<word>in|de)creas\w+\b[^.]{{0,40}}?\bfrom {_NUMBER} to {_NUMBER}", re.I
)
_PREVIOUSLY = re.compile(rf"{_NUMBER}[^.\d]{{0,30}}?\b(?:previously|was|formerly) {_NUMBER}", re.I)
_GROWS = re.compile(r"\b(?:increased|larger|grown|enlarg(?:ed|ing)|bigger)\b", re.I)
_SHRINKS = re.compile(r"\b(?:decreased|smaller|shrunk|diminished)\b", re.I)
_PRODUCT = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:\s*[x×]\s*\d+(?:\.\d+)?)+(?=\s*(?:mm|cm)\b)")


@dataclass(frozen=True, slots=True)
class Note:
    """check: its name. span: characters of the sentence."""

    check: str
    message: str
    span: Span


def notes(text: str, days: tuple[tuple[Span, date | None], ...]) -> Iterator[Note]:
    """days: the dates of the text, None for one that does not exist."""
    yield from _open_places(text)
    if not any(char.isdigit() for char in text):
        return
    yield from _levels(text)
    yield from _growth(text)
    yield from _dimensions(text)
    for span, day in days:
        if day is None:
            yield Note(DATE, f"{text[slice(*span)]} is no date", span)


def _open_places(text: str) -> Iterator[Note]:
    match = _OPEN.search(text)
    if match:
        yield Note(UNFILLED, f'"{match.group()}" is left open', match.span())


def _levels(text: str) -> Iterator[Note]:
    for match in _LEVEL.finditer(text):
        letter, number = match[1], int(match[2])
        if not is_level(letter, number):
            yield Note(LEVEL, f"there is no {letter}{number}", match.span())
        elif match[4]:
            other, lower = match[3] or letter, int(match[4])
            if not is_level(other, lower):
                yield Note(LEVEL, f"there is no {other}{lower}", match.span())
            elif (_ORDER.index(other), lower) <= (_ORDER.index(letter), number):
                yield Note(LEVEL, f"{match.group()}: the upper level comes first", match.span())


def _growth(text: str) -> Iterator[Note]:
    match = _FROM_TO.search(text)
    if match:
        before, now = _millimetres(match[2], match[3]), _millimetres(match[4], match[5])
        grows: bool | None = match["word"].lower() == "in"
    else:
        match = _PREVIOUSLY.search(text)
        if match is None:
            return
        now, before = _millimetres(match[1], match[2]), _millimetres(match[3], match[4])
        up, down = bool(_GROWS.search(text)), bool(_SHRINKS.search(text))
        grows = up if up is not down else None
    if min(now, before) > 0 and max(now, before) >= JUMP * min(now, before):
        message = f"from {as_length(before)} to {as_length(now)}: cm for mm?"
        yield Note(SIZE, message, match.span())
    elif grows is not None and now != before and grows is not (now > before):
        word = "increased" if grows else "decreased"
        message = f"{word}, but from {as_length(before)} to {as_length(now)}"
        yield Note(SIZE, message, match.span())


def _dimensions(text: str) -> Iterator[Note]:
    for match in _PRODUCT.finditer(text):
        numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", match.group())]
        if numbers != sorted(numbers, reverse=True):
            yield Note(DIMENSIONS, "the largest dimension comes first", match.span())


def _millimetres(number: str, unit: str) -> float:
    return float(number) * (10.0 if unit.lower() == "cm" else 1.0)


def as_length(value: float) -> str:
    """A length in millimetres as a reader writes it."""
    return f"{value:g} mm" if value < 100 else f"{value / 10:g} cm"
