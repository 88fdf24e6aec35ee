"""Duplicates: the same sentence twice in one field. An impression repeats the findings as it must,
and two levels of the spine may look the same."""

from __future__ import annotations

from collections.abc import Iterator

from medvoice.report.checks.passages import Passage
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "duplicate"
_SECTIONS = frozenset({"findings", "impression"})
_FEWEST = 2
"""Words; "Unremarkable." may stand in every field."""


def duplicates(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    for section, part in report.parts:
        if section in _SECTIONS and len(set(part.keys)) < len(part.keys):
            yield from _twice(part.passages)


def _twice(passages: tuple[Passage, ...]) -> Iterator[CheckWarning]:
    seen: dict[tuple[str, ...], Passage] = {}
    for passage in passages:
        words = passage.sentence.plain
        first = seen.setdefault(words, passage)
        if first is not passage and len(words) >= _FEWEST:
            where = (passage.field, "said twice", (0, 0), passage.statement, first.statement)
            yield CheckWarning(NAME, *where)
