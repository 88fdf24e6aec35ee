"""Noted: the checks that a sentence fails by itself (`notes`), each under its own name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning


def noted(name: str) -> Callable[[ReadReport, StudyFacts], Iterator[CheckWarning]]:
    """The check of that name alone."""

    def check(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
        for passage in report.all.noted:
            for note in passage.sentence.notes:
                if note.check == name:
                    where = (passage.field, note.message, note.span, passage.statement)
                    yield CheckWarning(name, *where)

    return check
