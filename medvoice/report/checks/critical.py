"""Critical findings: a reminder of the communication, where the report has none."""

from __future__ import annotations

from collections.abc import Iterator

from medvoice.report.checks.mention import Status
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "critical"
PHRASE = "Findings were communicated to [name] by telephone at [time] on [date]."
"""What a report says then; the gaps are the radiologist's to fill."""


_SURE = (Status.PRESENT,)
_ALSO_DOUBTED = (Status.PRESENT, Status.DOUBTED)


def critical(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    """One reminder for each critical finding, none for what is old, stable or expected. What is
    only possible counts where the impression says it."""
    sections = ((report.impression, _ALSO_DOUBTED), (report.findings, _SURE))
    found = [
        one
        for section, counted in sections
        for one in section.mentions
        if one.mention.kind.critical and one.mention.status in counted
        if not one.mention.calm and not one.mention.device
    ]
    if not found or report.all.told:
        return
    warned: set[str] = set()
    for one in found:
        kind = one.mention.kind
        if kind.family not in warned:
            warned.add(kind.family)
            message = f'{kind.name}: no communication is documented. "{PHRASE}"'
            passage = one.passage
            yield CheckWarning(NAME, passage.field, message, one.mention.span, passage.statement)
