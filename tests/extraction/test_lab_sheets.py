"""Laboratory sheets as text → rows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.lab_sheets import drawing, generator
from benchmarks.lab_sheets.scoring import Claimed, Score, not_said
from medvoice.documents.document import Document, Page, TextOrigin
from medvoice.documents.plain_text import text_pages
from medvoice.extraction.lab.extract import extract_lab


def sheet(text: str, origin: TextOrigin = TextOrigin.WRITTEN) -> Document:
    return Document("sheet.txt", tuple(Page(p.number, p.text, origin) for p in text_pages(text)))


def texts(document: Document) -> list[tuple[str, ...]]:
    fields = ("test", "value", "unit", "range", "flag")
    return [
        tuple(row.values[name].text if name in row.values else "" for name in fields)
        for row in extract_lab(document).rows
    ]


def claimed(row) -> list[Claimed]:
    return [
        Claimed(name, value.text, tuple((s.start, s.end) for s in (value.span, *value.continued)))
        for name, value in row.values.items()
    ]


SHEETS = {
    "columns, a name over two lines, a comment, a footer": (
        """\
Valley Laboratory            Jane Roe, born 1961-05-04
Sample received: 12.03.2024 10:15

Test                     Result   Flag  Units     Reference range
CHEMISTRY
Sodium                   128      L     mmol/L    135 - 145
Iron binding
capacity, total          61             umol/L    45 - 80
Comment: sample 2 of 3 was lipaemic.
Bilirubin, direct        <2             umol/L    up to 5
Page 1 of 1
""",
        [
            ("Sodium", "128", "mmol/L", "135 - 145", "L"),
            ("Iron binding capacity, total", "61", "umol/L", "45 - 80", ""),
            ("Bilirubin, direct", "<2", "umol/L", "up to 5", ""),
        ],
    ),
    "no heading": (
        """\
Lithium level              0.82      mmol/L     0.40 - 1.00
Digoxin                    2.9    H  ug/L       0.5 - 2.0
""",
        [
            ("Lithium level", "0.82", "mmol/L", "0.40 - 1.00", ""),
            ("Digoxin", "2.9", "ug/L", "0.5 - 2.0", "H"),
        ],
    ),
    "several results and no heading: none is taken": (
        "Lithium level     0.82     0.64     mmol/L     0.40 - 1.00\n",
        [("Lithium level", "", "mmol/L", "0.40 - 1.00", "")],
    ),
    "the earlier result is not the result": (
        """\
Test             Previous    Result    Unit      Normal
Urate            410         512       umol/L    200-430
Urate, urine     2.1                   mmol/L    1.5-4.5
""",
        [("Urate", "512", "umol/L", "200-430", ""), ("Urate, urine", "", "mmol/L", "1.5-4.5", "")],
    ),
    "limits in two columns": (
        """\
Analyte        Value    Low     High    Unit
Copper         9.1      11.0    22.0    umol/L
""",
        [("Copper", "9.1", "umol/L", "11.0 22.0", "")],
    ),
    "a letter's sentences are no rows": (
        """\
Dear colleague, her sodium fell from 140 to 128 over 3 days on a thiazide.
Please repeat in 4 weeks. Telephone 01234 567890, fax 567891.
""",
        [],
    ),
    "one space between everything": (
        """\
Manganese 310 nmol/L (70-280) H
Blood group: A positive
""",
        [("Manganese", "310", "nmol/L", "70-280", "H"), ("Blood group", "A positive", "", "", "")],
    ),
    "strokes": (
        """\
| Test | Result | Flag | Unit |
| Selenium | 0.6 | | umol/L |
""",
        [("Selenium", "0.6", "umol/L", "", "")],
    ),
    "results in and out of range have columns of their own": (
        """\
Test Name               In Range    Out Of Range    Reference Range     Lab
  CHOLESTEROL, TOTAL    185                         <200 mg/dL          01
  HDL CHOLESTEROL                   38 L            > OR = 40 mg/dL     01
  LDL (CALCULATED)                  130 H           mg/dL (calc)        01
""",
        [
            ("CHOLESTEROL, TOTAL", "185", "mg/dL", "<200", ""),
            ("HDL CHOLESTEROL", "38", "mg/dL", "> OR = 40", "L"),
            ("LDL (CALCULATED)", "130", "mg/dL", "", "H"),
        ],
    ),
    "flags in words, a dash for nothing": (
        """\
Serum potassium          5.6 mmol/L      [3.5 - 5.3]     Above high reference limit
PT                       14.2 secs       (9.5-13.5)      **HIGH**
Paracetamol              <3              -               mg/L
""",
        [
            ("Serum potassium", "5.6", "mmol/L", "3.5 - 5.3", "Above high reference limit"),
            ("PT", "14.2", "secs", "9.5-13.5", "HIGH"),
            ("Paracetamol", "<3", "mg/L", "", ""),
        ],
    ),
    "plus and minus behind a result are flags, the earlier result stands last": (
        """\
Parameter       Ergebnis     Einheit     Referenzbereich    Vorwert
Leukozyten      12,3 +       /nl         4,0 - 10,0         9,8
Kalium          3,1 -        mmol/l      3,5 - 5,1          4,0
""",
        [
            ("Leukozyten", "12,3", "/nl", "4,0 - 10,0", "+"),
            ("Kalium", "3,1", "mmol/l", "3,5 - 5,1", "-"),
        ],
    ),
    "a date behind the result": (
        "Sodium   140   mmol/L   135-145   12/03/2024 10:22\n",
        [("Sodium", "140", "mmol/L", "135-145", "")],
    ),
    "drugs, sizes and changes are no results": (
        "Aspirin 75 mg\nParacetamol 1 g\nNodule 12 mm\nCreatinine increased 20 %\n",
        [],
    ),
    "names that end in a number": (
        "CA 125 29 U/mL (<35)\nCA 19-9 12 U/mL\nUrine protein/creatinine ratio 12 mg/mmol\n"
        "Sodium 140 138 mmol/L\n",
        [
            ("CA 125", "29", "U/mL", "<35", ""),
            ("CA 19-9", "12", "U/mL", "", ""),
            ("Urine protein/creatinine ratio", "12", "mg/mmol", "", ""),
            ("Sodium", "", "mmol/L", "", ""),
        ],
    ),
    "a list in one line": (
        "ABG: pH 7.32, pCO2 6.8 kPa, lactate 2.3 mmol/L\nNa 138, K 4.2, Cr 1,0\nFlat 3, Room 12\n",
        [
            ("pH", "7.32", "", "", ""),
            ("pCO2", "6.8", "kPa", "", ""),
            ("lactate", "2.3", "mmol/L", "", ""),
            ("Na", "138", "", "", ""),
            ("K", "4.2", "", "", ""),
            ("Cr", "1,0", "", "", ""),
        ],
    ),
    "two sheets side by side": (
        """\
Sodium      140    mmol/L    135-145      Urea          5.1    mmol/L    2.5-7.8
Potassium   4.1    mmol/L    3.5-5.1      Creatinine    71     umol/L    45-90
""",
        [
            ("Sodium", "140", "mmol/L", "135-145", ""),
            ("Urea", "5.1", "mmol/L", "2.5-7.8", ""),
            ("Potassium", "4.1", "mmol/L", "3.5-5.1", ""),
            ("Creatinine", "71", "umol/L", "45-90", ""),
        ],
    ),
    "a count in a field of view, a result that is a range": (
        "WBC .......... 5-10 /HPF      (0-5)\n",
        [("WBC", "5-10", "/HPF", "0-5", "")],
    ),
    "a line for each field": (
        """\
Test: Caeruloplasmin
Result: 0.11
Units: g/L
Reference range: 0.20 - 0.60
Flag: L
""",
        [("Caeruloplasmin", "0.11", "g/L", "0.20 - 0.60", "L")],
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_sheets(name):
    text, rows = SHEETS[name]
    assert texts(sheet(text)) == rows


def test_limits_in_two_columns_are_one_range():
    (row,) = extract_lab(sheet(SHEETS["limits in two columns"][0])).rows
    assert row.values["range"].value == "11.0 - 22.0"
    assert len(row.values["range"].continued) == 1


def test_a_refused_result_says_why():
    (row,) = extract_lab(sheet("Lithium   0.82   0.64   mmol/L   0.40 - 1.00\n")).rows
    (refusal,) = row.refused
    assert (refusal.field, refusal.text) == ("value", "0.82")
    assert "several results" in refusal.why


def test_values_are_normalised_and_kept_as_written():
    (row,) = extract_lab(sheet("Natrium: 128,5 mmol/l [HIGH] (ref 135,0 bis 145,0)\n")).rows
    assert {name: value.value for name, value in row.values.items()} == {
        "test": "Natrium", "value": 128.5, "unit": "mmol/l", "range": "135,0 - 145,0", "flag": "H",
    }  # fmt: skip
    assert row.values["range"].text == "135,0 bis 145,0"
    assert row.verified


def test_what_was_read_from_a_picture_is_unverified_until_accepted():
    text = "Glucose     48     mmol/L     3.9 - 5.5\nUrea     5.1     mmol/L     2.5 - 7.8\n"
    lost, kept = extract_lab(sheet(text, TextOrigin.RECOGNISED)).rows
    assert "value" not in lost.values
    assert "decimal point may be lost" in lost.refused[0].why
    assert kept.values["value"].value == 5.1
    assert not kept.values["value"].verified
    assert not kept.verified
    assert kept.values["value"].accept().verified
    assert extract_lab(sheet(text)).rows[0].values["value"].value == 48


def test_lines_that_look_like_results_and_give_none_are_named():
    text = "Sodium   140   mmol/L\nWeight 82 kg, height 178 cm\nSeen at 10:15.\n"
    found = extract_lab(sheet(text))
    assert len(found.rows) == 1
    assert found.notes == ("page 1, line 2: figures, but no result read",)


def test_a_document_without_results_says_so():
    assert "no laboratory results" in extract_lab(sheet("Dear Dr. Roe\n")).notes[-1]


def test_a_header_holds_on_the_next_page():
    text = "Test   Previous   Result\nUrate   410   512\n\fUrea   7.1   9.9\n"
    assert [row[1] for row in texts(sheet(text))] == ["512", "9.9"]


def test_generated_sheets_are_read_and_every_span_says_its_value():
    score = Score()
    for made in (*generator.sheets(31, 4), *generator.crossed_sheets(32, 4)):
        document = sheet(drawing.as_text(made))
        found = extract_lab(document).rows
        score.add(made.truth, [{n: v.text for n, v in row.values.items()} for row in found])
        for row in found:
            page = document.page(row.values["test"].span.page)
            assert not_said(page.text, claimed(row)) == []
    assert {name: score.false[name] for name in ("value", "unit", "range", "flag")} == {
        "value": 0, "unit": 0, "range": 0, "flag": 0,
    }  # fmt: skip
    assert min(score.f1(name) for name in ("test", "value", "unit", "range", "flag")) > 0.99


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_damaged_sheets_raise_nothing_and_claim_nothing_that_is_not_there(seed, data):
    made = next(generator.sheets(seed, 1)) if seed % 2 else next(generator.kept_sheets(seed, 1))
    text = drawing.as_text(made)
    signs = list(text)
    for _ in range(data.draw(st.integers(1, 40))):
        at = data.draw(st.integers(0, len(signs) - 1))
        signs[at] = data.draw(
            st.sampled_from(["", " ", "  ", "\n", ".", "|", "9", "H", "(", "~", "é"])
        )
    document = sheet("".join(signs))
    for row in extract_lab(document).rows:
        for value in row.values.values():
            said = " ".join(span.of(document) for span in (value.span, *value.continued))
            assert said == value.text
            assert said.strip()


def test_the_judge_judges():
    page = "Sodium   140.5   mmol/L\n"
    assert not_said(page, [Claimed("value", "140.5", ((9, 14),))]) == []
    assert not_said(page, [Claimed("value", "140", ((9, 12),))])
    assert not_said(page, [Claimed("value", "0.5", ((11, 14),))])
    assert not_said(page, [Claimed("value", "141", ((9, 14),))])
