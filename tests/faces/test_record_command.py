"""A patient's record at the command line and by voice."""

from __future__ import annotations

import json

from medvoice.session.event_log import read_events
from medvoice.session.folder import all_folders
from medvoice.session.question_events import AnswerGiven

FAST = ("--pace", "fast", "--set", "audio.vad=webrtc")


def fhir(shared) -> str:
    return str(shared / "data/interop/fhir_r4")


def test_a_record_answers_without_study_and_model(medvoice, shared):
    status, out, err = medvoice(
        "ask",
        "date of birth",
        "what does the last ultrasound report say",
        "--record",
        fhir(shared),
        "--patient",
        "example",
    )
    assert status == 0, err
    assert out.splitlines() == [
        "Date of birth: December 25, 1974 (Patient/example).",
        'Abdominal Ultrasound, on December 1, 2012 (DiagnosticReport/ultrasound): "Unremarkable study"',
    ]
    assert "From the patient's record; no model was asked." in err


def test_what_it_does_not_answer_is_declined(medvoice, shared):
    status, out, err = medvoice(
        "ask", "should contrast be given", "--record", fhir(shared), "--patient", "example"
    )
    assert status == 1, err
    assert "The record has no exact answer to this question" in out


def test_several_patients_are_refused_in_a_sentence(medvoice, shared):
    status, out, err = medvoice("ask", "date of birth", "--record", fhir(shared))
    assert (status, out) == (2, "")
    assert "3 patients" in err
    assert "--patient" in err
    assert "Traceback" not in err


def test_broken_and_missing_records(medvoice, tmp_path):
    bad = tmp_path / "old.json"
    bad.write_text(json.dumps({"resourceType": "MedicationOrder", "id": "x"}), encoding="utf-8")
    for path, words in ((bad, "is FHIR DSTU2"), (tmp_path / "none.json", "is not there")):
        status, _, err = medvoice("ask", "any allergies", "--record", str(path))
        assert status == 2
        assert words in err
        assert "Traceback" not in err
    status, _, err = medvoice("ask", "any allergies", "--patient", "7")
    assert status == 2
    assert "--patient was given without --record" in err


def test_nothing_to_ask_about(medvoice):
    status, _, err = medvoice("ask", "any allergies")
    assert status == 2
    assert "--record a patient's record" in err


def test_a_study_of_somebody_else_is_said_in_the_answer(medvoice, shared):
    head = str(shared / "data/dicom/ct_head_ge")
    status, out, err = medvoice(
        "ask", "any allergies", "how many slices are there", "--study", head, "--record", fhir(shared), "--patient", "example"
    )  # fmt: skip
    assert status == 0, err
    assert "26 slices" in out
    said = "The record is not of the study's patient" in out
    assert said or "Whether the record is of the study's patient is not known." in err


def test_by_voice_in_a_dictation(medvoice, scripted, sound, shared, tmp_path):
    texts = [
        "The lungs are clear {period}",
        "question what does the last ultrasound report say",
        "question when was the last CT of the head",
        "insert that",
    ]
    scripted(texts)
    root = tmp_path / "data"
    status, _, err = medvoice(
        *("dictate", "--from", str(sound(len(texts))), "--session-folder", str(root)),
        *("--record", fhir(shared), "--patient", "example", "--template", "cxr", *FAST),
    )
    assert status == 0, err
    (folder,) = all_folders(root)
    report = folder.report.read_text(encoding="utf-8")
    assert "The lungs are clear." in report
    assert "ultrasound report say" not in report
    events = read_events(folder.events).events
    first, second = [one for one in events if isinstance(one, AnswerGiven)]
    assert (first.origin, first.model) == ("record", "")
    assert [one.source for one in first.cites] == ["DiagnosticReport/ultrasound"]
    assert "Unremarkable study" in first.text
    assert second.text.startswith("The record holds no CT of the head.")
    assert "Ordered, not known to be done" in " ".join(report.split())
