"""Negations: a finding that one sentence denies and another one affirms. The template's own normal
text is the matter of `report.normals`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from medvoice.report.checks.mention import Mention, Status
from medvoice.report.checks.passages import Found
from medvoice.report.checks.read_report import ReadReport
from medvoice.report.checks.same_thing import same_organ, same_place, same_side
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "negation"
_NEUTRAL = frozenset(
    "evidence visible visualized definite obvious focal pleural pulmonary lung any sign finding "
    "intraperitoneal discrete appreciable underlying associated overt and or left right "
    "bilateral pericardial radiographic sonographic ct mr no of negative for free absence "
    "lack".split()
)
"""Words behind "no" that leave the denial whole; any other one narrows it ("no acute fracture",
"no large effusion"), also one that is not known."""


def negations(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    denied: dict[str, list[Found]] = defaultdict(list)
    for found in (*report.findings.mentions, *report.impression.mentions):
        if found.mention.status is Status.ABSENT and _whole(found) and not found.passage.normal:
            denied[found.mention.kind.name].append(found)
    if not denied:
        return
    warned: set[str] = set()
    for yes in report.present:
        kind, passage = yes.mention.kind, yes.passage
        for no in (*denied.get(kind.name, ()), *denied.get(kind.under, ())):
            if passage.statement not in warned and _against(no, yes):
                warned.add(passage.statement)
                message = f'"{no.passage.text}" against "{passage.text}"'
                where = (passage.field, message, yes.mention.span, passage.statement)
                yield CheckWarning(NAME, *where, no.passage.statement)


def _against(no: Found, yes: Found) -> bool:
    a, b = no.mention, yes.mention
    if (
        a.kind.name not in (b.kind.name, b.kind.under)
        or yes.mention.device is not no.mention.device
    ):
        return False
    if not (same_side(a, b) and same_place(a, b) and same_organ(a, b)):
        return False
    if (a.sides and not b.sides) or (a.places and not b.places):
        return False
    return _own_organs(a) <= b.organs


def _own_organs(mention: Mention) -> frozenset[str]:
    return mention.organs - {mention.kind.organ}


def _whole(found: Found) -> bool:
    """Whether nothing narrows the denial."""
    narrow = [word for word in found.mention.modifiers if word not in _NEUTRAL]
    return not narrow and not found.passage.sentence.bag & {"other", "additional", "new", "more"}
