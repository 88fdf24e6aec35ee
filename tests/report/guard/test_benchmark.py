"""benchmarks/fidelity shares nothing with the guard, is seeded, and the guard holds its figures."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from medvoice.report.guard.verdict import faithful

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from benchmarks.fidelity import generate, texts  # noqa: E402

FOLDER = ROOT / "benchmarks" / "fidelity"
SEED = 6


@pytest.fixture(scope="module")
def own() -> list[generate.Case]:
    return list(generate.cases(texts.own(), texts.pairs(), texts.wrong(), SEED))


def test_it_imports_nothing_of_medvoice():
    for file in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not [name for name in names if name.split(".")[0] == "medvoice"], file


def test_the_same_seed_makes_the_same_cases(own):
    again = list(generate.cases(texts.own(), texts.pairs(), texts.wrong(), SEED))
    assert again == own
    other = list(generate.cases(texts.own(), texts.pairs(), texts.wrong(), SEED + 1))
    assert other != own


def test_no_text_is_in_both_halves(own):
    halves: dict[str, set[str]] = {}
    for case in own:
        if not case.text.startswith("pair"):
            halves.setdefault(case.text, set()).add(case.half)
    assert all(len(half) == 1 for half in halves.values())


def test_no_chest_report_that_may_not_be_published_is_written(shared):
    found = texts.real(shared / "data" / "reports")
    assert any(not text.publish for text in found)
    assert all(not text.publish for text in found if "FINDINGS" in text.name)


def test_none_of_the_reports_sentences_stands_in_the_benchmark(shared):
    written = " ".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.txt"))
    long = [
        sentence
        for text in texts.real(shared / "data" / "reports")
        if not text.publish
        for sentence in text.sentences
        if len(sentence.split()) > 7
    ]
    assert len(long) > 100
    assert not [sentence for sentence in long if sentence in written]


def test_the_guard_on_texts_of_our_own(own):
    """Both halves; the page with the figures is docs/measurements/fidelity.md."""
    wrong = [case for case in own if not case.faithful]
    right = [case for case in own if case.faithful]
    caught = sum(not faithful(case.sources, case.statement).faithful for case in wrong)
    rejected = sum(not faithful(case.sources, case.statement).faithful for case in right)
    assert len(wrong) > 800
    assert len(right) > 500
    assert caught >= 0.995 * len(wrong)
    assert rejected <= 0.05 * len(right)


def test_the_guard_on_statements_that_were_written_before_they_were_run():
    """The figures of their first run, far higher, are on the page."""
    from benchmarks.fidelity.fresh import LISTS, cases

    refused = right = 0
    for name, wanted in LISTS:
        listed = cases(name, wanted)
        given = [faithful(case.sources, case.statement).faithful for case in listed]
        if wanted:
            refused += given.count(False)
            right += len(given)
        else:
            assert given.count(True) == 0, name
    assert right > 500
    assert refused <= 0.05 * right
