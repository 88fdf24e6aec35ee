"""When: a FHIR date or time, as exact as it was written: "2019", "2019-03", "2019-03-04T10:00Z"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

_FORM = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?"
)


@dataclass(frozen=True, slots=True)
class When:
    """first, last: days between which it lies, by the clock of where it was written. instant: in
    UTC, where a time was written; without a zone, as if it were UTC. said: for the user, "May 4,
    2023", "May 2023" or "2023"."""

    first: date
    last: date
    instant: datetime | None
    said: str

    @property
    def exact(self) -> bool:
        """To the day."""
        return self.first == self.last

    @property
    def order(self) -> tuple[datetime, date]:
        """What is surely later comes later; what may be either, by its beginning."""
        return (self.instant or datetime.combine(self.first, time(), UTC), self.last)

    def surely_before(self, other: When) -> bool:
        if self.instant is not None and other.instant is not None:
            return self.instant < other.instant
        return self.last < other.first

    def within(self, first: date | None, last: date | None) -> bool | None:
        """Whether it lies between two days, both included; None where it may or may not."""
        if (first and self.last < first) or (last and self.first > last):
            return False
        if (first and self.first < first) or (last and self.last > last):
            return None
        return True


def when(value: Any) -> When | None:
    """None for what is no date, or one that no calendar has."""
    found = _FORM.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 48 else None
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        if month is None:
            return When(date(int(year), 1, 1), date(int(year), 12, 31), None, year)
        if day is None:
            ends = monthrange(int(year), int(month))[1]
            first = date(int(year), int(month), 1)
            return When(first, first.replace(day=ends), None, f"{first:%B} {first:%Y}")
        on = date(int(year), int(month), int(day))
        instant = _instant(on, hour, minute, second, zone) if hour is not None else None
    except (ValueError, OverflowError):
        return None
    return When(on, on, instant, day_said(on))


def day_said(day: date) -> str:
    return f"{day:%B} {day.day}, {day:%Y}"


def _instant(on: date, hour: str, minute: str, second: str | None, zone: str | None) -> datetime:
    seconds = min(int(second or 0), 59)  # a leap second
    moment = datetime(on.year, on.month, on.day, int(hour), int(minute), seconds, tzinfo=UTC)
    if zone in (None, "Z"):
        return moment
    assert zone is not None
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    if offset > timedelta(hours=14):
        raise ValueError(zone)
    return moment - offset if zone[0] == "+" else moment + offset
