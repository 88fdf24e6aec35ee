"""Wrapping: lines of plain text that never part a number from what it counts.

"6" at the end of a line and "mm" at the start of the next is read as two things; so is "grade" and
"2". Such groups are held together, then the lines are filled.
"""

from __future__ import annotations

import re
import textwrap
from functools import cache

from medvoice.lexicon.dates import months
from medvoice.lexicon.units import per_units, units

_GLUE = "\ufdd0"
"""Stands for a space that no line ends at. It is no character, so no text has it."""
_LABELS = (
    "grade stage type class segment level series image images slice vertebra zone category score "
    "TI-RADS BI-RADS LI-RADS PI-RADS Lung-RADS CAD-RADS O-RADS C-RADS NI-RADS VI-RADS Bosniak "
    "Fleischner Modic Fazekas Pfirrmann Meyerding Schatzker SUVmax SUV T N M no. Omnipaque Isovue "
    "Visipaque Optiray Ultravist Iomeron Xenetix"
).split()
"""Words that a number behind them belongs to."""


def filled(text: str, width: int, indent: str = "") -> str:
    """The text in lines of at most `width` characters; a word or a held group that is longer gets
    a line of its own. indent: before every line but the first."""
    lines = textwrap.fill(
        held(text),
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace(_GLUE, " ")


def held(text: str) -> str:
    """The text with spaces inside of groups replaced by a mark."""
    return _groups().sub(lambda found: found[0].replace(" ", _GLUE), text.replace(_GLUE, " "))


@cache
def _groups() -> re.Pattern[str]:
    """One space, with what decides about it before or behind it."""
    names = {unit.symbol for unit in units().values()} | set(per_units().values())
    words = {word for spelling in units() if len(spelling) == 1 for word in spelling}
    unit = "|".join(re.escape(name) for name in sorted(names | words, key=len, reverse=True))
    label = "|".join(re.escape(name) for name in _LABELS)
    month = "|".join(months().values())
    return re.compile(
        rf"(?<=\d) (?=(?:{unit})(?![^\W_]))"  # 6 mm, 20 weeks
        r"|(?<=\d) (?=[x×] ?\d)|(?<= [x×]) (?=\d)"  # 3.5 x 4.2 cm
        r"|(?<=\d) (?=to \d)|(?<=\d to) (?=\d)"  # 2 to 3 mm
        r"|(?<=\d) (?=of \d)|(?<=\d of) (?=\d)"  # 2 of 5
        r"|(?<=[<>≤≥=±~]) (?=\d)"  # < 5
        rf"|\b(?:{label}) (?=\d|[IVX]+[A-Da-d]?\b)"  # grade 2, stage IIIA
        rf"|\b(?:{month}) (?=\d)|(?<=\d,) (?=(?:19|20)\d\d\b)"  # January 3, 2024
    )
