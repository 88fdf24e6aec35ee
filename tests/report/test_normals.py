"""Positives against normals: tests/data/normals_cases.tsv and normals_unseen.tsv, and what the session builds on."""

from __future__ import annotations

import dictating
import pytest

from medvoice.report.document import Origin, Placement, Report, Source, Statement
from medvoice.report.normals import Normals
from medvoice.report.template_conditions import Examination, Sex

ROWS = [
    line.split("\t")
    for name in ("cases", "unseen")
    for line in (dictating.ROOT / f"tests/data/normals_{name}.tsv").read_text().splitlines()
    if not line.startswith("#")
]


def template(name: str, sex: str = "-"):
    known = None if sex == "-" else Sex(sex)
    return dictating.TEMPLATES.load(name).for_study(Examination(known, contrast=True), {})


def said(field: str, text: str, number: int = 1) -> Placement:
    return Placement(field, Statement(f"u{number}.1", text, Origin.DICTATED, (Source(1, 0, 1),)))


def normal_report(name: str, sex: str = "-") -> tuple[Normals, Report]:
    """Every normal sentence of the template's findings."""
    normals, report = Normals(template(name, sex)), Report(name)
    for field, texts in normals.rest_normal(report):
        for number, text in enumerate(texts, 1):
            report = report.placed(
                Placement(field, Statement(f"n{field}.{number}", text, Origin.NORMAL, ()))
            )
    return normals, report


@pytest.mark.parametrize("row", ROWS, ids=[f"{r[0]} {r[3]}" for r in ROWS])
def test_exactly_what_must_go_goes(row):
    name, sex, field, text, out, warn = row
    normals, report = normal_report(name, sex)
    texts = {s.id: s.text for s in report.statements()}
    placed = said(f"findings.{field}", text)
    ids = normals.contradicted(report, [placed])
    gone, left = [texts[one] for one in ids], report.without(frozenset(ids))
    warned = [texts[one.normal_id] for one in normals.warnings(left.placed(placed))]
    assert (sorted(gone), sorted(warned)) == (
        sorted(_named(texts, report, field, out, same=True)),
        sorted(_named(texts, report, field, warn, same=False)),
    )


def _named(texts, report, field, keys, same):
    found = []
    for key in () if keys == "-" else keys.split(";"):
        hits = [
            s.text
            for name, statements in report.fields
            for s in statements
            if key.lower() in s.text.lower() and (name == f"findings.{field}") is same
        ]
        assert len(hits) == 1, f"{key} names {hits}"
        found += hits
    return found


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("name", dictating.TEMPLATES.names())
def test_normal_text_contradicts_no_normal_text(name, sex):
    normals, report = normal_report(name, sex)
    for field, statements in report.fields:
        for statement in statements:
            against = [a for a in normals.against(field, statement.text) if not a.says_same]
            assert not against, statement.text


def test_what_is_said_is_not_filled_in_and_filling_twice_adds_nothing():
    normals = Normals(template("cxr"))
    report = Report("cxr").placed(said("findings.lungs_pleura", "Small left effusion."))
    filled = dict(normals.rest_normal(report))
    assert filled["findings.lungs_pleura"] == ("The lungs are clear.", "No pneumothorax.")
    _, full = normal_report("cxr")
    assert normals.rest_normal(full) == ()


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("No right pleural effusion.", True),
        ("No effusion or pneumothorax on the right.", True),
        ("No right effusion or left pneumothorax.", True),
        ("There is no effusion at the left base.", True),
        ("No right or left pleural effusion.", False),
        ("No pleural effusion on the left or right.", False),
        ("No left pneumothorax, no effusion.", False),
        ("No bilateral pleural effusion.", False),
        ("Small left effusion, no right effusion.", False),
    ],
)
def test_what_is_not_there_on_one_side_leaves_the_other_to_be_said(text, stays):
    normals, report = normal_report("cxr")
    texts = {s.id: s.text for s in report.statements()}
    placed = said("findings.lungs_pleura", text)
    gone = {texts[one] for one in normals.contradicted(report, [placed])}
    assert ("No pleural effusion." not in gone) is stays
    filled = dict(normals.rest_normal(Report("cxr").placed(placed)))
    assert ("No pleural effusion." in filled["findings.lungs_pleura"]) is stays


@pytest.mark.parametrize(
    ("name", "field", "text", "out"),
    [
        ("mr_lumbar_spine", "discs", "Disc heights are maintained except at L5-S1.",
         "The disc heights and signal are preserved."),
        ("mr_lumbar_spine", "vertebrae", "Vertebral body heights are maintained except at L1.",
         "The vertebral body heights are maintained."),
        ("ct_head", "orbits", "The orbits are normal apart from prior lens surgery.",
         "The orbits are unremarkable."),
    ],
)  # fmt: skip
def test_an_exception_is_not_called_normal(name, field, text, out):
    normals, _ = normal_report(name)
    filled = dict(normals.rest_normal(Report(name).placed(said(f"findings.{field}", text))))
    assert out not in filled.get(f"findings.{field}", ())


def test_an_uncertain_or_resolved_finding_in_another_field():
    normals, report = normal_report("ct_head")
    field = "findings.extra_axial"
    resolved = said(field, "The subdural hematoma has resolved.")
    maybe = said(field, "Possible acute subdural hematoma.")
    assert normals.contradicted(report, [resolved]) == ()
    assert normals.warnings(report.placed(resolved)) == ()
    assert len(normals.contradicted(report, [maybe])) == 1


def test_normal_text_takes_nothing_out():
    normals, report = normal_report("cxr")
    own = Placement("findings.lungs_pleura", Statement("n9", "Effusion.", Origin.NORMAL, ()))
    assert normals.contradicted(report, [own]) == ()
