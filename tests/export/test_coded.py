"""Codes of picks reach FHIR and DICOM SR, and only those of picks."""

from __future__ import annotations

import io
import json

import pydicom
import pytest
from coded_template import coded_report, coded_template
from fhir.resources.R4B.bundle import Bundle
from reports import known_context, unknown_context

from medvoice.export import fhir_check, sr_check
from medvoice.export.coded import coded_findings
from medvoice.export.dicom_sr import dicom_sr
from medvoice.export.fhir import fhir
from medvoice.report.document import Origin

TEMPLATE = coded_template()


def known(**more):
    return known_context(**{"accession": "A1", "order": "O7", **more})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Solid.", ["RID5741", "RDE1717.1"]),
        ("solid nodule", ["RID5741", "RDE1717.1"]),
        ("Ground glass.", ["50196008"]),
        ("No ground glass.", []),
        ("Probably solid.", []),
        ("Solid or ground glass.", []),
        ("1", []),
    ],
)
def test_only_an_entry_word_for_word_has_its_codes(text, codes):
    found = coded_findings(coded_report(text), TEMPLATE)
    assert [code.value for one in found for code in one.answer] == codes


def observations(report, context):
    value = json.loads(fhir(report, TEMPLATE, context))
    assert fhir_check.faults(value) == ()
    Bundle.model_validate(value)
    entries = {entry["fullUrl"]: entry["resource"] for entry in value["entry"]}
    found = {r["resourceType"]: r for r in entries.values()}
    results = [entries[r["reference"]] for r in found["DiagnosticReport"].get("result", [])]
    linked = [
        entries[e["reference"]]
        for section in found["Composition"]["section"]
        for e in section.get("entry", [])
    ]
    assert linked == results
    return results


@pytest.mark.parametrize("context", [known(), unknown_context()])
def test_fhir_has_an_observation_for_each(context):
    density, edge = observations(coded_report("Solid.", "Spiculated."), context)
    assert density["code"] == {
        "coding": [{"system": "https://radelement.org", "code": "RDE1717"}],
        "text": "Nodule density",
    }
    assert density["valueCodeableConcept"]["coding"] == [
        {"system": "http://radlex.org", "code": "RID5741"},
        {"system": "https://radelement.org", "code": "RDE1717.1"},
    ]
    assert "note" not in density
    assert edge["code"] == {"text": "Edge"}
    assert edge["valueCodeableConcept"]["coding"] == [{"code": "spiculated-and-irregular-edge"}]
    assert observations(coded_report("Something else.", "Smooth."), context) == []


def test_what_nobody_dictated_says_so():
    (one,) = observations(coded_report("Solid.", origin=Origin.NORMAL), known())
    assert one["note"] == [{"text": "Not dictated (normal text)"}]


def coded_items(report, context):
    dataset = pydicom.dcmread(io.BytesIO(dicom_sr(report, TEMPLATE, context)))
    assert sr_check.faults(dataset) == ()
    containers = [i for i in dataset.ContentSequence if i.ValueType == "CONTAINER"]
    return [i for c in containers for i in c.ContentSequence if i.ValueType == "CODE"]


def named(item):
    """(scheme, value) of the question and of the answer."""
    pairs = (item.ConceptNameCodeSequence[0], item.ConceptCodeSequence[0])
    return [(c.CodingSchemeDesignator, c.get("CodeValue") or c.LongCodeValue) for c in pairs]


def test_a_structured_report_has_a_code_item_for_each():
    items = coded_items(coded_report("Solid.", "Spiculated."), known())
    assert [named(item) for item in items] == [
        [("99RADELEMENT", "RDE1717"), ("RADLEX", "RID5741")],
        [("99RADELEMENT", "RDE1717"), ("99RADELEMENT", "RDE1717.1")],
        [("DCM", "121071"), ("99LOCALLIST", "spiculated-and-irregular-edge")],
    ]
    assert items[2].ConceptCodeSequence[0].CodeMeaning == "Spiculated."
    (normal,) = coded_items(coded_report("Ground glass.", origin=Origin.NORMAL), known())
    assert normal.ContentSequence[0].ConceptCodeSequence[0].CodeMeaning == "normal text"
