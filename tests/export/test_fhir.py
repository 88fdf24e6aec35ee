from __future__ import annotations

import base64
import hashlib
import json
from xml.etree import ElementTree

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from reports import TEMPLATE, known_context, one, reports, unknown_context

from medvoice.export.content import content, not_dictated
from medvoice.export.fhir import fhir
from medvoice.export.fhir_check import VALUES, faults


def bundle(report, context):
    return json.loads(fhir(report, TEMPLATE, context))


def resources(value):
    return {entry["resource"]["resourceType"]: entry["resource"] for entry in value["entry"]}


@settings(max_examples=40, deadline=None)
@given(reports())
def test_any_report_keeps_the_rules_and_its_words(report):
    value = bundle(report, unknown_context())
    assert faults(value) == ()
    Bundle.model_validate(value)
    sections = resources(value)["Composition"]["section"]
    texts = ["".join(ElementTree.fromstring(s["text"]["div"]).itertext()) for s in sections]
    found = content(report, TEMPLATE)
    if not_dictated(found):
        assert sections[-1]["title"] == "Not dictated"
        assert all(run.text in texts[-1] for run in not_dictated(found))
        texts.pop()
    for section, text in zip(found.all_sections(), texts, strict=True):
        for field in section.fields:
            assert all(paragraph in text for paragraph in field.paragraphs)


def test_everything_known_is_there():
    value = bundle(one("Intact."), known_context())
    assert faults(value) == ()
    Bundle.model_validate(value)
    found = resources(value)
    report = found["DiagnosticReport"]
    assert found["Patient"]["name"][0]["family"] == "Doe"
    assert found["Patient"]["gender"] == "female"
    assert found["ServiceRequest"]["identifier"][0]["value"] == "A1|2&3"
    assert found["ImagingStudy"]["identifier"][0]["value"] == "urn:oid:1.2.840.99999.1"
    assert found["ImagingStudy"]["started"] == "2026-11-25"  # no zone is known, so no time
    assert report["conclusion"] == "[ ]"
    form = report["presentedForm"][0]
    data = base64.b64decode(form["data"])
    assert form["size"] == len(data)
    assert base64.b64decode(form["hash"]) == hashlib.sha1(data).digest()
    assert "Intact." in data.decode()


def test_unknown_stays_unknown():
    found = resources(bundle(one("Intact."), unknown_context()))
    assert set(found) == {"Composition", "DiagnosticReport", "Device"}
    assert "subject" not in found["DiagnosticReport"]


@pytest.mark.parametrize(
    ("status", "report", "composition"),
    [
        ("draft", "partial", "preliminary"),
        ("preliminary", "preliminary", "preliminary"),
        ("final", "final", "final"),
        ("addendum", "appended", "amended"),
    ],
)
def test_status(status, report, composition):
    found = resources(bundle(one("x"), known_context(status=status)))
    assert found["DiagnosticReport"]["status"] == report
    assert found["Composition"]["status"] == composition


def broken(change):
    value = bundle(one("x"), known_context())
    change(value, resources(value))
    return value


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda b, r: r["DiagnosticReport"].update(status="bogus"), "bogus"),
        (lambda b, r: r["Patient"].update(gender="F"), "gender"),
        (lambda b, r: r["DiagnosticReport"].update(issued="2026-11-25"), "issued"),
        (lambda b, r: r["Composition"].pop("author"), "author"),
        (lambda b, r: b["entry"].reverse(), "first entry"),
        (lambda b, r: r["Composition"]["subject"].update(reference="urn:uuid:0"), "no entry"),
        (
            lambda b, r: r["Composition"]["section"][0]["text"].update(
                div='<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>'
            ),
            "script",
        ),
        (
            lambda b, r: r["Composition"]["section"][0]["text"].update(
                div='<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x">x</p></div>'
            ),
            "attributes",
        ),
        (lambda b, r: r["Composition"]["section"][0]["text"].update(div="<div>"), "well-formed"),
        (lambda b, r: b.pop("timestamp"), "timestamp"),
    ],
)
def test_the_checker_finds(change, fault):
    assert any(fault in found for found in faults(broken(change)))


def test_resources_are_those_of_the_definitions(shared):
    """Elements, cardinalities and codes against R4's StructureDefinitions."""
    folder = shared / "data" / "interop" / "fhir_r4"
    found = resources(bundle(one("x"), known_context()))
    for kind in ("DiagnosticReport", "ImagingStudy"):
        path = folder / f"StructureDefinition-{kind}.json"
        elements = json.loads(path.read_text(encoding="utf-8"))["snapshot"]["element"]
        top = {e["path"].split(".")[1]: e for e in elements if e["path"].count(".") == 1}
        resource = {k: v for k, v in found[kind].items() if k != "resourceType"}
        for name, value in resource.items():
            plain = next(
                n for n in top if n == name or (n.endswith("[x]") and name.startswith(n[:-3]))
            )
            assert isinstance(value, list) == (top[plain]["max"] == "*"), name
        assert not [n for n, e in top.items() if e["min"] > 0 and n not in resource]
        assert (kind, "status") in VALUES
