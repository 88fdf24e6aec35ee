"""Numbers, dates, levels and image references of a text, each as one sign of its own.

A measure is written in the base unit of what it measures ("6 mm", "0.6 cm" and "six millimeters"
are one), a date as year, month and day, a spine level in full ("L4-5" is L4-L5).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from medvoice.lexicon.dates import months
from medvoice.lexicon.numerals import ordinals, roman, small_numbers
from medvoice.lexicon.units import per_units, units
from medvoice.report.guard.spelled import in_digits

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+"
_BASE = {
    "mm": ("mm", "1"),
    "millimeter": ("mm", "1"),
    "millimetre": ("mm", "1"),
    "cm": ("mm", "10"),
    "centimeter": ("mm", "10"),
    "centimetre": ("mm", "10"),
    "ml": ("ml", "1"),
    "cc": ("ml", "1"),
    "cm3": ("ml", "1"),
    "milliliter": ("ml", "1"),
    "millilitre": ("ml", "1"),
    "%": ("%", "1"),
    "percent": ("%", "1"),
    "ml/s": ("ml/s", "1"),
    "cc/s": ("ml/s", "1"),
    "hu": ("hu", "1"),
    "hounsfield unit": ("hu", "1"),
    "cm/s": ("cm/s", "1"),
    "m/s": ("cm/s", "100"),
    "mm/s": ("cm/s", "0.1"),
    "mg": ("mg", "1"),
    "mcg": ("mg", "0.001"),
    "kg": ("mg", "1000000"),
    "mci": ("mci", "1"),
    "mbq": ("mbq", "1"),
    "mgy": ("mgy", "1"),
    "bpm": ("bpm", "1"),
    "beat/min": ("bpm", "1"),
    "beats/min": ("bpm", "1"),
    "l": ("ml", "1000"),
    "liter": ("ml", "1000"),
    "litre": ("ml", "1000"),
    "mmhg": ("mmhg", "1"),
    "msv": ("msv", "1"),
    "kvp": ("kvp", "1"),
    "french": ("french", "1"),
    "fr": ("french", "1"),
    "gauge": ("gauge", "1"),
    "tesla": ("tesla", "1"),
    "t": ("tesla", "1"),
    "degree": ("degree", "1"),
    "°": ("degree", "1"),
}
"""Unit -> base unit and factor."""
_UNIT = "|".join(re.escape(name) + ("s?" if len(name) > 4 else "") for name in sorted(_BASE)[::-1])
_PER_NAMES = dict.fromkeys([*per_units(), *(symbol.lower() for symbol in per_units().values())])
_PER = re.compile(rf" ?(?:/|\bper\b) ?({'|'.join(_PER_NAMES)})\b")
_TIMES = tuple(
    (re.compile(rf"(?<=\d)[ -]?(?:{short})\b(?!/)"), rf" {unit}")
    for short, unit in (
        ("secs?", "seconds"),
        ("mins?", "minutes"),
        ("hrs?", "hours"),
        ("wks?", "weeks"),
        ("mos?|mths?", "months"),
        ("yrs?", "years"),
    )
)
"""Times keep their words; these are written in full."""
_LONG_MONTHS = {name[:3]: name for name in months()}
_SHORT_MONTH = re.compile(rf"\b({'|'.join(_LONG_MONTHS)}|sept)\b\.?(?= \d)")
_WEEKS = r"(?:w|weeks?)"
_MONTH = "|".join(months())
_ROMAN = {roman(value).lower(): value for value in range(1, 13)}
_PARTS = r"half|halves|third|fourth|fifth|quarter|one|two|three|four|five|six|seven|eight|nine"
"""Behind a number and a hyphen, they make another number of it ("two-thirds")."""
_LISTED = r"(?:,|-| and| or| to| through| the)"
_NUMBERED = r"rib|ventricle|metatarsal|metacarpal|digit|toe|finger"
_GRADED = r"segments?|grade|type|stage|zone|class|category|station"


def signed(text: str) -> str:
    """The text in lower case with a sign for each number: "⟦kind:value⟧", blanks around it."""
    now = text.lower().replace("×", "x").replace("–", "-").replace("—", ", ")
    now = in_digits(now)
    now = _spelled_units().sub(lambda m: _spelled(m[0]), now)
    now = _PER.sub(lambda m: f"/{per_units().get(m[1], m[1])}".lower(), now)
    for pattern, unit in _TIMES:
        now = pattern.sub(unit, now)
    now = _SHORT_MONTH.sub(lambda m: _LONG_MONTHS[m[1][:3]], now)
    for pattern, write in _rules():
        parts = re.split(r"(⟦[^⟧]*⟧)", now)  # what is a sign already stays
        now = "".join(p if p[:1] == "⟦" else pattern.sub(write, p) for p in parts)
    return now


@cache
def _spelled_units() -> re.Pattern[str]:
    """Units in words ("cubic centimeters"), the longest first."""
    names = sorted((name for name in map(" ".join, units()) if _in_words(name)), key=len)
    return re.compile(rf"\b({'|'.join(map(re.escape, names[::-1]))})\b")


def _in_words(name: str) -> bool:
    unit = units()[tuple(name.split())]
    return unit.kind == "measure" and len(max(name.split(), key=len)) > 4 and "/" not in name


def _spelled(name: str) -> str:
    return units()[tuple(name.split())].symbol.lower()


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]:
    words = "|".join([*small_numbers()][2:])
    first = "|".join(sorted(ordinals(), key=len, reverse=True))
    rules: list[tuple[str, Callable[[re.Match[str]], str]]] = [
        (r"\b(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)\b", lambda m: _date(m[3], m[1], m[2])),
        (r"\b(\d{1,2})-(\d{1,2})-(\d{4})\b", lambda m: _date(m[3], m[1], m[2])),
        (r"\b(\d{4})-(\d\d)-(\d\d)\b", lambda m: _date(m[1], m[2], m[3])),
        (
            rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b",
            lambda m: _date(m[3], _month(m[1]), m[2]),
        ),
        (
            rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH}),? (\d{{4}})\b",
            lambda m: _date(m[3], _month(m[2]), m[1]),
        ),
        (rf"\b({_MONTH}),? (\d{{4}})\b", lambda m: _date(m[2], _month(m[1]), "0")),
        (r"\b(series|se|image|im|img)\.? (\d+)\b", _reference),
        (r"\b([ctls])(\d{1,2})\s*[-/]\s*([ctls])?(\d{1,2})\b", _levels),
        (r"\b([ctls])(\d{1,2}) (?:to|through|thru) ([ctls])(\d{1,2})\b(?![-/])", _levels),
        (
            r"\b([ctls]\d{1,2}) on ([ctls]\d{1,2})\b",
            lambda m: _sign("level", f"{m[1]} on {m[2]}".upper()),
        ),
        (r"\b([ctls])(\d{1,2})\b(?!\.\d)", lambda m: _sign("level", f"{m[1]}{m[2]}".upper())),
        (rf"\b({_GRADED}) ({'|'.join(_ROMAN)})\b", lambda m: f"{m[1]} {_ROMAN[m[2]]}"),
        (rf"\b({words})\b(?!-(?:{_PARTS}))", lambda m: str(small_numbers()[m[1]])),
        (
            rf"\b({first})\b(?=(?:{_LISTED}+ (?:{first}))* (?:{_NUMBERED}))",
            lambda m: f"{ordinals()[m[1]]}",
        ),
        (r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: m[1]),
        (
            rf"\b(\d{{1,2}}) ?{_WEEKS}(?:,? and|,)? ?([0-6]) ?(?:d|days?)\b"
            r"(?! (?:of|ago|after|before|later)\b)",
            lambda m: _sign("number", f"{m[1]}w{m[2]}d"),
        ),
        (
            rf"\b(\d{{1,2}})(?: ([0-6])/7| ?\+ ?([0-6])) ?{_WEEKS}\b",
            lambda m: _sign("number", f"{m[1]}w{m[2] or m[3]}d"),
        ),
        (rf"\bbetween ({_NUMBER}(?: ?(?:{_UNIT}))?) and (?=\d)", lambda m: f"{m[1]} to "),
        (
            rf"(?<![\w.-])({_NUMBER})(?: to | ?- ?)(?=(?:{_NUMBER})[\s-]*({_UNIT})(?![\w/]))",
            lambda m: f"{m[1]} {m[2]} to ",
        ),
        (rf"(?<![\w.-])({_NUMBER})-(?=\d+\b(?!-))", lambda m: f"{m[1]} to "),
        (r"(?<![\w).-])-(?=\d)", lambda m: " minus "),
        (r"\b(?:less|fewer|smaller) than (?=\d)", lambda m: "< "),
        (r"\b(?:greater|more|larger) than (?=\d)", lambda m: "> "),
        (r"~ ?(?=\d)", lambda m: "about "),
        (r"\b(?:around|circa) (?=\d)", lambda m: "about "),
        (r"\b(\d{1,2}):(\d\d) ?([ap])\.?m\b\.?", _clock),
        (r"\b([01]\d|2[0-3]):?([0-5]\d) hours\b", lambda m: f"{m[1]}:{m[2]}"),
        (r"\b(\d{1,2}):(\d\d)\b", lambda m: _sign("number", f"{int(m[1])}:{m[2]}")),
        (r"\b(\d)\s*\+\s*(\d)\b", lambda m: _sign("number", f"{m[1]}+{m[2]}")),
        (
            rf"(?<![\w.⟦:])({_NUMBER})((?:\s*(?:{_UNIT})?\s*(?:x|by)\s*(?:{_NUMBER}))*)"
            rf"[\s-]*({_UNIT})?(?![\w%/])",
            _measure,
        ),
    ]
    return tuple((re.compile(pattern), write) for pattern, write in rules)


def _sign(kind: str, value: str) -> str:
    return f" ⟦{kind}:{value}⟧ "


def _month(name: str) -> str:
    return str(list(months()).index(name) + 1)


def _date(year: str, month: str, day: str) -> str:
    """Month first where both are digits, as in the United States."""
    full = year if len(year) == 4 else f"20{year}"
    return _sign("date", f"{full}-{int(month):02}-{int(day):02}")


def _clock(match: re.Match[str]) -> str:
    hour = int(match[1]) % 12 + (12 if match[3] == "p" else 0)
    return _sign("number", f"{hour}:{match[2]}")


def _reference(match: re.Match[str]) -> str:
    kind = "series" if match[1].startswith("se") else "image"
    return _sign("reference", f"{kind} {match[2]}")


def _levels(match: re.Match[str]) -> str:
    """From the upper to the lower one, in whichever order they are said."""
    letter = match[1].upper()
    ends = [(letter, match[2]), ((match[3] or match[1]).upper(), match[4])]
    upper, lower = sorted(ends, key=lambda end: ("CTLS".index(end[0]), int(end[1])))
    return _sign("level", f"{upper[0]}{upper[1]}-{lower[0]}{lower[1]}")


def _measure(match: re.Match[str]) -> str:
    """Each number of a product with its own unit, or the next one behind it ("4.2 x 4.0 cm")."""
    parts = re.findall(rf"({_NUMBER})\s*({_UNIT})?", f"{match[1]}{match[2]} {match[3] or ''}")
    signs = []
    for at, (number, _) in enumerate(parts):
        name = next((unit for _, unit in parts[at:] if unit), parts[0][1])
        base, factor = _BASE.get(name, _BASE.get(name.rstrip("s"), (name, "1")))
        value = Decimal(number.replace(",", "")) * Decimal(factor)
        signs.append(_sign("number", f"{_plain(value)} {base}".strip()))
    return "".join(signs)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
