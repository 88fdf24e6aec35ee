"""How facts of headers are said: which study and series they are of, numbers, dates, silence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from medvoice.study.question_reading import Asked
from medvoice.study.study import Kind, LoadedStudy, Series, Study
from medvoice.study.study_headers import day_of

_SHOWN = 12
"""Series that are listed; of more the rest is counted."""


@dataclass(frozen=True, slots=True)
class About:
    """A question and what it is about: `study` is the one on screen or a prior, `series` those of
    it that the question means. Localisers only count where they are asked for."""

    asked: Asked
    loaded: LoadedStudy
    study: Study
    series: tuple[Series, ...]

    @property
    def images(self) -> tuple[Series, ...]:
        """Without localisers, unless there is nothing else."""
        return tuple(one for one in self.series if one.kind is not Kind.LOCALISER) or self.series

    def values(self, keyword: str) -> tuple[str, ...]:
        """All texts of a keyword in the series, then in the study's headers."""
        found = [text for one in self.images for text in texts_of(one, keyword)]
        return tuple(dict.fromkeys(found)) or tuple(
            filter(None, [self.study.headers.text(keyword)])
        )


Fact = Callable[[About], str]
"""Sentences that answer one topic."""


def texts_of(series: Series, keyword: str) -> tuple[str, ...]:
    """Every text of a keyword that the series' images have."""
    if keyword in series.varying:
        return series.varying[keyword]
    return tuple(filter(None, [series.texts.get(keyword, "")]))


def silent(what: str) -> str:
    """what: "the age of the patient", "whether contrast was given"."""
    return f"The headers do not say {what}."


def is_silent(answer: str) -> bool:
    """Whether an answer of the headers only says that they do not know, or that no prior study is
    loaded: somebody else may know."""
    return answer.startswith(
        ("The headers do not say", "There are no headers that say", "No prior ")
    )


def named(series: Series) -> str:
    """ "series 2 (T1 axial)"."""
    number = f"series {series.number}" if series.number is not None else "the series"
    text = f"{number} ({series.description})" if series.description else number
    return f"{text}, part {series.part}" if series.part > 1 else text


def by_series(about: About, value: Callable[[Series], str], what: str, label: str) -> str:
    """One sentence where all series agree, else one for each. value: "" for a silent series. what:
    for `silent`. label: "Slice thickness"."""
    told = [(one, value(one)) for one in about.images]
    said = list(dict.fromkeys(text for _, text in told))
    if not any(said):
        return silent(what)
    if len(said) == 1:
        return f"{label}: {said[0]}."
    parts = [f"{named(one)}: {text or 'not said'}" for one, text in told[:_SHOWN]]
    more = f"; and {len(told) - _SHOWN} more series" if len(told) > _SHOWN else ""
    return f"{label}: {'; '.join(parts)}{more}."


def header_fact(keyword: str, label: str, what: str, unit: str = "") -> Fact:
    """A fact that is one element's text. unit: the text is a number of it."""

    def fact(about: About) -> str:
        def value(series: Series) -> str:
            texts = texts_of(series, keyword)
            return listed([number(text) if unit else text for text in texts], unit)

        return by_series(about, value, what, label)

    return fact


def study_fact(keyword: str, label: str, what: str) -> Fact:
    """A fact of the whole study."""

    def fact(about: About) -> str:
        text = about.study.headers.text(keyword)
        return f"{label}: {person(text)}." if text else silent(what)

    return fact


def listed(texts: Sequence[str], unit: str = "") -> str:
    """ "4 and 7 mm"; a range where there are many numbers."""
    kept = list(dict.fromkeys(filter(None, texts)))
    ending = f" {unit}" if unit and unit != "°" else unit
    if not kept:
        return ""
    if unit and len(kept) > 4:
        ordered = sorted(kept, key=_sortable)
        return f"{ordered[0]} to {ordered[-1]}{ending}"
    joined = ", ".join(kept[:-1]) + f" and {kept[-1]}" if len(kept) > 1 else kept[0]
    return joined + ending


def some(texts: Iterable[str], most: int = 4) -> str:
    """As `listed`, but of very many ones the rest is counted."""
    kept = list(dict.fromkeys(filter(None, texts)))
    if len(kept) <= most:
        return listed(kept)
    return f"{', '.join(kept[:most])} and {len(kept) - most} others"


def number(text: str, digits: int = 3) -> str:
    """A decimal number without needless digits; several ones of one element with " x " between
    them; the text itself where it is none."""
    parts = text.split("\\")
    try:
        numbers = [float(part) for part in parts]
        if not all(map(math.isfinite, numbers)):
            return text
        return " x ".join(f"{round(one, digits):.12g}" for one in numbers)
    except (ValueError, OverflowError):
        return text


def mm(value: float, digits: int = 2) -> str:
    """ "4", "0.67": without the unit."""
    return f"{round(value, digits):.12g}"


def day_said(moment: datetime | date | None) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}" if moment else ""


def person(name: str) -> str:
    return " ".join(name.replace("^", " ").split())


def study_said(study: Study) -> str:
    """ "CT of January 5, 2024 (CHEST)"."""
    headers = study.headers
    kind = headers.modality or "study"
    when = f" of {day_said(headers.moment)}" if headers.moment else " without a date"
    text = headers.text("StudyDescription").replace("^", " ").strip()
    return f"{kind}{when}" + (f" ({text})" if text else "")


def time_between(earlier: datetime | date, later: datetime | date) -> str:
    """ "274 days (9 months)": days are exact, months and years whole."""
    first, last = day_of(earlier), day_of(later)
    days = (last - first).days
    if days == 0:
        return "the same day"
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    said = counted(days, "day")
    if months < 1:
        return said
    years, rest = divmod(months, 12)
    parts = [counted(years, "year") if years else "", counted(rest, "month") if rest else ""]
    return f"{said} ({' and '.join(filter(None, parts))})"


def counted(number_of: int, thing: str) -> str:
    plural = thing if thing == "series" else "studies" if thing == "study" else f"{thing}s"
    return f"{number_of:,} {thing if number_of == 1 else plural}"


def _sortable(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
