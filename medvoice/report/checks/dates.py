"""Dates: those that do not exist, those after the study, and a comparison of another day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.report.checks.noted import noted
from medvoice.report.checks.passages import Passage
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "date"
_none = noted(NAME)
_LATER = frozenset("recommend recommended follow followup scheduled return repeat until".split())
_COMPARED = re.compile(r"\b(?:compar\w+|since|prior|previous(?:ly)?|(?:study|exam\w*) of)\b", re.I)


def dates(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    last = study.on or study.today
    yield from _none(report, study)
    for passage in report.all.dated:
        for span, day in passage.sentence.days:
            if day and last and day > last and not _LATER & passage.sentence.bag:
                when = f"the study ({study.on})" if study.on else "today"
                yield _warning(passage, span, f"{_at(passage, span)} is after {when}")
    yield from _comparisons(report)


def _comparisons(report: ReadReport) -> Iterator[CheckWarning]:
    """A day that is compared with, and that the comparison does not name."""
    named = {
        day
        for passage in report.all.dated
        if passage.section == "comparison" or passage.text.lower().startswith("comparison")
        for _, day in passage.sentence.days
        if day is not None
    }
    if not named:
        return
    for passage in (*report.findings.dated, *report.impression.dated):
        if passage.text.lower().startswith("comparison") or not _COMPARED.search(passage.text):
            continue
        for span, day in passage.sentence.days:
            if day is not None and day not in named:
                days = ", ".join(f"{one:%m/%d/%Y}" for one in sorted(named))
                message = f"{_at(passage, span)} here, the comparison is of {days}"
                yield _warning(passage, span, message)


def _at(passage: Passage, span: tuple[int, int]) -> str:
    return passage.text[span[0] : span[1]]


def _warning(passage: Passage, span: tuple[int, int], message: str) -> CheckWarning:
    return CheckWarning(NAME, passage.field, message, span, passage.statement)
