"""Positives against normals: tests/data/normals_cases.tsv, and what the session builds on."""

from __future__ import annotations

import dictating
import pytest

from medvoice.report.document import Origin, Placement, Report, Source, Statement
from medvoice.report.normals import Normals
from medvoice.report.template_conditions import Examination, Sex

ROWS = [
    line.split("\t")
    for line in (dictating.ROOT / "tests/data/normals_cases.tsv").read_text().splitlines()
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
