"""Consistency: the warnings of a report, beside what is known of its study."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path

from medvoice.report.checks.checker import OFF, Checker
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning
from medvoice.session.about_study import context_values, examination
from medvoice.study.headers import StudyHeaders, read_study


def text_warnings(
    text: str,
    today: date,
    study: Path | None = None,
    priors: Sequence[str] = (),
    off: Collection[str] = OFF,
) -> tuple[CheckWarning, ...]:
    """Of a report as plain text with headings. study: folder of DICOM files. priors: texts of
    earlier reports. off: names of checks that are not wanted. Raises StudyFolderError, ValueError
    for an unknown check."""
    facts = _facts(study, today, tuple(priors))
    return Checker(facts, off).text(text)


def _facts(folder: Path | None, today: date, priors: tuple[str, ...]) -> StudyFacts:
    if folder is None:
        return StudyFacts(today=today, prior_reports=priors)
    found = read_study(folder)
    study, known = found.study, examination(found.study)
    return StudyFacts(
        sex=known.sex.value if known.sex else "",
        modality=study.modality,
        description=" ".join(
            (context_values(study).get("procedure", ""), study.text("BodyPartExamined"))
        ).strip(),
        contrast=known.contrast,
        on=_day(study),
        today=today,
        priors=tuple(day for prior in found.priors if (day := _day(prior)) is not None) or None,
        prior_reports=priors,
    )


def _day(study: StudyHeaders) -> date | None:
    moment = study.moment
    return moment.date() if isinstance(moment, datetime) else moment
