"""Measures: numbers with their units as they stand in text, and what they come to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from medvoice.lexicon.numerals import small_numbers, tens
from medvoice.lexicon.unit_factors import converted, unit_families
from medvoice.lexicon.units import units

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+"
_SIGNS = {
    "<": "<", "≤": "<", "less than": "<", "below": "<", "up to": "<", "no more than": "<",
    "at most": "<", "under": "<", "fewer than": "<",
    ">": ">", "≥": ">", "greater than": ">", "more than": ">", "at least": ">", "above": ">",
    "over": ">", "exceeding": ">",
    "approximately": "~", "about": "~", "approx.": "~", "approx": "~", "~": "~", "circa": "~",
    "ca.": "~", "around": "~", "roughly": "~", "estimated": "~", "±": "~",
}  # fmt: skip
_RANGE = r"\s*(?:-|–|to)\s*"
_BY = r"\s*(?:x|×|by|\*)\s*"


@dataclass(frozen=True, slots=True)
class Measure:
    """numbers: of one thing's sides ("2.3 x 1.8 cm"), as written. unit: a symbol of the lexicon, ""
    for none. sign: "<", ">", "~" or "". ranged: it is a range ("10-15%"), which is no number."""

    numbers: tuple[Decimal, ...]
    unit: str
    sign: str
    ranged: bool

    def in_unit(self, unit: str) -> tuple[Decimal, ...] | None:
        """The numbers in another unit; None where that cannot be."""
        found = [converted(number, self.unit, unit) for number in self.numbers]
        return tuple(n for n in found if n is not None) if None not in found else None


@cache
def _unit_names() -> dict[str, str]:
    """As written -> symbol, of the units that can be converted."""
    names = {
        " ".join(words): unit.symbol
        for words, unit in units().items()
        if unit.symbol in unit_families() and not (len(words) > 1 and len(words[0]) == 1)
    }
    return (
        names
        | {"cms": "cm", "mms": "mm"}
        | {symbol.lower(): symbol for symbol in unit_families() if len(symbol) > 1}
    )


@cache
def _unit(family: str = "") -> str:
    """family: what they measure, "" for any."""
    names = _unit_names()
    known = [n for n in names if family in ("", unit_families()[names[n]][0])]
    known.sort(key=len)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in known[::-1])


@cache
def _number_words() -> dict[str, int]:
    table = dict(small_numbers())
    for ten, value in tens().items():
        table[ten] = value
        for one, add in small_numbers().items():
            if 1 <= add <= 9:
                table[f"{ten}-{one}"] = value + add
    return table


@cache
def number_pattern() -> str:
    """Any number, in figures or as a word: "{n}" of a phrase."""
    words = "|".join(sorted(_number_words(), key=len, reverse=True))
    return rf"(?:(?<![\d.,])(?:\d+)(?![\d]|[.,]\d)|{words})"


@cache
def measure_pattern(unit: str) -> str:
    """What `measure` reads: "{}" of a phrase. unit: of the field, "" for a bare number; a unit of
    another family is not looked for."""
    sign = "|".join(re.escape(s).replace(r"\ ", r"\s+") for s in sorted(_SIGNS, key=len)[::-1])
    if not unit:
        words = "|".join(sorted(_number_words(), key=len, reverse=True))
        return rf"(?P<value>(?:(?:{sign})\s*)*(?:(?<![\d.,])(?:{_DIGITS})(?!\d)|\b(?:{words})\b))"
    number = rf"(?:(?:{_DIGITS})(?!\d))"
    family = unit_families()[unit][0]
    units = rf"(?:{_unit(family)})(?![a-zA-Z0-9])"
    more = rf"(?:(?:\s*-?{units})?{_BY}{number}){{0,2}}"
    ranged = rf"(?:(?:\s*{units})?{_RANGE}{number})?"
    tail = rf"(?:[\s-]*{units})?"
    return rf"(?P<value>(?:(?:{sign})\s*)*(?<![\d.,]){number}{more}{ranged}{tail})"


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(rf"({_DIGITS})|({_unit()})(?![a-zA-Z0-9])", re.IGNORECASE)


def measure(text: str, unit: str = "") -> Measure | None:
    """What `measure_pattern` matched. unit: of the label, where the value has none. None: no
    number, or units that differ within it."""
    low = " ".join(text.lower().split())
    signs = [s for s in sorted(_SIGNS, key=len)[::-1] if low.startswith(s)]
    sign = ""
    while signs:
        low = low[len(signs[0]) :].strip()
        sign = _SIGNS[signs[0]] if sign in ("", "~") else sign
        signs = [s for s in sorted(_SIGNS, key=len)[::-1] if low.startswith(s)]
    ranged = bool(re.search(rf"\d\s*(?:{_unit()})?{_RANGE}[\d.]", low))
    numbers: list[Decimal] = []
    found: set[str] = set()
    for match in _parts().finditer(low):
        if match[1]:
            number = _decimal(match[1])
            if number is None:
                return None
            numbers.append(number)
        else:
            found.add(_unit_names()[" ".join(match[2].split())])
    if not numbers:
        word = next((w for w in _words_first(low) if w in _number_words()), None)
        if word is None:
            return None
        numbers = [Decimal(_number_words()[word])]
    if len(found) > 1:
        return None
    return Measure(tuple(numbers), next(iter(found), unit), sign, ranged)


def _words_first(low: str) -> list[str]:
    return re.findall(r"[a-z]+(?:-[a-z]+)?", low)


def _decimal(written: str) -> Decimal | None:
    """ "2.3", ".5", "1,200" and the decimal comma of "2,3"; None for what can be read as both."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
        return (
            None
            if re.fullmatch(r"[0-9],\d{3}", written) and written[0] == "0"
            else Decimal(written.replace(",", ""))
        )
    return Decimal(written.replace(",", ".")) if written.count(",") <= 1 else None
