"""HL7 v2 results: the published message against its publishers' FHIR bundle, and odd segments.
Needs the project's shared data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medvoice.documents.document import Document, Page
from medvoice.documents.reading import read
from medvoice.extraction.lab.extract import extract_lab

MESSAGES = Path(__file__).resolve().parents[3] / "shared/data/interop/hl7v2_cda"


def test_the_published_message():
    bundle = json.loads((MESSAGES / "LAB-ORU-1-expected.json").read_text())
    expected = [
        (
            entry["resource"]["code"]["coding"][0]["display"],
            entry["resource"]["valueQuantity"]["value"],
            entry["resource"]["valueQuantity"]["unit"],
        )
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Observation"
        and "valueQuantity" in entry["resource"]
    ]
    document = read(MESSAGES / "LAB-ORU-1.hl7")
    found = extract_lab(document)
    assert len(expected) == 8
    assert [
        tuple(row.values[n].value for n in ("test", "value", "unit")) for row in found.rows
    ] == expected
    assert found.notes[0] == "2 tests without a result: LEUKOCYTES, HEMOGLOBIN"
    assert "whose result is not final" in found.notes[1]
    for row in found.rows:
        for value in row.values.values():
            assert value.span.of(document) == value.text


def test_a_message_with_everything_in_it():
    found = extract_lab(read(MESSAGES / "ORU-R01-01.hl7"))
    assert found.rows[0].values["value"].value == "Salmonella"
    assert found.rows[0].values["range"].text == "70-80"
    assert "2 tests whose result is a picture or a link" in found.notes[0]


def message(*observations: str) -> Document:
    text = "MSH|^~\\&|LAB|||||ORU^R01\r" + "".join(f"OBX|{one}\r" for one in observations)
    return Document("m.hl7", (Page(1, text.replace("\r", "\n")),))


@pytest.mark.parametrize("status", "DWX")
def test_what_the_laboratory_took_back_is_refused(status):
    (row,) = extract_lab(message(f"1|NM|1^Sodium||140|mmol/L|135-145|N|||{status}")).rows
    assert "value" not in row.values
    assert row.refused[0].text == "140"


def test_structured_numbers_escapes_and_codes():
    rows = extract_lab(
        message(
            "1|SN|1^Troponin^LN||<^5|ng/L^^UCUM|<14||||F",
            "2|CWE|2^Culture \\T\\ stain^LN||112283007^Escherichia coli^SCT||||||F",
            "3|NM|3||7||||||F",
            "4|ED|4^Chart||^application^pdf||||||F",
        )
    ).rows
    said = [[row.values[n].value for n in ("test", "value")] for row in rows]
    assert said == [["Troponin", "<5"], ["Culture & stain", "Escherichia coli"], ["3", 7]]


def test_other_separators():
    text = "MSH$%~\\&$LAB\nOBX$1$NM$1%Sodium$$140$mmol/L\n"
    (row,) = extract_lab(Document("m", (Page(1, text),))).rows
    assert row.values["test"].text == "Sodium"
    assert row.values["value"].value == 140


def test_a_corrected_result_takes_the_place_of_the_one_before():
    first, second = extract_lab(
        message("1|NM|1^Sodium||140|mmol/L||N|||F", "2|NM|1^Sodium||120|mmol/L||L|||C")
    ).rows
    assert "value" not in first.values
    assert first.refused[0].text == "140"
    assert second.values["value"].value == 120


def test_a_preliminary_result_is_noted_and_gives_way_to_the_final_one():
    early = "1|NM|1^Sodium||140|mmol/L|||||P"
    alone = extract_lab(message(early))
    assert alone.rows[0].values["value"].value == 140
    assert "1 test whose result is not final: Sodium" in alone.notes
    first, second = extract_lab(message(early, "2|NM|1^Sodium||141|mmol/L|||||F")).rows
    assert "value" not in first.values
    assert second.values["value"].value == 141


@pytest.mark.parametrize("status", ["I", "N", "O", "R", "U", "Q"])
def test_what_is_no_result_is_refused(status):
    (row,) = extract_lab(message(f"1|NM|1^Sodium||140|mmol/L|||||{status}")).rows
    assert "value" not in row.values


@pytest.mark.parametrize("between", ["PID|1||2^^^A\n", ""])
def test_messages_of_several_patients_give_no_rows(between):
    head, result = "MSH|^~\\&|LAB\n", "OBX|1|NM|1^Sodium||140|mmol/L|||||F\n"
    text = head + "PID|1||1^^^A\n" + result + head + between + result
    found = extract_lab(Document("m", (Page(1, text),)))
    assert found.rows == ()
    assert "several patients" in found.notes[-1]
    same = head + "PID|1||1^^^A\n" + result
    assert len(extract_lab(Document("m", (Page(1, same + same),))).rows) == 2


def test_a_batch_is_a_message_and_a_null_no_result():
    text = 'FHS|^~\\&|LAB\nBHS|^~\\&|LAB\nMSH|^~\\&|LAB\nOBX|1|NM|1^K||""|mmol/L|""|||||F\n'
    found = extract_lab(Document("m", (Page(1, text),)))
    assert found.rows == ()
    assert "1 test without a result: K" in found.notes


def test_a_long_segment_is_read_and_a_long_line_of_a_sheet_named():
    (row,) = extract_lab(message("1|TX|1^Culture||" + "growth " * 300 + "|||||||F")).rows
    assert row.values["value"].text.startswith("growth growth")
    sheet = Document("s", (Page(1, "Sodium   140   mmol/L\n" + "x " * 600 + "\n"),))
    assert extract_lab(sheet).notes == ("page 1, line 2: longer than 1000 signs, not read",)


@pytest.mark.parametrize(
    ("written", "value"),
    [("<^5", "<5"), (">=^5.5", ">=5.5"), ("^5", 5), ("=^5", 5), ("^1^:^128", "1:128"),
     ("^5^-^10", "5-10"), ("^5^^10", "^5^^10")],
)  # fmt: skip
def test_structured_numbers(written, value):
    (row,) = extract_lab(message(f"1|SN|1^T||{written}||||||F")).rows
    assert (row.values["value"].text, row.values["value"].value) == (written, value)
