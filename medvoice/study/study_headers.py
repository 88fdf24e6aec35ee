"""What the headers of one study say of patient and study."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class StudyHeaders:
    """One study. uid: "" where the files have none (pictures, NIfTI). texts: DICOM keyword -> text,
    known ones only. moment: when it was made, without a zone. series: descriptions in the files'
    order. doubts: what the files disagree about."""

    uid: str
    texts: dict[str, str]
    moment: datetime | date | None
    modality: str
    series: tuple[str, ...]
    files: int
    doubts: tuple[str, ...] = ()

    def text(self, keyword: str) -> str:
        return self.texts.get(keyword, "")

    @property
    def birth_date(self) -> date | None:
        return date_of(self.text("PatientBirthDate"))

    @property
    def age(self) -> int | None:
        """Years at the time of the study; None where a date is missing."""
        born, on = self.birth_date, self.moment
        if born is None or on is None or born > day_of(on):
            return None
        day = day_of(on)
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def day_of(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def moment_of(day: str, clock: str) -> datetime | date | None:
    """DICOM's DA and TM; a day alone where the time is missing or none."""
    on = date_of(day)
    found = re.fullmatch(r"(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d*)?", clock)
    if on is None or found is None:
        return on
    try:
        at = time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return on
    return datetime.combine(on, at)


def date_of(text: str) -> date | None:
    """ "20040826", and "2004.08.26" of old devices."""
    found = re.fullmatch(r"(\d{4})\.?(\d\d)\.?(\d\d)", text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
