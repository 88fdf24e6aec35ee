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
    assert found.notes == ("2 tests without a result: LEUKOCYTES, HEMOGLOBIN",)
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
    assert said == [["Troponin", "<^5"], ["Culture & stain", "Escherichia coli"], ["3", 7]]


def test_other_separators():
    text = "MSH$%~\\&$LAB\nOBX$1$NM$1%Sodium$$140$mmol/L\n"
    (row,) = extract_lab(Document("m", (Page(1, text),))).rows
    assert row.values["test"].text == "Sodium"
    assert row.values["value"].value == 140
