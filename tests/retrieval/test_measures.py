"""Measures: of what range a number with its unit speaks."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.retrieval.measures import measures


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("7 mm", 7, 7, "mm"),
        ("0.7 cm", 7, 7, "mm"),
        ("a seven millimetre nodule", 7, 7, "mm"),
        ("6 to 8 mm", 6, 8, "mm"),
        ("6-8 mm", 6, 8, "mm"),
        ("above 8 mm", 8, inf, "mm"),
        ("10 mm or more", 10, inf, "mm"),
        ("under one centimetre", -inf, 10, "mm"),
        ("up to 2 litres", -inf, 2000, "mL"),
        ("within 4.5 hours", -inf, 4.5, "h"),
        ("48 hours", 48, 48, "h"),
        ("two days", 48, 48, "h"),
        ("1,000 mL", 1000, 1000, "mL"),
        ("10 mg/kg", 10, 10, "mg/kg"),
        ("30 mL/min", 30, 30, "ml/min"),
        ("eGFR below 30", -inf, 30, ""),
        ("7 in 10,000", 0.07, 0.07, "%"),
        ("one in ten premedicated patients", 10, 10, "%"),
        ("two out of five", 40, 40, "%"),
        ("falls by two thirds", 200 / 3, 200 / 3, "%"),
        ("a quarter of the meniscus", 25, 25, "%"),
        ("half of the dose", 50, 50, "%"),
    ],
)
def test_range(text, low, high, unit):
    (found,) = measures(text)
    assert (found.low, found.high, found.unit) == (pytest.approx(low), pytest.approx(high), unit)


def test_a_range_speaks_of_what_lies_in_it():
    (asked,) = measures("7 mm")
    for text, fits in (("6 to 8 mm", True), ("above 8 mm", False), ("under 1 cm", True),
                       ("7 mL", False), ("7", False)):  # fmt: skip
        assert measures(text)[0].speaks_of(asked) is fits


@pytest.mark.parametrize("text", ["two in the morning", "every third day", "phase one in 4 weeks"])
def test_what_only_looks_like_a_share(text):
    assert not any(one.kind == "share" for one in measures(text))


def test_levels_and_names_are_no_measures():
    assert measures("L1 to L4, SGLT2, B3 lesions") == ()


@given(st.text(alphabet="0123456789.,- /mkgL<>to abovermcw²", max_size=200))
def test_any_text(text):
    for one in measures(text):
        assert one.low <= one.high
        assert 0 <= one.start < one.end <= len(text)
