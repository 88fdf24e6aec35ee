"""Sizes: the same finding measured otherwise in the impression, cm for mm, and growth that goes
the other way than its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medvoice.report.checks.mention import Status
from medvoice.report.checks.noted import noted
from medvoice.report.checks.notes import JUMP, as_length
from medvoice.report.checks.passages import Found
from medvoice.report.checks.read_report import ReadReport, of_text
from medvoice.report.checks.same_thing import same_family, same_organ, same_place, same_side
from medvoice.report.checks.study_facts import StudyFacts
from medvoice.report.checks.warning import CheckWarning

NAME = "size"
_wrong_by_itself = noted(NAME)
_SAID = (Status.PRESENT, Status.DOUBTED)
_APART = 0.1
"""Share by which a rounded size may differ ("1.4" for 13.6 mm)."""
_PRODUCT = re.compile(r"(\d+(?:\.\d+)?(?: ?x ?\d+(?:\.\d+)?)+) ?(mm|cm)\b", re.I)


def sizes(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    yield from _measured(report)
    yield from _slips(report)
    yield from _prior_reports(report, study)
    yield from _wrong_by_itself(report, study)


def _measured(report: ReadReport) -> Iterator[CheckWarning]:
    there = [
        f for f in report.findings.mentions if f.mention.millimetres and f.mention.status in _SAID
    ]
    for found in report.impression.mentions:
        sizes_here = found.mention.millimetres
        if not sizes_here or found.mention.status not in _SAID:
            continue
        same = [other for other in there if _comparable(found, other)]
        exact = [o for o in same if o.mention.kind is found.mention.kind] or same
        if exact and not any(_near(sizes_here[0], size) for o in exact for size in _all(o)):
            other = exact[0]
            there_size = as_length(other.mention.millimetres[0])
            message = f"{as_length(sizes_here[0])} here, {there_size} in the findings: "
            message += f'"{other.passage.text}"'
            where = (found.passage.field, message, found.mention.span, found.passage.statement)
            yield CheckWarning(NAME, *where, other.passage.statement)


def _slips(report: ReadReport) -> Iterator[CheckWarning]:
    """A product with the same numbers and the other unit, whatever it is the size of."""
    here = [(p, m) for p in report.impression.passages for m in _PRODUCT.finditer(p.text)]
    if not here:
        return
    products = {f.passage.text: f.passage for f in report.findings.mentions if _product(f)}
    there = {
        (match[1], match[2].lower()): passage
        for text, passage in products.items()
        for match in _PRODUCT.finditer(text)
    }
    for passage, match in here:
        unit = match[2].lower()
        other = there.get((match[1], "mm" if unit == "cm" else "cm"))
        if other is not None and (match[1], unit) not in there:
            message = f'{match.group()} here, in the findings: "{other.text}"'
            where = (passage.field, message, match.span(), passage.statement)
            yield CheckWarning(NAME, *where, other.statement)


def _product(found: Found) -> bool:
    return len(found.mention.millimetres) > 1


def _comparable(one: Found, other: Found) -> bool:
    a, b = one.mention, other.mention
    return same_family(a, b) and same_organ(a, b) and same_side(a, b) and same_place(a, b)


def _all(found: Found) -> list[float]:
    """Every length of its sentence: a finding may be measured twice there."""
    return [size for m in found.passage.sentence.mentions for size in m.millimetres]


def _prior_reports(report: ReadReport, study: StudyFacts) -> Iterator[CheckWarning]:
    """Only jumps that no growth explains."""
    for text in study.prior_reports:
        prior = of_text(text)
        before = [
            f for f in prior.findings.mentions + prior.impression.mentions if f.mention.millimetres
        ]
        for found in report.findings.mentions:
            sizes_here = found.mention.millimetres
            for other in before:
                if sizes_here and _comparable(found, other) and other.mention.sides:
                    one, two = sizes_here[0], other.mention.millimetres[0]
                    if max(one, two) >= JUMP * min(one, two) > 0:
                        message = f"{as_length(one)} here, {as_length(two)} in the prior report"
                        where = (found.passage.field, message, found.mention.span)
                        yield CheckWarning(NAME, *where, found.passage.statement)


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= max(_APART * max(one, other), 1.0 if min(one, other) >= 10 else 0.5)
