"""Golden pairs: tests/data/golden/NAME.txt (dictation) and NAME.report.txt (the report)."""

from __future__ import annotations

import dictating
import pytest

PAIRS = sorted(p for p in dictating.GOLDEN.glob("*.txt") if not p.name.endswith(".report.txt"))


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_golden_dictation_gives_its_report(path):
    template, dialect, turns = dictating.read_golden(path)
    expected = path.with_name(f"{path.stem}.report.txt").read_text(encoding="utf-8")
    assert dictating.dictate(turns, template, dialect).text == expected


def test_there_is_a_golden_pair_for_every_template():
    seen = {dictating.read_golden(path)[0] for path in PAIRS}
    assert seen == set(dictating.TEMPLATES.names())


def test_every_placement_states_its_reason():
    for path in PAIRS:
        template, dialect, turns = dictating.read_golden(path)
        report = dictating.dictate(turns, template, dialect).report
        assert all(statement.reason for statement in report.statements())
