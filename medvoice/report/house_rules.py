"""House rules: abbreviations and numbers that can be misread, shown and never changed in silence.

The Joint Commission's do-not-use list (IM.02.02.01) with its own exception: a trailing zero may
stay where it shows the precision of a value, as in imaging reports of lesion sizes; it may not in a
dose. So only doses are flagged. And units mixed within one measurement, which stay as said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from medvoice.lexicon.contrast import agents


class HouseRule(StrEnum):
    TRAILING_ZERO = "trailing_zero"
    LEADING_ZERO = "leading_zero"
    UNIT_U = "unit_u"
    UNIT_IU = "unit_iu"
    DAILY = "daily"
    EVERY_OTHER_DAY = "every_other_day"
    MORPHINE = "morphine"
    MAGNESIUM = "magnesium"
    MS = "ms"
    MIXED_UNITS = "mixed_units"


@dataclass(frozen=True, slots=True)
class Flag:
    """Characters [start, end) of the text. instead: what to write, "" where only a person can
    tell."""

    rule: HouseRule
    start: int
    end: int
    found: str
    instead: str
    why: str


_WHY = {
    HouseRule.TRAILING_ZERO: "a dose with a trailing zero is read ten times too high",
    HouseRule.LEADING_ZERO: "a point without a zero before it is overlooked",
    HouseRule.UNIT_U: '"U" is read as 0 or 4',
    HouseRule.UNIT_IU: '"IU" is read as IV or 10',
    HouseRule.DAILY: '"QD" and "QOD" are taken for each other',
    HouseRule.EVERY_OTHER_DAY: '"QD" and "QOD" are taken for each other',
    HouseRule.MORPHINE: "morphine and magnesium sulfate are taken for each other",
    HouseRule.MAGNESIUM: "morphine and magnesium sulfate are taken for each other",
    HouseRule.MS: "morphine and magnesium sulfate are taken for each other",
    HouseRule.MIXED_UNITS: "one measurement has two units",
}
_NUMBER = r"\d+(?:\.\d+)?"
_LENGTH = rf"{_NUMBER}\s?(?:mm|cm)"
# mg/dL and mGy are no doses of a drug; the look-ahead keeps them out.
_ALWAYS_DOSE = re.compile(r"(?<![\d.])(\d+)\.0+(\s?)(mg|mcg|g|mEq|mCi|MBq)(?![\w/-])")
_VOLUME = re.compile(r"(?<![\d.])(\d+)\.0+(\s?)(mL|cc)(?![\w/-])")
_GIVEN = re.compile(r"\b(?:given|administered|injected|infused|dose)\b", re.IGNORECASE)
_NO_ZERO = re.compile(r"(?<![\w.)])\.\d+\b")
_MEASURED = re.compile(rf"{_LENGTH}(?:\s?(?:x|×|by|to)\s?{_LENGTH})+")
_WRITTEN = (
    (HouseRule.UNIT_U, re.compile(r"(?<=\d)U\b|(?<=\d )[Uu]\b"), "units"),
    (HouseRule.UNIT_IU, re.compile(r"\bIU\b"), "International Units"),
    (HouseRule.DAILY, re.compile(r"(?<![\w.])(?:QD\b|qd\b|[Qq]\.[Dd]\.)"), "daily"),
    (
        HouseRule.EVERY_OTHER_DAY,
        re.compile(r"(?<![\w.])(?:QOD\b|qod\b|[Qq]\.[Oo]\.[Dd]\.)"),
        "every other day",
    ),
    (HouseRule.MORPHINE, re.compile(r"\bMSO4\b"), "morphine sulfate"),
    (HouseRule.MAGNESIUM, re.compile(r"\bMgSO4\b"), "magnesium sulfate"),
    # Multiple sclerosis has the same letters: only with a dose.
    (HouseRule.MS, re.compile(rf"\bMS(?=\s{_NUMBER}\s?m?c?g\b)"), ""),
)


def house_flags(text: str, leave: Iterable[HouseRule] = ()) -> tuple[Flag, ...]:
    """What the rules find, in the order of the text. leave: rules that the house does not want."""
    left = frozenset(leave)
    found = [*_zeros(text), *_units(text)]
    for rule, pattern, instead in _WRITTEN:
        found += [_flag(rule, match, instead) for match in pattern.finditer(text)]
    return tuple(sorted((f for f in found if f.rule not in left), key=lambda f: f.start))


def corrected(text: str, flags: Iterable[Flag]) -> str:
    """The text with what the flags propose; those without a proposal change nothing."""
    for flag in sorted(flags, key=lambda one: -one.start):
        if flag.instead:
            text = text[: flag.start] + _spaced(text, flag) + text[flag.end :]
    return text


def _spaced(text: str, flag: Flag) -> str:
    """ "10U" becomes "10 units"."""
    glued = flag.start > 0 and text[flag.start - 1].isdigit() and flag.instead[:1].isalpha()
    return f" {flag.instead}" if glued else flag.instead


def _zeros(text: str) -> list[Flag]:
    doses = list(_ALWAYS_DOSE.finditer(text))
    lower = text.lower()
    if _GIVEN.search(text) or any(agent in lower for agent in agents()):
        doses += _VOLUME.finditer(text)
    flags = [
        _flag(HouseRule.TRAILING_ZERO, match, "".join(match.group(1, 2, 3))) for match in doses
    ]
    flags += [
        _flag(HouseRule.LEADING_ZERO, match, f"0{match.group()}")
        for match in _NO_ZERO.finditer(text)
    ]
    return flags


def _units(text: str) -> list[Flag]:
    return [
        _flag(HouseRule.MIXED_UNITS, match, "")
        for match in _MEASURED.finditer(text)
        if len(set(re.findall(r"mm|cm", match.group()))) > 1
    ]


def _flag(rule: HouseRule, match: re.Match[str], instead: str) -> Flag:
    return Flag(rule, match.start(), match.end(), match.group(), instead, _WHY[rule])
