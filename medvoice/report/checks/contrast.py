"""Contrast: exam line, technique, header and findings against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.report.checks.passages import Passage
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "contrast"
_BOTH = re.compile(
    r"with(?:out)? and with(?:out)?(?: (?:iv|intravenous))?(?: contrast)?|\bw ?& ?w/?o\b|\bw/?wo\b|"
    r"\bwithout and following\b|\bbefore and after\b.{0,40}\b(?:contrast|gadolinium)",
    re.I,
)
_WITHOUT = re.compile(
    r"\bwithout (?:the )?(?:(?:use|administration) of )?(?:any )?(?:iv |intravenous )?(?:contrast|"
    r"gadolinium)|\bnon-?contrast(?:ed|-enhanced)?\b|\bunenhanced\b|"
    r"\bno (?:iv|intravenous) contrast|\bw/?o contrast",
    re.I,
)
_WITH = re.compile(
    r"\b(?:with|after|following|using|utilizing)\b[^.]{0,60}\b(?:contrast|gadolinium|isovue|"
    r"omnipaque|visipaque|ultravist|gadavist|dotarem|eovist)\b|"
    r"\bcontrast-enhanced\b|\bpost-?contrast\b|\b\d+ ?(?:ml|cc) (?:of )?(?:isovue|omnipaque|"
    r"visipaque|ultravist|gadavist|dotarem|eovist|iodinated)",
    re.I,
)
_ORAL = re.compile(r"\boral (?:contrast|or)|\brectal contrast", re.I)


def contrast(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    said = [
        (p, *given) for p in report.section("exam", "technique").passages if (given := _given(p))
    ]
    header = _of(study.description)
    if study.contrast is not None and header is None:
        header = "with" if study.contrast else "without"
    first: tuple[str, str] | None = (header, "the study's header") if header else None
    for passage, how, span in said:
        if first is None:
            first = (how, f'"{passage.text}"')
        elif how != first[0] and (first[0], how) != ("both", "with"):
            message = f"{_worded(how)} here, {_worded(first[0])} in {first[1]}"
            yield CheckWarning(NAME, passage.field, message, span, passage.statement)
            return
    if first is not None and first[0] == "without":
        yield from _enhancing(report)


def _enhancing(report: ReadReport) -> Iterator[CheckWarning]:
    for passage in report.findings.enhancing:
        span = passage.sentence.enhances
        if span and not passage.sentence.bag & {"no", "not", "without", "recommend"}:
            message = "enhancement in an examination without contrast"
            yield CheckWarning(NAME, passage.field, message, span, passage.statement)
            return


def _given(passage: Passage) -> tuple[str, tuple[int, int]] | None:
    how = _of(passage.text)
    if how is None:
        return None
    pattern = {"both": _BOTH, "without": _WITHOUT, "with": _WITH}[how]
    match = pattern.search(passage.text)
    return how, (match.span() if match else (0, 0))


def _of(text: str) -> str | None:
    """ "with", "without", "both" or None. Contrast that is swallowed is another thing."""
    if _BOTH.search(text):
        return "both"
    without = bool(_WITHOUT.search(text))
    given = bool(_WITH.search(_WITHOUT.sub(" ", text))) and not _ORAL.search(text)
    if without and given:
        return "both"
    return "without" if without else "with" if given else None


def _worded(how: str) -> str:
    return {"both": "without and with contrast"}.get(how, f"{how} contrast")
