"""Duplicates: the same sentence twice in one field. An impression repeats the findings as it must,
and two levels of the spine may look the same."""

from __future__ import annotations

from collections.abc import Iterator

from medvoice.report.checks.passages import Passage
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "duplicate"
_FEWEST = 2
"""Words; "Unremarkable." may stand in every field."""


def duplicates(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    seen: dict[tuple[str, int], Passage] = {}
    for section in (report.findings, report.impression):
        for passage in section.passages:
            first = seen.setdefault((passage.field, passage.sentence.key), passage)
            if first is passage or len(passage.sentence.plain) < _FEWEST:
                continue
            if first.sentence.plain == passage.sentence.plain:
                where = (passage.field, "said twice", (0, 0), passage.statement, first.statement)
                yield CheckWarning(NAME, *where)
