"""Wrapping: lines of plain text that never part a number from what it counts.

"6" at the end of a line and "mm" at the start of the next is read as two things; so is "grade" and
"2". Only where a line would end is it looked at: a pattern over the whole text took 100 ms for a
report of 5,000 words, this takes less than 1.
"""

from __future__ import annotations

import re
from functools import cache

from medvoice.lexicon.dates import months
from medvoice.lexicon.units import per_units, units

_LABELS = frozenset(
    "grade stage type class segment level series image images slice vertebra zone category score "
    "TI-RADS BI-RADS LI-RADS PI-RADS Lung-RADS CAD-RADS O-RADS C-RADS NI-RADS VI-RADS Bosniak "
    "Modic Fazekas Pfirrmann Meyerding Schatzker SUVmax SUV T N M no. Omnipaque Isovue Visipaque "
    "Optiray Ultravist Iomeron Xenetix".split()
)
"""Words that a number behind them belongs to."""
_TIMES = ("x", "×")
_BETWEEN = ("to", "of")
_SIGNS = "<>≤≥=±~"
_ROMAN = re.compile(r"[IVX]+[A-Da-d]?\W*$")
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_AFTER = ".,;:)]?!\"'"


def filled(text: str, width: int, indent: str = "") -> str:
    """The text in lines of at most `width` characters; a word or a held group that is longer gets
    a line of its own. indent: before every line but the first. Runs of white space become one
    space."""
    text = " ".join(text.split())
    lines: list[str] = []
    start, room = 0, width
    while len(text) - start > room:
        end = _end_of_line(text, start, room)
        if end < 0:
            break
        lines.append(text[start:end])
        start, room = end + 1, width - len(indent)
    return f"\n{indent}".join([*lines, text[start:]])


def _end_of_line(text: str, start: int, room: int) -> int:
    """The last space at which the line may end, else the first one behind what does not fit; -1
    for none."""
    end = text.rfind(" ", start, start + room + 1)
    while end > start and _held(text, end):
        end = text.rfind(" ", start, end)
    if end > start:
        return end
    end = text.find(" ", start + 1)
    while end > 0 and _held(text, end):
        end = text.find(" ", end + 1)
    return end


def _held(text: str, space: int) -> bool:
    """Whether the words on both sides of this space stay together."""
    first = text.rfind(" ", 0, space) + 1
    end = text.find(" ", space + 1)
    before, word = text[first:space], text[space + 1 : end if end > 0 else None]
    if word[0].isdigit():
        return (
            before in _TIMES
            or before[-1] in _SIGNS
            or before.lstrip("([") in _labels()
            or before.lower() in _LABELS  # at the start of a sentence
            or (before in _BETWEEN and first > 1 and text[first - 2].isdigit())
            or (before[-1] == "," and before[-2:-1].isdigit() and bool(_YEAR.match(word)))
        )
    if before[-1].isdigit():
        return (
            word in _TIMES
            or word.rstrip(_AFTER) in _units()
            or (word in _BETWEEN and end > 0 and text[end + 1].isdigit())
        )
    return word[0] in "IVX" and before.lower() in _LABELS and bool(_ROMAN.match(word))


@cache
def _labels() -> frozenset[str]:
    return _LABELS | frozenset(months().values())


@cache
def _units() -> frozenset[str]:
    """Symbols, and the words that are said for one."""
    words = (word for spelling in units() if len(spelling) == 1 for word in spelling)
    symbols = (unit.symbol for unit in units().values())
    return frozenset([*words, *symbols, *per_units().values()])
