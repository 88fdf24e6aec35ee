"""What stands behind a test's name, in pieces: numbers, limits, ranges, units, flags, words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from medvoice.lexicon.lab_units import is_lab_unit, lab_unit
from medvoice.lexicon.lab_words import flag_meanings, results_in_words


class Kind(StrEnum):
    NUMBER = "number"
    LIMIT = "limit"  # "<5": a result where it stands first, else a range
    RANGE = "range"
    UNIT = "unit"
    FLAG = "flag"
    WORDS = "words"  # a result in words
    WHEN = "when"  # a date or a time
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Atom:
    """Characters [start, end) of the page. reference: brackets or a word mark it as a range."""

    kind: Kind
    start: int
    end: int
    text: str
    reference: bool = False


NUMBER = r"[-−+]?(?:\d{1,3}(?: 000)+|\d{1,3}(?:[,.'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)"
"""A space groups thousands only before zeros: "140 138" are two results."""
_PLAIN = r"[-−+]?\d+(?:[.,]\d+)?"
_END = r"(?![\w.,:/%^*-]*\d|[A-Za-z°µ])"
"""No figure goes on behind it: dates, times, versions."""
_SIGN = r"(?:[<>]\s?or\s?=|[<>≤≥]\s?=?|=\s?[<>])"
_SAID = (
    r"(?:up ?to|from|below|above|under|over|less than|more than|greater than|at least|at most"
    r"|bis|ab|unter|über|no more than)"
)
_REFERENCE = (
    r"(?:(?:biological )?ref(?:erence|\.)?(?:\s?(?:range|interval|values?|limits?))?"
    r"|normal(?:\s?(?:range|values?))?|normbereich|expected|(?:adults?|nr?|rr)\s?:)\s?[:.=]?\s+"
)


@cache
def _range() -> re.Pattern[str]:
    dash = r"\s?(?:-|–|—|−|~|\.\.+|…)\s?|\s(?:to|bis|through)\s"
    return re.compile(rf"(?<![\w.,/-])(?:{_PLAIN})(?:{dash}){_PLAIN}{_END}", re.IGNORECASE)


@cache
def _limit() -> re.Pattern[str]:
    return re.compile(rf"(?:{_SIGN}|{_SAID}\s)\s?{_PLAIN}{_END}", re.IGNORECASE)


@cache
def _number() -> re.Pattern[str]:
    # Behind it: a flag may stand tight ("11.2H", "11.2*"), a unit, too ("5%", "13.5g/dL").
    return re.compile(rf"{NUMBER}(?![\d:/]|[.,-]\d)")


@cache
def _words() -> re.Pattern[str]:
    return re.compile(rf"(?:{results_in_words()})(?![\w+])", re.IGNORECASE)


@cache
def _flag() -> re.Pattern[str]:
    words = sorted(flag_meanings().keys() - {"+", "-", "++", "--"}, key=len, reverse=True)
    said = "|".join(re.escape(word) for word in words)
    return re.compile(
        rf"(?:\((?:{said})\)|\[(?:{said})\]|\*\*?(?:{said})\*\*?|(?:{said}))"
        r"(?![\w*/↑↓])",
        re.IGNORECASE,
    )


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(rf"(?:[(\[]\s?(?:{_REFERENCE})?|,?\s?{_REFERENCE})", re.IGNORECASE)


@cache
def _when() -> re.Pattern[str]:
    month = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
    return re.compile(
        r"(?:\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?|\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})"
        rf"|\d{{1,2}}[- ]{month}[- ]\d{{2,4}}|\d{{2}}:[0-5]\d(?::[0-5]\d)?(?: ?[ap]m)?)(?![\w:/-])",
        re.IGNORECASE,
    )


_GAP = re.compile(r"[\s,;|]+")
_WORD = re.compile(r"\S+")


def atoms(text: str, start: int) -> list[Atom]:
    """All of the text, which begins at `start` of its page, as pieces."""
    found: list[Atom] = []
    at = 0
    while at < len(text):
        if gap := _GAP.match(text, at):
            at = gap.end()
            continue
        taken = _one(text, at, found)
        if taken is None:
            word = _WORD.match(text, at)
            assert word
            taken = [Atom(Kind.OTHER, at, word.end(), word[0])], word.end()
        found += taken[0]
        at = taken[1]
    return [Atom(a.kind, a.start + start, a.end + start, a.text, a.reference) for a in found]


def _one(text: str, at: int, before: list[Atom]) -> tuple[list[Atom], int] | None:
    """(pieces, where they end)."""
    if (opened := _reference().match(text, at)) and (
        inside := _in_reference(text, opened.end(), opened[0].lstrip()[:1])
    ):
        return inside
    for kind, match in _PIECES:
        if end := match(text, at, before):
            found = text[at:end]
            if found[0] in "([":
                found = found[1:-1].strip()
            elif kind is Kind.FLAG and found.strip("*"):
                found = found.strip("*")
            inner = at + text[at:end].index(found)
            return [Atom(kind, inner, inner + len(found), found)], end
    return None


def _in_reference(text: str, at: int, bracket: str) -> tuple[list[Atom], int] | None:
    """A range behind "(" or "ref.": with its unit, up to the closing bracket."""
    found = _range().match(text, at) or _limit().match(text, at) or _words().match(text, at)
    if found is None:
        return None
    pieces = [Atom(Kind.RANGE, at, found.end(), found[0], reference=True)]
    end = found.end()
    if end < len(text) and (unit := _unit_end(text, end + (text[end] == " "), [])):
        begin = end + (text[end] == " ")
        pieces.append(Atom(Kind.UNIT, begin, unit, text[begin:unit]))
        end = unit
    closing = {"(": ")", "[": "]"}.get(bracket)
    if closing is None:
        return pieces, end
    rest = text[end:].lstrip()
    if not rest.startswith(closing):
        return None
    return pieces, len(text) - len(rest) + 1


def _unit_end(text: str, at: int, before: list[Atom]) -> int | None:
    found = lab_unit().match(text, at)
    if found is None or not is_lab_unit(found[0]):
        return None
    after = text[found.end() : found.end() + 1]
    if after and (after.isalnum() or after in "^/*µ"):
        return None
    if re.fullmatch(r"(?:x\s?)?10\W?\d{1,2}", found[0]) and "^" not in found[0]:
        return None  # "10 9" and "1012" are no units on their own
    return found.end()


def _bracketed_unit_end(text: str, at: int, before: list[Atom]) -> int | None:
    if text[at] not in "([":
        return None
    end = text.find(")" if text[at] == "(" else "]", at)
    return end + 1 if end > 0 and is_lab_unit(text[at + 1 : end]) else None


def _counting_unit_end(text: str, at: int, before: list[Atom]) -> int | None:
    """ "10^9/L" begins like a number."""
    if not re.match(r"(?:[x×*]\s?)?10\s?[\^*eE⁰-⁹¹²³]", text[at:]):
        return None
    return _unit_end(text, at, before)


def _number_end(text: str, at: int, before: list[Atom]) -> int | None:
    found = _number().match(text, at)
    if found is None:
        return None
    end, after = found.end(), text[found.end() :]
    tight = re.match(r"[^\s,;()\[\]|]+", after)
    if tight is None or _flag().fullmatch(tight[0]) or is_lab_unit(tight[0]):
        return end
    return None


def _flag_end(text: str, at: int, before: list[Atom]) -> int | None:
    found = _flag().match(text, at)
    if found is None or (at and text[at - 1].isalpha() and found[0][0].isalnum()):
        return None
    return found.end()


_PIECES: tuple[tuple[Kind, Callable[[str, int, list[Atom]], int | None]], ...] = (
    (Kind.UNIT, _counting_unit_end),
    (Kind.WHEN, lambda text, at, _: _end(_when().match(text, at))),
    (Kind.RANGE, lambda text, at, _: _end(_range().match(text, at))),
    (Kind.WORDS, lambda text, at, _: _end(_words().match(text, at))),
    (Kind.LIMIT, lambda text, at, _: _end(_limit().match(text, at))),
    (Kind.NUMBER, _number_end),
    (Kind.FLAG, _flag_end),
    (Kind.UNIT, _unit_end),
    (Kind.UNIT, _bracketed_unit_end),
)


def _end(found: re.Match[str] | None) -> int | None:
    return found.end() if found else None
