"""Days: the full dates that a text names, month first where all is digits."""

from __future__ import annotations

import re
from datetime import date

from medvoice.lexicon.dates import months

Days = tuple[tuple[tuple[int, int], date | None], ...]
"""Characters and day; None for a date that does not exist."""

_MONTHS = [name[:3] for name in months()]
_DATE = re.compile(
    r"(?<![\d/.])(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4}|\d\d)(?![\d/])|"
    r"(?<![\d-])(?P<Y>\d{4})-(?P<M>\d\d)-(?P<D>\d\d)(?![\d-])|"
    rf"\b(?P<name>{'|'.join(_MONTHS)})[a-z]*\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? "
    r"(?P<year>\d{4})\b",
    re.I,
)
_CENTURY = 2000


def days_of(text: str) -> Days:
    """In order."""
    if not any(char.isdigit() for char in text):
        return ()
    return tuple((match.span(), _day(match)) for match in _DATE.finditer(text))


def _day(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    if part["m"]:
        year, month, day = int(part["y"]), int(part["m"]), int(part["d"])
        year += _CENTURY if year < 100 else 0
    elif part["Y"]:
        year, month, day = int(part["Y"]), int(part["M"]), int(part["D"])
    else:
        month = _MONTHS.index(part["name"].lower()) + 1
        year, day = int(part["year"]), int(part["day"])
    try:
        return date(year, month, day)
    except ValueError:
        return None
