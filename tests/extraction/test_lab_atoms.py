"""What stands behind a test's name: numbers, limits, ranges, units, flags, results in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.extraction.lab.atoms import Kind, atoms
from medvoice.extraction.lab.numbers import DecimalSigns
from medvoice.lexicon.lab_units import is_lab_unit
from medvoice.lexicon.lab_words import column_role

N, LIM, R, U, F, W, REST = (
    Kind.NUMBER, Kind.LIMIT, Kind.RANGE, Kind.UNIT, Kind.FLAG, Kind.WORDS, Kind.OTHER,
)  # fmt: skip

GOLDEN = [
    ("13.5 g/dL 12.0 - 16.0 H", [(N, "13.5"), (U, "g/dL"), (R, "12.0 - 16.0"), (F, "H")]),
    ("13,5 g/dl 12,0–16,0", [(N, "13,5"), (U, "g/dl"), (R, "12,0–16,0")]),
    ("17 10^9/L (L) (normal 150-400)", [(N, "17"), (U, "10^9/L"), (F, "L"), (R, "150-400")]),
    ("5.5 x10⁹/L", [(N, "5.5"), (U, "x10⁹/L")]),
    ("4.06 tera.l-1", [(N, "4.06"), (U, "tera.l-1")]),
    ("10*9/L", [(U, "10*9/L")]),
    ("10 9", [(N, "10"), (N, "9")]),
    ("-1.1 mmol/L -2.0-2.0", [(N, "-1.1"), (U, "mmol/L"), (R, "-2.0-2.0")]),
    ("<0.5 mg/L FEU < 0.50", [(LIM, "<0.5"), (U, "mg/L FEU"), (LIM, "< 0.50")]),
    ("11.2* 4.0 to 10.0", [(N, "11.2"), (F, "*"), (R, "4.0 to 10.0")]),
    ("H 11.2", [(F, "H"), (N, "11.2")]),
    ("N <9", [(F, "N"), (LIM, "<9")]),
    ("43.5 L/L", [(N, "43.5"), (U, "L/L")]),
    ("40.1%", [(N, "40.1"), (U, "%")]),
    ("36 mm Hg", [(N, "36"), (U, "mm Hg")]),
    ("58 mL/min/1.73 m² > 60", [(N, "58"), (U, "mL/min/1.73 m²"), (LIM, "> 60")]),
    ("Not detected", [(W, "Not detected")]),
    ("Detected* (Not detected)", [(W, "Detected"), (F, "*"), (R, "Not detected")]),
    ("1:160 <1:80", [(W, "1:160"), (W, "<1:80")]),
    ("3+", [(W, "3+")]),
    ("1.2 g/L, reference 0.9-1.8", [(N, "1.2"), (U, "g/L"), (R, "0.9-1.8")]),
    ("up to 40 U/L", [(LIM, "up to 40"), (U, "U/L")]),
    # what is no result
    ("14/03/2024 11:32", [(Kind.WHEN, "14/03/2024"), (Kind.WHEN, "11:32")]),
    ("2024-03-14 3-Mar-24", [(Kind.WHEN, "2024-03-14"), (Kind.WHEN, "3-Mar-24")]),
    ("40/2024", [(REST, "40/2024")]),
    ("ext. 4471-2", [(REST, "ext."), (R, "4471-2")]),
    ("B12", [(REST, "B12")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "pieces"), GOLDEN)
def test_pieces(text, pieces):
    assert [(atom.kind, atom.text) for atom in atoms(text, 0)] == pieces


@given(
    st.text(alphabet="0123456789.,-–<>≤ ()[]/^*µgLmolHNabx%+:~'\u00b2\u2079 ", max_size=60),
    st.integers(0, 50),
)
def test_pieces_are_what_stands_there_in_order(text, start):
    last = start
    for atom in atoms(text, start):
        assert text[atom.start - start : atom.end - start] == atom.text
        assert atom.start >= last
        assert atom.end > atom.start
        last = atom.end


@pytest.mark.parametrize(
    "unit",
    "g/dL mmol/L µmol/L umol/L 10^9/L x10E3/uL 10*12/L K/uL M/uL fL pg % mL/min/1.73m2 mIU/L uIU/mL "
    "U/L ng/mL mm/h mEq/L mOsm/kg /uL /HPF mmol/mol mm[Hg] [IU]/L cells/uL g/24h µkat/L".split(),
)
def test_units(unit):
    assert is_lab_unit(unit)


@pytest.mark.parametrize(
    "word", "Sodium H L K A normal result 10 109 mmol/ mg/dLx 5.5 index".split()
)
def test_no_units(word):
    assert not is_lab_unit(word)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Result", "value"), ("RESULTS", "value"), ("Prev. result", "previous"), ("Last", "previous"),
        ("Ref. range", "range"), ("Reference interval (adult)", "range"), ("UNITS", "unit"),
        ("Abn. flag", "flag"), ("Test name", "test"), ("Low", "low"), ("Method", "other"),
        ("Haemoglobin", None), ("Sodium", None), ("Blood group", None),
    ],
)  # fmt: skip
def test_headings(heading, role):
    assert column_role(heading) == role


@pytest.mark.parametrize(
    ("sheet", "text", "number"),
    [
        ("4,1 and 12,5", "4,1", 4.1),
        ("4,1 and 12,5", "1,234", 1.234),
        ("4.1 and 12.5", "1,234", 1234),
        ("4.1 and 12.5", "1.005", 1.005),
        ("4,1 and 12,5", "1.234", None),  # a thousand, or a slip
        ("no hint", "1,234", None),
        ("no hint", "5.800", None),
        ("no hint", "0.800", 0.8),
        ("1,25-Dihydroxyvitamin D 45, 5.1", "150,000", 150000),
        ("no hint", "150 000", 150000),
        ("4.1", "-2.0", -2.0),
        ("4.1", "−2.0", -2.0),
        ("4.1", "<5", None),
        ("4.1", "0,005", 0.005),
        ("4.1", "positive", None),
    ],
)
def test_numbers(sheet, text, number):
    assert DecimalSigns.of(sheet).number(text) == number
