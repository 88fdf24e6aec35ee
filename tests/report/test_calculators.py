"""Measurements read from text, and numbers computed from them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.report.calculators import Formula, calculate
from medvoice.report.measured import Measured, measured

READ = [
    ("10.8 x 4.9 x 5.1 cm.", "", [((10.8, 4.9, 5.1), "cm")]),
    ("Segment 8, 22 x 19 mm.", "cm", [((22, 19), "mm")]),
    ("Segment 8.", "mm", []),
    ("22 mm, previously 1.8 cm", "", [((22,), "mm"), ((1.8,), "cm")]),
    ("4.", "mm", [((4,), "mm")]),
    ("4 x 3", "mm", [((4, 3), "mm")]),
    ("4 x 3", "", []),
    ("1,250 mL", "", [((1250,), "mL")]),
    ("30 cc", "", [((30,), "mL")]),
    ("SUV of 4.2", "", []),
    ("at L4 mm", "", []),
    ("T12 5 mm", "", [((5,), "mm")]),
    ("5 mmx", "", []),
    ("3 × 4 mm", "", [((3, 4), "mm")]),
    ("60% stenosis", "", [((60,), "%")]),
]


@pytest.mark.parametrize(("text", "unit", "expected"), READ)
def test_measurements_of_a_text(text, unit, expected):
    assert [(one.values, one.unit) for one in measured(text, unit)] == expected


def test_ellipsoid_volume():
    # A sphere of 10 mm: 4/3 pi r^3 = 0.5236 mL.
    sphere = calculate(Formula.ELLIPSOID, [Measured((1, 1, 1), "cm")])
    assert sphere == pytest.approx(4 / 3 * math.pi * 0.5**3)
    three = [Measured((10.8,), "cm"), Measured((49,), "mm"), Measured((5.1,), "cm")]
    assert calculate(Formula.ELLIPSOID, three) == pytest.approx(141.3, abs=0.05)
    assert calculate(Formula.ELLIPSOID, [Measured((10, 5), "cm")]) is None
    assert calculate(Formula.ELLIPSOID, [Measured((10, 5, 4), "mL")]) is None


def test_percent_change_of_the_longest_axes_and_of_other_quantities():
    change = calculate(Formula.PERCENT_CHANGE, [Measured((25, 20), "mm"), Measured((2.0,), "cm")])
    assert change == pytest.approx(25)
    assert calculate(
        Formula.PERCENT_CHANGE, [Measured((30,), "mL"), Measured((60,), "mL")]
    ) == pytest.approx(-50)
    assert calculate(Formula.PERCENT_CHANGE, [Measured((3,), "mL"), Measured((6,), "HU")]) is None
    assert calculate(Formula.PERCENT_CHANGE, [Measured((3,), "mm"), Measured((0,), "mm")]) is None
    assert calculate(Formula.PERCENT_CHANGE, [Measured((3,), "mm"), Measured((6,), "mL")]) is None


def test_mean_diameter_and_sum():
    two = [Measured((8.4, 7.2), "mm")]
    assert calculate(Formula.MEAN_DIAMETER, two) == pytest.approx(7.8)
    lesions = [Measured((20, 10), "mm"), Measured((1.5,), "cm")]
    assert calculate(Formula.SUM, lesions) == pytest.approx(35)


@given(st.lists(st.floats(0.1, 500), min_size=3, max_size=3), st.floats(1, 3))
def test_a_volume_scales_with_the_cube(axes, factor):
    one = calculate(Formula.ELLIPSOID, [Measured(tuple(axes), "mm")])
    other = calculate(Formula.ELLIPSOID, [Measured(tuple(a * factor for a in axes), "mm")])
    assert one is not None
    assert other == pytest.approx(one * factor**3)
