"""Results that a word of their line denies, takes back or moves into the past: none is claimed."""

from __future__ import annotations

import pytest

from medvoice.documents.document import Document, Page
from medvoice.documents.plain_text import text_pages
from medvoice.extraction.lab.extract import extract_lab
from medvoice.extraction.value import Extracted

HEADED = "Test           Result        Reference range\n"


def read(text: str) -> Extracted:
    return extract_lab(Document("s", tuple(Page(p.number, p.text) for p in text_pages(text))))


@pytest.mark.parametrize(
    "line",
    [
        "HCV RNA   never   detected",
        "HBsAg   Not   Reactive",
        "HCV Ab   Formerly   Positive",
        "HCV RNA no longer detected",
        "HCV RNA   no longer   detected",
        "Measles IgM not yet positive",
        "EBV IgG   previously   positive",
        HEADED + "COVID PCR   Not  Detected",
        HEADED + "Mumps IgM   None  Detected",
        "| Test | Result |\n| HCV RNA no longer | detected |",
        "| Test | Result |\n| HIV | not |",
        "Hemoglobin  13.5 g/dL  corrected from 11.2",
        "Sodium   140   mmol/L   135-145   VOID",
        "CANCELLED: Sodium 140",
        "CANCELLED: Sodium 140 mmol/L",
        "| Test | Result | Comment |\n| Sodium | 140 | entered in error |",
        "Previous result: Sodium 140 mmol/L",
    ],
)
def test_none_is_claimed(line):
    for row in read(line + "\n").rows:
        assert "value" not in row.values
        assert row.refused
        assert "11.2" not in [value.text for value in row.values.values()]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Ketones   Negative", "Negative"),
        ("Nitrite: not detected", "not detected"),
        ("HBsAg  Non-reactive", "Non-reactive"),
        ("CRP  5.1 mg/L turbidimetry", 5.1),
        ("Post-void residual   40   mL   0-50", 40),
        (HEADED + "HIV            Negative      Not Detected", "Negative"),
        ("Calcium, corrected   2.31   mmol/L   2.20-2.60", 2.31),
    ],
)
def test_what_nothing_speaks_against_is_kept(line, value):
    (row,) = read(line + "\n").rows
    assert row.values["value"].value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Thrombozyten  250.000 /µl  150.000 - 400.000\n", "250.000"),
        ("Leukozyten   5.800   /µl   4.000 - 10.000\nSeite 1, 10.15 Uhr\n", "5.800"),
        ("Platelets   150,000   /uL\n1,25-Dihydroxyvitamin D  45 pg/mL\n", "150,000"),
        ("Platelets   150,000   /uL\n1,25-Dihydroxyvitamin D  45.5 pg/mL\n", 150_000),
        ("TSH   1.250   mIU/L   0.350 - 4.940\n", 1.25),
    ],
)
def test_three_digits_behind_a_sign_need_a_hint(text, value):
    assert read(text).rows[0].values["value"].value == value


@pytest.mark.parametrize(
    "text",
    [
        "PREVIOUS RESULTS\nCHEMISTRY\nSodium   140   mmol/L   135-145\n",
        "Prior results from 12/03/2024:\nTest   Result   Unit\nSodium   140   mmol/L\n",
        "Test        12/03/2024    10/03/2024    Unit\nSodium                    140           mmol/L\n",
        "Test   Result (12/03/24)   Result (10/03/24)\nSodium                     140\n",
    ],
)
def test_results_of_another_day_are_refused(text):
    for row in read(text).rows:
        assert "value" not in row.values
        assert row.refused


def test_present_results_below_earlier_ones_are_read():
    text = "PREVIOUS RESULTS\nSodium   120   mmol/L\nCURRENT RESULTS\nSodium   140   mmol/L\n"
    assert [row.values.get("value") is not None for row in read(text).rows] == [False, True]


@pytest.mark.parametrize(("second", "noted"), [("B22", True), ("A11", False)])
def test_a_second_patient_is_noted(second, noted):
    page = "MRN: {}   Ward 3\nSodium   140   mmol/L   135-145\n"
    found = read(page.format("A11") + "\f" + page.format(second))
    assert len(found.rows) == 2
    assert any("several patients" in note for note in found.notes) is noted
