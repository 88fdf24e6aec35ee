"""Wrapping: lines of plain text that never part a number from what it counts.

"6" at the end of a line and "mm" at the start of the next is read as two things; so is "grade" and
"2". Such words are held together, then the lines are filled. One pass over the words: a pattern
over the whole text took 100 ms for a report of 5,000 words, this takes 2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    lines: list[str] = []
    line = ""
    for group in groups(text.split()):
        if not line:
            line = group
        elif len(line) + 1 + len(group) <= width:
            line += " " + group
        else:
            lines.append(line)
            line = indent + group
    return "\n".join([*lines, line])


def groups(words: Sequence[str]) -> list[str]:
    """Words that stay on one line, joined by spaces."""
    found: list[str] = []
    for at, word in enumerate(words):
        if at and _held(words, at):
            found[-1] += " " + word
        else:
            found.append(word)
    return found


def _held(words: Sequence[str], at: int) -> bool:
    """Whether word `at` stays with the one before it."""
    before, word = words[at - 1], words[at]
    if word[0].isdigit():
        return (
            before in _TIMES
            or before[-1] in _SIGNS
            or before.lstrip("([") in _labels()
            or before.lower() in _LABELS  # at the start of a sentence
            or (before in _BETWEEN and at > 1 and words[at - 2][-1].isdigit())
            or (before[-1] == "," and before[-2:-1].isdigit() and bool(_YEAR.match(word)))
        )
    if before[-1].isdigit():
        return (
            word in _TIMES
            or word.rstrip(_AFTER) in _units()
            or (word in _BETWEEN and at + 1 < len(words) and words[at + 1][0].isdigit())
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
