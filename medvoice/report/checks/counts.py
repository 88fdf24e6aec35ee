"""Counts: "three nodules" and two that are listed, and another number in the impression."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from medvoice.report.checks.gathered import Gathered
from medvoice.report.checks.mention import Status
from medvoice.report.checks.passages import Found
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.same_thing import same_family, same_organ, same_side
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "count"
_SOME_OF_THEM = frozenset("largest larger dominant example including up representative".split())
_MOST = 9
"""Larger numbers before a finding are no counts ("the 11 mm nodule" has its unit)."""


def counts(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    counted = [
        found
        for found in report.present
        if 2 <= found.mention.count <= _MOST and not _MEASURES & set(found.mention.modifiers)
    ]
    if not counted:
        return
    places = {id(passage) for passage in report.findings.passages}
    findings = [found for found in counted if id(found.passage) in places]
    for found in counted:
        here = report.findings if id(found.passage) in places else report.impression
        yield from _listed(here, found)
        if id(found.passage) in places:
            continue
        same = [f for f in findings if _alike(found, f)]
        if same and all(f.mention.count != found.mention.count for f in same):
            other = same[0]
            message = f'{found.mention.count} here, "{other.passage.text}" in the findings'
            where = (found.passage.field, message, found.mention.span, found.passage.statement)
            yield CheckWarning(NAME, *where, other.passage.statement)


_MEASURES = frozenset({"mm", "cm", "x", "by", "millimeter", "centimeter"})


def _alike(one: Found, other: Found) -> bool:
    a, b = one.mention, other.mention
    return same_family(a, b) and same_organ(a, b) and same_side(a, b)


def _listed(own: Gathered, found: Found) -> Iterator[CheckWarning]:
    """Those of its own section that are measured one by one."""
    number = found.mention.count
    each: dict[str, list[Found]] = defaultdict(list)
    if _SOME_OF_THEM & own.words:
        return
    for one in own.mentions:
        mention = one.mention
        measured = mention.millimetres and mention.count < 2
        if measured and mention.status is Status.PRESENT and _alike(found, one):
            each[mention.kind.family].append(one)
    listed = each[found.mention.kind.family]
    if len(listed) >= 2 and len(listed) != number:
        message = f"{number} are said, {len(listed)} are measured"
        passage = found.passage
        yield CheckWarning(NAME, passage.field, message, found.mention.span, passage.statement)
