"""The checks on a filled report: fields, normal text, and reading only what is new."""

from __future__ import annotations

import dictating

from medvoice.report.checks.checker import Checker
from medvoice.report.checks.study_facts import facts_of
from medvoice.report.document import Origin, Placement, Report, Statement
from medvoice.report.template_conditions import Examination, Sex

CXR = dictating.TEMPLATES.load("cxr")
LUNGS, IMPRESSION = "findings.lungs_pleura", "impression.text"


def report(*rows: tuple[str, str, Origin]) -> Report:
    made = Report("cxr")
    for number, (field, text, origin) in enumerate(rows, 1):
        made = made.placed(Placement(field, Statement(f"u{number}", text, origin, ())))
    return made


def said(checker: Checker, made: Report) -> list[tuple[str, str, str, str]]:
    warnings = checker.report(made, CXR)
    return [(w.check, w.field, w.statement, w.against) for w in warnings if w.statement]


def test_a_warning_names_field_and_statements():
    made = report(
        (LUNGS, "Small left pleural effusion.", Origin.DICTATED),
        (IMPRESSION, "Small right pleural effusion.", Origin.DICTATED),
    )
    assert said(Checker(), made) == [("side", IMPRESSION, "u2", "u1")]


def test_required_fields_that_are_empty():
    empty = [w for w in Checker().report(Report("cxr"), CXR) if w.check == "unfilled"]
    assert [w.field for w in empty] == list(CXR.unfilled(Report("cxr")))


def test_the_templates_own_normals_are_left_to_those_who_know_them():
    normal = (LUNGS, "The lungs are clear.", Origin.NORMAL)
    mass = (LUNGS, "Mass in the right upper lobe.", Origin.DICTATED)
    assert said(Checker(), report(normal, mass)) == []
    dictated = (LUNGS, "The lungs are clear.", Origin.DICTATED)
    assert said(Checker(), report(dictated, mass)) == [("normal", LUNGS, "u1", "u2")]


def test_a_report_that_grows_gives_what_it_gives_as_a_whole():
    sentences = [
        "No pneumothorax.", "Small left pleural effusion.", "There is a 6 mm nodule on the right.",
        "Small left pleural effusion.", "Large right pneumothorax.", "The lungs are clear.",
    ]  # fmt: skip
    growing, made = Checker(), Report("cxr")
    for number, text in enumerate(sentences):
        field = LUNGS if number != 2 else IMPRESSION
        made = made.placed(Placement(field, Statement(f"u{number}", text, Origin.DICTATED, ())))
        assert growing.report(made, CXR) == Checker().report(made, CXR)
    less = made.without(frozenset({"u1"}))
    assert growing.report(less, CXR) == Checker().report(less, CXR)


def test_the_study_of_the_template_counts():
    adapted = CXR.for_study(Examination(sex=Sex.FEMALE), {"study.date": "March 2, 2024"})
    facts = facts_of(adapted)
    assert (facts.sex, str(facts.on)) == ("female", "2024-03-02")
    made = report((LUNGS, "The prostate is enlarged since 03/04/2024.", Origin.DICTATED))
    assert [check for check, *_ in said(Checker(facts), made)] == ["sex", "date"]
