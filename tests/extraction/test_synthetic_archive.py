"""Synthetic resections with their truth (benchmarks/archive): no value is wrong, nearly none is
missing, every span holds its words. benchmarks/archive_extraction.py does it with 10,000."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from medvoice.documents.document import Document, Page
from medvoice.extraction.rules import Rules
from medvoice.extraction.schema_file import load

sys_path = str(Path(__file__).resolve().parents[2] / "benchmarks")


@pytest.fixture(scope="module")
def archive():
    sys.path.insert(0, sys_path)
    try:
        from archive import generator, heldout, wordings
    finally:
        sys.path.remove(sys_path)
    return generator, {"wordings": wordings, "heldout": heldout}


def written(value):
    if isinstance(value.value, float) and value.unit == "%":
        return f"{value.sign.strip('~')}{value.value:g}"
    return value.value


@pytest.mark.parametrize(("family", "least"), [("wordings", 0.99), ("heldout", 0.95)])
def test_no_value_is_wrong(archive, family, least):
    generator, families = archive
    rules = Rules(load("pathology_lung")[0])
    wrong, said, right = [], 0, 0
    for report in generator.reports(11, 120, families[family]):
        document = Document(report.name, (Page(1, report.text),))
        values = rules.extract(document).rows[0].values
        said += len(report.truth)
        for name, value in values.items():
            assert value.span.of(document) == value.text
            if report.truth.get(name) == written(value):
                right += 1
            else:
                wrong.append((report.name, name, report.truth.get(name), value.value, value.text))
    assert wrong == []
    assert right >= least * said
