"""Priors: a comparison that is named though none is loaded, or made though there is none; and a
"no" that the prior report has and this one has lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.report.checks.passages import Passage
from medvoice.report.checks.read_report import ReadReport, of_text
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "prior"
_NONE = re.compile(r"^(?:comparison:?\s*)?(?:none|no prior|not available|no comparison)\b", re.I)
_DENIES = frozenset("no not without".split())
_FEWEST = 2


def priors(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    yield from _loaded(report, study)
    yield from _none(report)
    yield from _lost_no(report, study)


def _loaded(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    if study.priors is None:
        return
    for passage in report.section("comparison").dated:
        for _, day in passage.sentence.days:
            if day and day not in study.priors:
                known = ", ".join(f"{one:%m/%d/%Y}" for one in study.priors) or "none"
                message = f"no prior of {day:%m/%d/%Y} is loaded (loaded: {known})"
                yield CheckWarning(NAME, passage.field, message, (0, 0), passage.statement)


def _none(report: ReadReport) -> Iterator[CheckWarning]:
    compared = report.section("comparison").passages
    if not compared or not all(_NONE.search(passage.text) for passage in compared):
        return
    for passage in (*report.findings.compared, *report.impression.compared):
        span = passage.sentence.compares
        if span and "no" not in passage.sentence.bag and "absence" not in passage.sentence.bag:
            message = f'a comparison, though "Comparison: {compared[0].text}"'
            where = (passage.field, message, span, passage.statement)
            yield CheckWarning(NAME, *where, compared[0].statement)
            return


def _lost_no(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    """ "Pneumothorax." where the prior said "No pneumothorax.": the same words without the no."""
    if not study.prior_reports:
        return
    denied: dict[tuple[str, ...], str] = {}
    affirmed: set[tuple[str, ...]] = set()
    for text in study.prior_reports:
        for passage in of_text(text).all.passages:
            words = _words(passage)
            affirmed.add(words)
            for at, word in enumerate(words):
                if word in _DENIES:
                    denied[(*words[:at], *words[at + 1 :])] = passage.text
    for passage in (*report.findings.passages, *report.impression.passages):
        words = _words(passage)
        if len(words) < _FEWEST and not passage.sentence.mentions:
            continue
        if words in denied and words not in affirmed:
            message = f'the prior report says "{denied[words]}"'
            yield CheckWarning(NAME, passage.field, message, (0, 0), passage.statement)


def _words(passage: Passage) -> tuple[str, ...]:
    return tuple(
        word for word, _, _ in passage.sentence.words if word not in ("there", "is", "are")
    )
