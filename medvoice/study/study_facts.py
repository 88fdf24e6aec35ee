"""Answers from headers: what a study's data say of themselves, exactly, without a model.

A question about what is to be seen in the pictures is none for the headers; where they are asked
and silent, that is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from medvoice.lexicon.exams import exam_words, modalities
from medvoice.lexicon.terms import folded
from medvoice.study.facts_acquisition import ACQUISITION_FACTS
from medvoice.study.facts_dates import DATE_FACTS, no_prior, priors_meant
from medvoice.study.facts_images import IMAGE_FACTS, plane_of
from medvoice.study.facts_patient import PATIENT_FACTS
from medvoice.study.facts_said import About, Fact, named, study_said
from medvoice.study.question_reading import Asked, read_question
from medvoice.study.question_topics import Topic
from medvoice.study.study import LoadedStudy, Series, Study

FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {**PATIENT_FACTS, **IMAGE_FACTS, **ACQUISITION_FACTS, **DATE_FACTS}
)
_OF_ALL = frozenset({Topic.PRIORS, Topic.INTERVAL, Topic.STUDY_COUNT})
"""About study and priors together."""
_OF_STUDY = frozenset(PATIENT_FACTS) | {Topic.DATE, Topic.TIME}
"""The same for every series."""
_LOCALISERS = frozenset("localiser localizer scout topogram survey".split())


def answer_from_headers(question: str, loaded: LoadedStudy) -> str | None:
    """Sentences; None where the question is not one for the headers. question: as spoken or typed,
    in English."""
    asked = read_question(question, _descriptions(loaded))
    if asked is None:
        return None
    if asked.prior and not set(asked.topics) <= _OF_ALL:
        found = priors_meant(loaded, asked)
        if not found:
            return no_prior(loaded, asked)
        study = found[-1] if asked.oldest else found[0]
        return f"{study_said(study)}: {_answer(asked, loaded, study)}"
    return _answer(asked, loaded, loaded.study)


def _answer(asked: Asked, loaded: LoadedStudy, study: Study) -> str:
    series = _meant(asked, study)
    if isinstance(series, str):
        return series
    about = About(asked, loaded, study, series)
    answer = " ".join(dict.fromkeys(FACTS[topic](about) for topic in asked.topics))
    if not study.headers.texts:  # pictures
        return answer.replace("The headers do not say", "There are no headers that say")
    return answer


def _meant(asked: Asked, study: Study) -> tuple[Series, ...] | str:
    """The series that the question names, or what is said where there is none."""
    found = study.series
    if set(asked.topics) <= _OF_STUDY | _OF_ALL:
        return found
    if asked.modalities:
        found = tuple(o for o in found if asked.modalities & modalities(exam_words(o.modality)))
    if asked.numbers:
        found = tuple(one for one in found if one.number in asked.numbers)
    if asked.planes and asked.topics != (Topic.ORIENTATION,):
        found = tuple(one for one in found if plane_of(one) in asked.planes)
    if asked.names:
        found = tuple(one for one in found if asked.names <= _names(one))
    if found:
        return found
    wanted = [
        *(one.upper() for one in sorted(asked.modalities)),
        *sorted(asked.planes),
        *sorted(asked.names),
        *map(str, asked.numbers),
    ]
    there = "; ".join(f"{named(one)}, {one.modality}" for one in study.series[:12])
    return f"There is no such series ({' '.join(wanted)}). There is {there or 'no image'}."


def _names(series: Series) -> frozenset[str]:
    """Folded words that the series goes by."""
    words = {*folded(series.description), *folded(series.texts.get("ProtocolName", ""))}
    return frozenset(words | (_LOCALISERS if series.kind.value == "localiser" else set()))


def _descriptions(loaded: LoadedStudy) -> list[str]:
    studies = (loaded.study, *loaded.priors)
    return [one.description for study in studies for one in study.series if one.description]
