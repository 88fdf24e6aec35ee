"""benchmarks/consistency: the seeder shares nothing with the checks, and both tables hold."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from benchmarks.consistency.__main__ import FOUND_BY, _found  # noqa: E402
from benchmarks.consistency.reports import real_reports  # noqa: E402
from benchmarks.consistency.seeding import SEEDS, seeded  # noqa: E402
from medvoice.report.checks.checker import Checker  # noqa: E402

FOLDER = ROOT / "benchmarks" / "consistency"
JUDGED = ROOT / "docs" / "measurements" / "consistency.md"


def test_the_seeder_imports_nothing_of_medvoice():
    for name in ("seeding.py", "seed_texts.py", "seed_texts_late.py", "reports.py"):
        tree = ast.parse((FOLDER / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [one for one in names if one.startswith("medvoice")], name


def test_every_warning_on_a_real_report_is_judged_on_the_page(shared):
    page = JUDGED.read_text(encoding="utf-8")
    reports = real_reports(shared / "data" / "reports")
    assert len(reports) == 83
    found = {(r.name, w.check) for r in reports for w in Checker().text(r.text)}
    assert len(found) > 3
    assert not [pair for pair in found if f"| {pair[0]} | {pair[1]} |" not in page]


def test_seeded_inconsistencies_are_found(shared):
    """On every fourth report; the page has all."""
    reports = real_reports(shared / "data" / "reports")[::4]
    made = [(report, one) for report in reports for one in seeded(report.name, report.text, 6)]
    assert {one.kind for _, one in made} == set(FOUND_BY)
    assert len(FOUND_BY) == len(SEEDS)
    found = sum(_found(report, one) for report, one in made)
    assert found >= 0.95 * len(made)


def test_the_same_seed_makes_the_same(shared):
    report = real_reports(shared / "data" / "reports")[0]
    assert list(seeded(report.name, report.text, 6)) == list(seeded(report.name, report.text, 6))
    assert list(seeded(report.name, report.text, 6)) != list(seeded(report.name, report.text, 7))
