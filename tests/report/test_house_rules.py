"""House rules (tests/data/house_rules_cases.tsv): what is flagged, and what a proposal makes of it."""

from __future__ import annotations

import re

import dictating
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.report.house_rules import HouseRule, corrected, house_flags

ROWS = [
    line.split("\t")
    for line in (dictating.ROOT / "tests/data/house_rules_cases.tsv").read_text().splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_flags(text, expected):
    flags = house_flags(text)
    said = [f"{f.rule}:{f.found}" + (f">{f.instead}" if f.instead else "") for f in flags]
    assert said == ([] if expected == "-" else expected.split(";"))
    assert all(text[f.start : f.end] == f.found and f.why for f in flags)


def test_a_proposal_is_taken_only_when_asked_for():
    text = "Midazolam .5 mg, 10U of heparin, 3 cm x 15 mm."
    flags = house_flags(text)
    assert corrected(text, ()) == text
    assert corrected(text, flags) == "Midazolam 0.5 mg, 10 units of heparin, 3 cm x 15 mm."


def test_a_house_can_leave_a_rule_out():
    assert house_flags("A .5 cm nodule, 3 cm x 5 mm.", [HouseRule.LEADING_ZERO])[0].rule == (
        HouseRule.MIXED_UNITS
    )


@given(st.lists(st.sampled_from([row[0] for row in ROWS]), max_size=4).map(" ".join))
def test_no_value_changes_and_a_second_time_finds_nothing_to_write(text):
    made = corrected(text, house_flags(text))
    values = [[float(n) for n in re.findall(r"(?<!\w)\d*\.?\d+", one)] for one in (text, made)]
    assert values[0] == values[1]
    assert not [flag for flag in house_flags(made) if flag.instead]
