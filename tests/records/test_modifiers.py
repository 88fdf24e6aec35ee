"""Parts of resources that a modifier or a status takes back: nothing of them is told as a fact."""

from __future__ import annotations

from typing import Any

import pytest
from records.making import PATIENT, ask, bundle, file, lab, order, record, resource

from medvoice.records.item import Kind, Standing
from medvoice.records.modifiers import readable
from medvoice.records.reading import read_record
from medvoice.records.record import Record

MODIFIED = {"modifierExtension": [{"url": "urn:not", "valueBoolean": True}]}
VOIDS: list[dict[str, Any]] = [
    MODIFIED,
    {"status": "entered-in-error"},
    {"status": {"coding": [{"code": "entered-in-error"}]}},
    {"verificationStatus": {"coding": [{"code": "refuted"}]}},
    {"verificationStatus": {"text": "Refuted"}},
    {"negated": True},
    {"refuted": True},
    {"exclude": True},
]
DIV = "<div>ZEBRA</div>"
WORD = {"text": "ZEBRA"}


def parts(**void: Any) -> list[dict[str, Any]]:
    """Resources of which a part that says ZEBRA is void."""
    active = {"clinicalStatus": {"coding": [{"code": "active"}]}}
    return [
        resource(
            "AllergyIntolerance",
            "a",
            code={"text": "Latex"},
            **active,
            reaction=[{"manifestation": [WORD], "substance": WORD, **void}],
        ),
        resource(
            "ImagingStudy",
            "i",
            status="available",
            text={"div": DIV},
            series=[
                {"modality": {"code": "CT"}},
                {"modality": {"code": "ZEBRA"}, "description": "ZEBRA", **void},
                {"bodySite": {"display": "ZEBRA"}, **void},
            ],
        ),
        resource(
            "Composition",
            "c",
            status="final",
            section=[
                {"title": "Plan", "text": {"div": "<div>rest</div>"}},
                {"title": "ZEBRA", "text": {"div": DIV}, **void},
                {"text": {"div": DIV}, "section": [{"text": {"div": DIV}, **void}]},
            ],
        ),
        resource(
            "DocumentReference",
            "d",
            status="current",
            content=[{"attachment": {"contentType": "text/plain", "data": "WkVCUkE="}, **void}],
        ),
        resource(
            "FamilyMemberHistory",
            "f",
            status="completed",
            relationship={"text": "mother"},
            condition=[{"code": WORD, **void}],
        ),
        resource(
            "DiagnosticReport", "r", status="final", text={"div": DIV}, media=[{"link": {}, **void}]
        ),
        resource("Device", "v", status="active", deviceName=[{"name": "ZEBRA", **void}]),
        lab("o", None, "2024", component=[{"code": WORD, "valueString": "ZEBRA", **void}]),
        order("m", "Warfarin", dosageInstruction=[{"text": "ZEBRA", **void}]),
        resource(
            "Condition", "k", code={"text": "Asthma"}, bodySite=[WORD | void], **active
        ),
    ]  # fmt: skip


def everything(found: Record) -> str:
    return repr(found.items) + "".join(one.told for one in found.items)


@pytest.mark.parametrize("void", VOIDS, ids=str)
def test_nothing_of_a_void_part_is_told(void):
    found = record(*parts(**void))
    assert "ZEBRA" not in everything(found)
    assert "ZEBRA" in everything(record(*parts()))
    for item in found.items:
        assert ("left out", item.details[-1][1]) == item.details[-1], item.ref
    assert "AllergyIntolerance/a" in found.left_out[-1]
    assert not found.whole


def test_an_absence_is_told_with_what_was_left_out():
    void = resource(
        "FamilyMemberHistory",
        "f",
        status="completed",
        relationship={"text": "mother"},
        condition=[{"code": {"text": "Breast cancer"}, **MODIFIED}],
    )
    answer = ask("family history of breast cancer", void)
    assert "Not all of the record could be read." in answer.text


def test_what_stands_beside_a_void_part_is_told():
    (plan,) = record(parts(**MODIFIED)[2]).items
    assert plan.told == "Plan: rest"


def test_sections_inside_sections_are_read():
    nested = resource(
        "Composition",
        "c",
        status="final",
        section=[{"title": "A", "section": [{"title": "B", "text": {"div": "<div>deep</div>"}}]}],
    )
    assert "B: deep" in record(nested).items[0].told


@pytest.mark.parametrize("void", [{"status": "entered-in-error"}, MODIFIED], ids=str)
@pytest.mark.parametrize("contained", [True, False])
def test_a_void_medication_gives_its_order_no_name(tmp_path, void, contained):
    drug = {"resourceType": "Medication", "id": "w", "code": {"text": "Warfarin"}, **void}
    reference = {"reference": "#w" if contained else "Medication/w", "display": "Warfarin"}
    asked = order("m", "", medicationReference=reference, contained=[drug] if contained else [])
    del asked["medicationCodeableConcept"]
    found = read_record([file(tmp_path, "x.json", bundle(PATIENT, asked, drug))])
    (item,) = found.of(Kind.MEDICATION)
    assert item.name == "a medication whose own entry is void"


def test_a_modified_patient_is_not_told_of():
    found = record({**PATIENT, **MODIFIED}, lab("o", "1", "2024"), patient=False)
    assert not found.person.known
    assert found.person.born is None


def test_entries_and_bundles_with_a_modifier_are_left_out(tmp_path):
    whole = bundle(PATIENT, lab("o", "1", "2024"), lab("z", "9", "2024"))
    whole["entry"][2].update(MODIFIED)
    found = read_record([file(tmp_path, "x.json", whole)])
    assert [one.ref for one in found.items] == ["Observation/o"]
    assert "entries of the bundle with a modifier that is not understood: 1." in found.left_out[0]
    ruled = bundle(lab("z", "9", "2024")) | {"implicitRules": "urn:odd"}
    both = [file(tmp_path, "x.json", bundle(PATIENT)), file(tmp_path, "y.json", ruled)]
    assert read_record(both).items == ()


def test_a_negated_resource_is_void():
    (item,) = record(lab("o", "1", "2024", negated=True)).items
    assert item.standing is Standing.VOID


def test_an_unknown_comparator_stays_with_its_value():
    odd = lab("o", None, "2024", valueQuantity={"value": 5, "comparator": "~", "unit": "mg"})
    assert record(odd).items[0].readings[0].said == "~5 mg"


def test_a_resource_without_void_parts_is_the_same_one():
    whole = parts()[0]
    assert readable(whole) == (whole, 0)
    assert readable(whole)[0] is whole


def test_a_value_that_is_marked_as_absent_is_none():
    absent = {"dataAbsentReason": {"text": "error"}}
    (item,) = record(lab("o", "9.9", "2024-01-01", **absent)).items
    (reading,) = item.readings
    assert reading.quantity is None
    assert reading.said == "no value (error; 9.9 mg/dL stands beside that)"
