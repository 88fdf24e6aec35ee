"""Numbers with units as they stand in reports."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from medvoice.extraction.measures import measure, measure_pattern
from medvoice.lexicon.unit_factors import converted

MM = [
    ("2.3 cm", ["23.0"], "", False),
    ("23 mm", ["23"], "", False),
    ("2.3 x 1.8 x 1.5 cm", ["23.0", "18.0", "15.0"], "", False),
    ("2.3 cm x 1.8 cm", ["23.0", "18.0"], "", False),
    ("2,3 cm", ["23.0"], "", False),
    (".5 cm", ["5.0"], "", False),
    ("approximately 2.3 cm", ["23.0"], "~", False),
    ("less than 1 mm", ["1"], "<", False),
    ("≥ 5 mm", ["5"], ">", False),
    ("approximately < 5 mm", ["5"], "<", False),
    ("2 to 3 cm", ["20", "30"], "", True),
    ("2-3 cm", ["20", "30"], "", True),
    ("1 inch", ["25.4"], "", False),
    ("15-mm", ["15"], "", False),
    ("23 millimetres", ["23"], "", False),
]


@pytest.mark.parametrize(("text", "numbers", "sign", "ranged"), MM)
def test_lengths_in_millimetres(text, numbers, sign, ranged):
    match = re.fullmatch(measure_pattern("mm"), text, re.IGNORECASE)
    assert match, text
    found = measure(match["value"])
    assert found is not None
    assert found.in_unit("mm") == tuple(Decimal(n) for n in numbers)
    assert (found.sign, found.ranged) == (sign, ranged)


def test_what_is_no_length():
    assert measure("2.3 cm x 18 mm") is None  # which of the units holds?
    assert measure("23").in_unit("mm") is None
    assert measure("30 %").in_unit("mm") is None
    assert measure("cm") is None


def test_counts_in_words_and_figures():
    assert measure("twelve").numbers == (Decimal(12),)
    assert measure("Twenty-three").numbers == (Decimal(23),)
    assert measure("1,200").numbers == (Decimal(1200),)


def test_units_convert_only_within_what_they_measure():
    assert converted(Decimal("2"), "cm2", "mm2") == 200
    assert converted(Decimal("2"), "cc", "mL") == 2
    assert converted(Decimal("2"), "cm", "mL") is None
    assert converted(Decimal("2"), "%", "%") == 2
