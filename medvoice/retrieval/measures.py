"""Measures: numbers with units in a text, as the range that each one speaks of.

"6 to 8 mm" is from 6 to 8, "above 8 mm" from 8 on, "under one centimetre" up to 10 mm: so that a
question about 7 mm finds the right line of a guideline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import inf

from medvoice.lexicon.numerals import small_numbers, tens
from medvoice.lexicon.units import units


@dataclass(frozen=True, slots=True)
class Measure:
    """[low, high] in the unit, "" for a bare number. kind: what the unit measures ("length",
    "time", or the unit itself). start, end: its characters in the text."""

    low: float
    high: float
    unit: str
    kind: str
    start: int
    end: int

    def speaks_of(self, other: Measure) -> bool:
        """Whether the other lies inside this one, and measures the same."""
        return self.unit == other.unit and self.low <= other.low and other.high <= self.high


_NUMBER = r"(?:\d+(?:[.,]\d+)*|{words})"
_UNDER = (
    r"under|below|less than|fewer than|smaller than|younger than|up to|at most|no more than"
    r"|not more than|within|maximum of|<|≤"
)
_OVER = (
    r"over|above|more than|greater than|larger than|older than|from|at least|beyond|minimum of"
    r"|exceeds?|exceeding|>|≥"
)
_MORE = r"(?:or|and) (?:more|older|above|over|larger|greater|higher|longer)|on(?: up)?wards?|and up"
_LESS = r"(?:or|and) (?:less|fewer|younger|below|under|smaller|lower|shorter)"

_SCALES: Mapping[str, tuple[str, str, float]] = {
    "mm": ("mm", "length", 1), "cm": ("mm", "length", 10), "m": ("mm", "length", 1000),
    "µm": ("µm", "length", 1), "micrometer": ("µm", "length", 1), "micrometre": ("µm", "length", 1),
    "second": ("h", "time", 1 / 3600), "s": ("h", "time", 1 / 3600),
    "minute": ("h", "time", 1 / 60), "min": ("h", "time", 1 / 60),
    "hour": ("h", "time", 1), "h": ("h", "time", 1), "day": ("h", "time", 24),
    "week": ("h", "time", 168), "month": ("h", "time", 730), "year": ("h", "time", 8760),
    "mg": ("mg", "mass", 1), "g": ("mg", "mass", 1000), "mcg": ("mg", "mass", 0.001),
    "kg": ("kg", "weight", 1), "ml": ("mL", "volume", 1), "l": ("mL", "volume", 1000),
    "dl": ("mL", "volume", 100), "tesla": ("T", "field", 1), "t": ("T", "field", 1),
    "mgy": ("mGy", "dose", 1), "gy": ("mGy", "dose", 1000), "msv": ("mSv", "dose", 1),
    "mbq": ("MBq", "activity", 1), "%": ("%", "share", 1), "percent": ("%", "share", 1),
    "per cent": ("%", "share", 1), "hu": ("HU", "density", 1), "mmhg": ("mmHg", "pressure", 1),
    "psi": ("psi", "pressure", 1), "kv": ("kV", "voltage", 1), "french": ("Fr", "caliber", 1),
    "gauge": ("G", "caliber", 1), "degree": ("°", "angle", 1), "°": ("°", "angle", 1),
    "beat": ("beat", "rate", 1), "mg/kg": ("mg/kg", "dose", 1), "ml/kg": ("mL/kg", "dose", 1),
    "ml/s": ("mL/s", "rate", 1), "mmol/kg": ("mmol/kg", "dose", 1),
    "mmol/l": ("mmol/L", "level", 1),
    "ng/ml": ("ng/mL", "level", 1), "iu/l": ("IU/L", "level", 1), "mg/dl": ("mg/dL", "level", 1),
    "mbq/kg": ("MBq/kg", "activity", 1), "micrograms/kg": ("µg/kg", "dose", 1),
    "mcg/kg": ("µg/kg", "dose", 1), "w/kg": ("W/kg", "rate", 1), "cm/s": ("cm/s", "rate", 1),
}  # fmt: skip
"""Unit as written, lower case, singular → (unit that it is held in, what it measures, factor)."""


def measures(text: str) -> tuple[Measure, ...]:
    """In order; "7 in 10,000" and "two thirds" as percentages."""
    shares = [_share(match) for match in _parts().finditer(text)]
    others = [
        one
        for one in (_measure(match) for match in _pattern().finditer(text))
        if not any(share.start < one.end and one.start < share.end for share in shares)
    ]
    return tuple(sorted((*shares, *others), key=lambda one: one.start))


def _share(match: re.Match[str]) -> Measure:
    if match["of"]:
        value = 100 * _value(match["some"]) / max(_value(match["of"]), 1)
    else:
        value = 100 * _FRACTIONS[(match["part"] or match["half"]).lower().removesuffix("s")]
        value *= _value(match["times"]) if match["times"] else 1
    return Measure(value, value, "%", "share", match.start(), match.end())


def _measure(match: re.Match[str]) -> Measure:
    first, second = _value(match["first"]), match["second"]
    last = _value(second) if second else first
    unit, kind, factor = _unit(match["unit"] or "")
    low, high = min(first, last) * factor, max(first, last) * factor
    if match["under"] or match["less"]:
        low = -inf
    elif (match["over"] and not second) or match["more"]:
        high = inf
    return Measure(low, high, unit, kind, match.start(), match.end())


def _unit(written: str) -> tuple[str, str, float]:
    plain = " ".join(written.lower().split())
    for name in (plain, plain.removesuffix("s")):
        if name in _SCALES:
            return _SCALES[name]
        symbol = _spelled().get(name, "")
        if symbol in _SCALES:
            return _SCALES[symbol]
    return plain, ("rate" if "/" in plain else plain), 1


def _value(written: str) -> float:
    number = _words().get(written.lower())
    if number is not None:
        return float(number)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", written):
        return float(written.replace(",", ""))
    parts = written.replace(",", ".").split(".")
    return float(".".join(parts[:2]))


@cache
def _words() -> Mapping[str, int]:
    return {**small_numbers(), **tens()}


_FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}


@cache
def _parts() -> re.Pattern[str]:
    number = _NUMBER.format(words="|".join(sorted(_words(), key=len, reverse=True)))
    return re.compile(
        rf"\b(?P<some>{number})\s+(?:in|out of)\s+(?:every\s+)?(?P<of>{number}|100|1,?000)\b"
        rf"(?!\s*(?:mm|cm|mg|ml|hours?|days?|weeks?|months?|years?|minutes?)\b)"
        rf"|\b(?:(?P<times>{number})[\s-]|an?\s)(?P<part>thirds?|quarters?|fifths?|tenths?)"
        r"(?=\s+(?:of|the|less|more|or|in|to)\b|[.,;)]|$)"
        r"|\b(?P<half>half)\s+(?:of|the|as)\b",
        re.IGNORECASE,
    )


@cache
def _spelled() -> Mapping[str, str]:
    return {said[0]: unit.symbol.lower() for said, unit in units().items() if len(said) == 1}


@cache
def _pattern() -> re.Pattern[str]:
    number = _NUMBER.format(words="|".join(sorted(_words(), key=len, reverse=True)))
    known = sorted({*_SCALES, *_spelled()}, key=len, reverse=True)
    unit = "|".join(re.escape(name) for name in known)
    return re.compile(
        rf"(?:\b(?:(?P<under>{_UNDER})|(?P<over>{_OVER}))\s*)?"
        rf"(?<![\w.,])(?P<first>{number})(?![.,]?\d)"
        rf"(?:\s*(?:to|[-–]|and|or)\s*(?P<second>{number})(?![.,]?\d))?"
        rf"(?:[\s-]*(?P<unit>(?:{unit})s?(?:/[a-zµ]\w*|/\d+(?:\.\d+)?)*)(?![\w/²³]))?(?![\w/])"
        rf"(?:\s+(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\b)?",
        re.IGNORECASE,
    )
