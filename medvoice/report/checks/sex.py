"""Sex: organs, pronouns and "male" or "female" against the patient's sex."""

from __future__ import annotations

from collections.abc import Iterator

from medvoice.lexicon.organ_words import people_of_sex
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "sex"


def sex(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    """Without a header the indication's "65-year-old male" tells it."""
    known, source = study.sex, "the study says"
    if not known:
        told = {
            sex
            for passage in report.section("indication", "exam").sexed
            for word in passage.sentence.bag
            if (sex := people_of_sex().get(word))
        }
        known, source = (told.pop() if len(told) == 1 else ""), "the indication says"
    if not known:
        return
    for passage in report.all.sexed:
        for other, span in passage.sentence.sexed:
            if other != known:
                message = f'"{passage.text[slice(*span)]}" in a {known} patient ({source} so)'
                yield CheckWarning(NAME, passage.field, message, span, passage.statement)
                break
