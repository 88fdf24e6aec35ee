"""Reading FHIR R4 from files: what is taken, what is left out and said, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from records.making import PATIENT, bundle, condition, file, lab, order, resource

from medvoice.records import fhir_files
from medvoice.records.fhir_files import Files, Resource
from medvoice.records.item import Kind, Standing
from medvoice.records.reading import read_record, record_of
from medvoice.records.record_error import RecordError

PUBLISHED = Path(__file__).resolve().parents[3] / "shared/data/interop/fhir_r4"
A_LAB = lab("o1", "1.10", "2024-01-01")


def test_published_examples_of_three_patients_are_not_mixed():
    with pytest.raises(RecordError, match="3 patients"):
        read_record([PUBLISHED])
    record = read_record([PUBLISHED], "Patient/example")
    assert {one.ref for one in record.items} == {
        "DiagnosticReport/ultrasound",
        "ServiceRequest/example",
    }
    assert record.person.name == "Chalmers^Peter^James"
    assert set(record.person.other_names) == {"^Jim", "Windsor^Peter^James"}
    assert {one.ref for one in read_record([PUBLISHED], "pat2").items} == {
        "DiagnosticReport/102",
        "Observation/bmd",
    }


def test_a_patient_who_is_not_there():
    with pytest.raises(RecordError, match="No patient nobody"):
        read_record([PUBLISHED], "nobody")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bundle.json", bundle(PATIENT, A_LAB)),
        ("list.json", [PATIENT, A_LAB]),
        ("lines.ndjson", f"{json.dumps(PATIENT)}\n\n{json.dumps(A_LAB)}\n"),
        ("lines.json", f"{json.dumps(PATIENT)}\n{json.dumps(A_LAB)}"),
        ("inside.json", bundle(bundle(PATIENT, A_LAB))),
    ],
)
def test_every_way_of_holding_resources(tmp_path, name, content):
    record = read_record([file(tmp_path, name, content)])
    assert [one.ref for one in record.items] == ["Observation/o1"]
    assert record.person.ref == "Patient/p"
    assert record.whole


def test_a_single_resource(tmp_path):
    record = read_record([file(tmp_path, "one.json", A_LAB)])
    assert record.person.ref == "Patient/p"
    assert not record.person.known


def test_folders_are_read_and_what_is_broken_is_named(tmp_path):
    file(tmp_path, "a.json", PATIENT)
    (tmp_path / "deep").mkdir()
    file(tmp_path / "deep", "b.ndjson", f"{json.dumps(A_LAB)}\n{{broken\n")
    file(tmp_path, "c.json", "{")
    file(tmp_path, "d.json", {"some": "thing"})
    file(tmp_path, "e.json", bundle({**A_LAB, "id": "r5", "triggeredBy": []}))
    file(tmp_path, ".hidden.json", "{")
    file(tmp_path, "notes.txt", "no JSON")
    record = read_record([tmp_path])
    assert [one.ref for one in record.items] == ["Observation/o1"]
    said = " ".join(record.left_out)
    assert "c.json: is not JSON" in said
    assert "d.json: is JSON, but no FHIR resource" in said
    assert "e.json: is FHIR R5 (Observation.triggeredBy)" in said
    assert "deep/b.ndjson: no JSON in line 2" in said
    assert "hidden" not in said
    assert not record.whole


@pytest.mark.parametrize(
    ("body", "version"),
    [
        ({"resourceType": "MedicationOrder", "id": "m"}, "DSTU2"),
        ({"resourceType": "ProcedureRequest", "id": "m"}, "DSTU2 or STU3"),
        ({"resourceType": "Condition", "id": "c", "clinicalStatus": "active"}, "DSTU2 or STU3"),
        ({"resourceType": "Condition", "id": "c", "patient": {"reference": "Patient/p"}}, "DSTU2"),
        ({"resourceType": "AllergyIntolerance", "id": "c", "clinicalStatus": "active"}, "STU3"),
        ({"resourceType": "MedicationStatement", "id": "c", "taken": "y"}, "STU3"),
        ({"resourceType": "Encounter", "id": "c", "class": "inpatient"}, "DSTU2"),
        ({"resourceType": "Encounter", "id": "c", "class": [{"text": "x"}]}, "R5"),
        ({"resourceType": "MedicationRequest", "id": "c", "medication": {"concept": {}}}, "R5"),
        ({"resourceType": "Procedure", "id": "c", "occurrenceDateTime": "2024"}, "R5"),
        (
            {"resourceType": "ImagingStudy", "id": "c", "series": [{"modality": {"coding": []}}]},
            "R5",
        ),
        ({"resourceType": "CapabilityStatement", "id": "c", "fhirVersion": "3.0.2"}, "STU3"),
    ],
)
def test_another_version_of_fhir_is_refused_whole(tmp_path, body, version):
    path = file(tmp_path, "b.json", bundle(PATIENT, A_LAB, body))
    with pytest.raises(RecordError, match=rf"FHIR {version} .*FHIR R4 is read"):
        read_record([path])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is not JSON"),
        ("nonsense", "is not JSON"),
        ('{"resourceType": "Bundle", "entry": {}}', "entries are no list"),
        (
            '{"resourceType": "Observation", "status": "final", "status": "entered-in-error"}',
            "same member twice",
        ),
        (
            '{"resourceType": "Observation", "valueQuantity": {"value": 1e999999999}}',
            "beyond any measure",
        ),
        ('{"resourceType": "Observation", "valueQuantity": {"value": NaN}}', "number that is none"),
        ('{"resourceType": "Observation", "valueInteger": ' + "9" * 5000 + "}", "is not JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"a":' * 100_000, "nested too deep"),
        ("[" + "[]," * 2_500_000 + "[]]", "lists and objects"),
        ("<Bundle xmlns='http://hl7.org/fhir'/>", "is XML"),
        ('{"resourceType": 7}', "no FHIR resource"),
        ("[]", "no FHIR resource is there"),
        ("7", "no FHIR resource"),
    ],
)
def test_hostile_and_broken_files_get_a_sentence(tmp_path, content, message):
    with pytest.raises(RecordError, match=message):
        read_record([file(tmp_path, "x.json", content)])


def test_not_utf8_and_not_there(tmp_path):
    (tmp_path / "x.json").write_bytes(b'{"resourceType": "Patient", "id": "\xff"}')
    with pytest.raises(RecordError, match="is not UTF-8"):
        read_record([tmp_path / "x.json"])
    with pytest.raises(RecordError, match="is not there"):
        read_record([tmp_path / "y.json"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordError, match="no FHIR resource"):
        read_record([tmp_path / "empty"])


def test_bounds(tmp_path, monkeypatch):
    path = file(tmp_path, "x.json", bundle(PATIENT, A_LAB))
    monkeypatch.setattr(fhir_files, "MOST_BYTES", 10)
    with pytest.raises(RecordError, match="too large"):
        read_record([path])
    monkeypatch.setattr(fhir_files, "MOST_BYTES", 10_000)
    monkeypatch.setattr(fhir_files, "MOST_RESOURCES", 1)
    with pytest.raises(RecordError, match="more than 1 resources"):
        read_record([path])
    monkeypatch.setattr(fhir_files, "MOST_RESOURCES", 9)
    monkeypatch.setattr(fhir_files, "MOST_FILES", 0)
    with pytest.raises(RecordError, match="more than 0 files"):
        read_record([tmp_path])


def test_errors_hold_no_text_of_the_record(tmp_path):
    path = file(tmp_path, "x.json", '{"resourceType": "Patient", "name": [{"family": "Geheim"}], }')
    with pytest.raises(RecordError) as error:
        read_record([path])
    assert "Geheim" not in str(error.value)


def test_a_page_of_several_is_not_the_whole_record(tmp_path):
    paged = bundle(
        PATIENT, A_LAB, type="searchset", total=40, link=[{"relation": "next", "url": "x"}]
    )
    record = read_record([file(tmp_path, "x.json", paged)])
    assert record.partial == ("x.json is one page of several.", "x.json holds 2 of 40 entries.")
    assert not record.whole


def test_whose_a_resource_is(tmp_path):
    """By id, by the entry's address, by an identifier; one that names nobody is left out."""
    patient = {**PATIENT, "identifier": [{"system": "urn:x", "value": "77"}]}
    by_url = lab("o2", "1", "2024", subject={"reference": "urn:uuid:0"})
    by_number = lab("o3", "1", "2024", subject={"identifier": {"system": "urn:x", "value": "77"}})
    versioned = lab("o4", "1", "2024", subject={"reference": "Patient/p/_history/3"})
    nobody = {**lab("o5", "1", "2024"), "subject": {"display": "somebody"}}
    group = lab("o6", "1", "2024", subject={"reference": "Group/g"})
    record = read_record(
        [
            file(
                tmp_path,
                "x.json",
                bundle(patient, A_LAB, by_url, by_number, versioned, nobody, group),
            )
        ]
    )
    assert {one.ref for one in record.items} == {f"Observation/o{n}" for n in (1, 2, 3, 4)}
    assert record.left_out == ("Resources that name no patient were left out: 2 Observation.",)


@pytest.mark.parametrize(
    "other",
    [
        lab("o2", "9", "2024", subject={"reference": "Patient/q"}),
        lab("o2", "9", "2024", subject={"reference": "https://elsewhere.example/fhir/Patient/z"}),
        lab(
            "o2",
            "9",
            "2024",
            subject={"reference": "#in"},
            contained=[{"resourceType": "Patient", "id": "in"}],
        ),
        {"resourceType": "Patient", "id": "q"},
    ],
)
def test_a_second_patient_is_never_mixed_in(tmp_path, other):
    with pytest.raises(RecordError, match="2 patients"):
        read_record([file(tmp_path, "x.json", bundle(PATIENT, A_LAB, other))])


def test_of_several_versions_the_newest_counts(tmp_path):
    old = lab("o", "1", "2024", meta={"versionId": "1"})
    new = lab("o", "2", "2024", meta={"versionId": "12"})
    record = read_record([file(tmp_path, "x.json", bundle(PATIENT, new, old, A_LAB, A_LAB))])
    assert {(one.ref, one.readings[0].said) for one in record.items} == {
        ("Observation/o", "2 mg/dL"),
        ("Observation/o1", "1.1 mg/dL"),
    }


def test_of_versions_that_do_not_say_which_is_newer_none_counts(tmp_path):
    record = read_record(
        [file(tmp_path, "x.json", bundle(PATIENT, A_LAB, lab("o1", "9", "2024-01-01")))]
    )
    assert record.items == ()
    assert "Observation/o1 is there in versions that differ" in record.left_out[0]


def test_deleted_entries_are_none(tmp_path):
    found = bundle(PATIENT, A_LAB)
    found["entry"][1]["request"] = {"method": "DELETE", "url": "Observation/o1"}
    assert read_record([file(tmp_path, "x.json", found)]).items == ()


def test_of_what_a_history_deletes_no_version_counts(tmp_path):
    history = bundle(PATIENT, lab("z", "9", "2024"), A_LAB, type="history")
    history["entry"].insert(1, {"request": {"method": "DELETE", "url": "Observation/z"}})
    record = read_record([file(tmp_path, "x.json", history)])
    assert [one.ref for one in record.items] == ["Observation/o1"]
    assert record.left_out == ("Observation/z was deleted, so that no version of it counts.",)


def test_parts_with_a_modifier_are_not_told(tmp_path):
    def part(name, value, **more):
        return {"code": {"text": name}, "valueQuantity": {"value": value}, **more}

    modified = {"modifierExtension": [{"url": "urn:not", "valueBoolean": True}]}
    two = lab("o", None, "2024", component=[part("A", 1), part("B", 2, **modified)])
    dosed = order("m", "Warfarin", dosageInstruction=[{"text": "5 mg daily", **modified}])
    record = read_record([file(tmp_path, "x.json", bundle(PATIENT, two, dosed))])
    (result,) = record.of(Kind.RESULT)
    assert [one.said for one in result.readings] == ["1"]
    (medication,) = record.of(Kind.MEDICATION)
    assert medication.details == (("left out", "a part, void or with an unknown modifier"),)


def test_digits_stay_as_they_were_written(tmp_path):
    text = json.dumps(bundle(PATIENT, lab("o", "7", "2024"))).replace('"value": 7', '"value": 7.10')
    assert read_record([file(tmp_path, "x.json", text)]).items[0].readings[0].said == "7.10 mg/dL"


def test_marks_that_change_a_screen_are_taken_out(tmp_path):
    evil = condition("c", "Gout\x1b[2J\u202e\nName: nobody")
    record = read_record([file(tmp_path, "x.json", bundle(PATIENT, evil))])
    assert record.of(Kind.CONDITION)[0].name == "Gout [2J Name: nobody"


def test_half_a_character_is_a_sign_that_says_so(tmp_path):
    """JSON may hold one ("\\ud800"), and neither a log nor an answer can be written with it."""
    name = r"Crea\ud800 \uDFFF \ud83d\ude00 \\ud800"
    words = json.dumps(bundle(PATIENT, A_LAB)).replace("Creatinine", name)
    (item,) = read_record([file(tmp_path, "x.json", words)]).items
    assert item.concept.text == "Crea\ufffd \ufffd \U0001f600 \\ud800"


def test_what_is_nested_deeper_than_it_can_be_looked_into_gets_a_sentence():
    """From Python 3.12 on JSON is read deeper than Python's own calls go."""
    body = resource("Observation", "o")
    for _ in range(5000):
        body = {**body, "contained": [body]}
    with pytest.raises(RecordError, match="nested too deep"):
        record_of(Files((Resource("Observation", "o", body),)))


def test_ids_that_are_none_are_replaced(tmp_path):
    evil = {**A_LAB, "id": "../../x\n(Observation/o2"}
    record = read_record(
        [
            file(
                tmp_path,
                "x.json",
                bundle(PATIENT, evil, resource("Observation", "", status="final")),
            )
        ]
    )
    assert all("#" in one.ref or one.ref.startswith("Observation/") for one in record.items)
    assert all("\n" not in one.ref and "(" not in one.ref for one in record.items)


def at_servers(*addressed):
    entries = [{"fullUrl": url, "resource": one} for url, one in addressed]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def test_one_id_on_two_servers_is_not_one_patient(tmp_path):
    doe = {**PATIENT, "meta": {"versionId": "1"}, "name": [{"family": "DOE"}]}
    roe = {**PATIENT, "meta": {"versionId": "2"}, "name": [{"family": "ROE"}]}
    there = at_servers(("http://a/fhir/Patient/p", doe), ("http://b/fhir/Patient/p", roe))
    with pytest.raises(RecordError, match=r"several servers.*never mixed"):
        read_record([file(tmp_path, "x.json", there)])
    again = at_servers(
        ("http://a/fhir/Patient/p", doe), ("http://a/fhir/Patient/p/_history/2", roe)
    )
    assert read_record([file(tmp_path, "y.json", again)]).person.name == "ROE"


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_a_line_of_ndjson_ends_at_a_newline_alone(tmp_path, mark):
    noted = {**A_LAB, "note": [{"text": f"one{mark}two"}]}
    lines = "\r\n".join(json.dumps(one, ensure_ascii=False) for one in (PATIENT, noted))
    record = read_record([file(tmp_path, "x.ndjson", lines)])
    assert [one.ref for one in record.items] == ["Observation/o1"]
    assert record.whole


def test_a_relative_reference_points_to_its_own_server(tmp_path):
    other = lab("o2", "9", "2024")
    there = at_servers(
        ("http://a/fhir/Patient/p", PATIENT),
        ("http://a/fhir/Observation/o1", A_LAB),
        ("http://b/fhir/Observation/o2", other),
    )
    path = file(tmp_path, "x.json", there)
    with pytest.raises(RecordError, match="2 patients"):
        read_record([path])
    assert [one.ref for one in read_record([path], "p").items] == ["Observation/o1"]


def test_a_preliminary_document_is_said_to_be_one(tmp_path):
    draft = resource("DocumentReference", "d", status="current", docStatus="preliminary")
    (item,) = read_record([file(tmp_path, "x.json", bundle(PATIENT, draft))]).items
    assert (item.standing, item.status) == (Standing.OPEN, "preliminary")
