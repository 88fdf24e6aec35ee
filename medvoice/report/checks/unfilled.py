"""Unfilled: required fields without a word, and places left open in a text."""

from __future__ import annotations

from collections.abc import Iterator

from medvoice.report.checks.noted import noted
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "unfilled"
_open_places = noted(NAME)


def unfilled(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    for field, name in report.empty:
        yield CheckWarning(NAME, field, f"{name} is still empty")
    yield from _open_places(report, study)
