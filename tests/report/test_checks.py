"""Remarks before signing: each kind, and none where there is nothing to say."""

from __future__ import annotations

import dictating

from medvoice.report.checks.remarks import RemarkKind, check_report
from medvoice.report.document import Origin, Report, Statement

HEAD = dictating.TEMPLATES.load("ct_head")


def report(*rows: tuple[str, str, Origin]) -> Report:
    made: dict[str, tuple[Statement, ...]] = {}
    for number, (field, text, origin) in enumerate(rows, 1):
        made[field] = (*made.get(field, ()), Statement(f"u{number}.1", text, origin, ()))
    return Report("ct_head", tuple(made.items()))


def remarks(*rows):
    found = check_report(report(*rows), HEAD)
    return [remark for remark in found if remark.kind is not RemarkKind.EMPTY]


def test_a_normal_in_another_field_that_contradicts():
    brain = ("findings.brain", "No acute intracranial hemorrhage.", Origin.NORMAL)
    acute = ("findings.extra_axial", "Acute left subdural hematoma.", Origin.DICTATED)
    old = ("findings.extra_axial", "Chronic left subdural hematoma.", Origin.DICTATED)
    (remark,) = remarks(brain, acute)
    assert (remark.kind, remark.statements) == (RemarkKind.CONTRADICTION, ("u1.1", "u2.1"))
    assert "Brain parenchyma" in remark.text
    assert "Extra-axial spaces" in remark.text
    assert remarks(brain, old) == []


def test_the_same_sentence_twice_but_not_in_the_impression():
    said = "No acute infarct."
    twice = [("findings.brain", said, Origin.DICTATED)] * 2
    assert [r.kind for r in remarks(*twice)] == [RemarkKind.TWICE]
    assert remarks(twice[0], ("impression.text", said, Origin.DICTATED)) == []


def test_house_rules_are_shown_with_what_to_write():
    (remark,) = remarks(("findings.brain", "A .5 cm lesion.", Origin.DICTATED))
    assert remark.kind is RemarkKind.HOUSE_RULE
    assert 'write "0.5"' in remark.text


def test_required_fields_that_are_empty_come_first():
    found = check_report(report(), HEAD)
    assert [remark.field for remark in found] == list(HEAD.unfilled(report()))
    assert all(remark.kind is RemarkKind.EMPTY for remark in found)
