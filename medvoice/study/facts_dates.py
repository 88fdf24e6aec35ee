"""Facts about dates: of the study, of its priors, and between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from medvoice.lexicon.exams import exam_words, modalities, places
from medvoice.study.facts_said import (
    About,
    Fact,
    day_said,
    silent,
    some,
    study_said,
    time_between,
)
from medvoice.study.question_reading import Asked
from medvoice.study.question_topics import Topic
from medvoice.study.study import LoadedStudy, Study
from medvoice.study.study_headers import date_of


def priors_meant(loaded: LoadedStudy, asked: Asked) -> tuple[Study, ...]:
    """Newest first. Those of the region that is asked for, where any says that it is one; a header
    that says nothing of it is no reason to deny a prior, one that names another region is."""
    wanted = asked.modalities
    found = tuple(
        one
        for one in loaded.priors
        if not wanted or wanted & modalities(exam_words(one.headers.modality))
    )
    of_region = tuple(one for one in found if asked.regions <= _words(one))
    elsewhere = places(asked.regions)
    return of_region or tuple(
        one
        for one in found
        if not elsewhere or not places(_words(one)) or elsewhere & places(_words(one))
    )


def _words(study: Study) -> frozenset[str]:
    texts = (study.headers.text("StudyDescription"), study.headers.text("BodyPartExamined"))
    return exam_words(" ".join(texts))


def no_prior(loaded: LoadedStudy, asked: Asked) -> str:
    """What is said where no prior is meant."""
    if not loaded.priors:
        return "No prior study is loaded."
    wanted = " or ".join(sorted(one.upper() for one in asked.modalities))
    region = " ".join(sorted(asked.regions))
    what = " ".join(filter(None, [region, wanted or (region and "study")]))
    return f"No prior {what} is loaded; there is {_listed(loaded.priors)}."


def _date(about: About) -> str:
    study = about.study
    if study.headers.moment is None:
        return silent("when the study was made") + _acquired(about, "")
    return f"Date of the study: {day_said(study.headers.moment)}." + _acquired(
        about, study.headers.text("StudyDate")
    )


def _acquired(about: About, study_date: str) -> str:
    """The images' own date, where it is another one."""
    days = {text: date_of(text) for text in about.values("AcquisitionDate")}
    other = [day_said(day) for text, day in days.items() if day and text != study_date]
    return f" The images' acquisition date is {some(other)}." if other else ""


def _time(about: About) -> str:
    moment = about.study.headers.moment
    if not isinstance(moment, datetime):
        said = f"Date of the study: {day_said(moment)}. " if moment else ""
        return said + silent("at what time the study was made")
    return f"The study began on {day_said(moment)} at {moment:%H:%M}."


def _priors(about: About) -> str:
    found = priors_meant(about.loaded, about.asked)
    if not found:
        return no_prior(about.loaded, about.asked)
    many = "1 prior study" if len(found) == 1 else f"{len(found)} prior studies"
    return f"{many}: {_listed(found)}."


def _interval(about: About) -> str:
    found = priors_meant(about.loaded, about.asked)
    if not found:
        return no_prior(about.loaded, about.asked)
    now = about.loaded.study.headers.moment
    if now is None:
        return silent("when the study on screen was made, so no interval can be told")
    told = []
    for one in found[-1:] if about.asked.oldest else found:
        then = one.headers.moment
        if then is None:
            told.append(f"{study_said(one)}: no interval can be told")
        else:
            told.append(f"{study_said(one)}: {time_between(then, now)} before this study")
    return "; ".join(told) + "."


def _listed(studies: Sequence[Study]) -> str:
    return "; ".join(map(study_said, studies))


DATE_FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {
        Topic.DATE: _date,
        Topic.TIME: _time,
        Topic.PRIORS: _priors,
        Topic.INTERVAL: _interval,
    }
)
