"""A record beside a study: whose it is, who answers what, and how it comes back from the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from scripted_answerer import ScriptedAnswerer

from medvoice.assistant.answering import Answer, AnswerOrigin, Question
from medvoice.records.record import Person
from medvoice.records.when import when
from medvoice.session.asked_about import questions_about
from medvoice.session.event_log import EventLog, read_events
from medvoice.session.exchanges import answer_given, answer_of
from medvoice.session.language_model import StudyQuestions
from medvoice.session.record_asked import RecordError, open_record, whose
from medvoice.study.study_headers import StudyHeaders

FHIR = Path(__file__).resolve().parents[3] / "shared/data/interop/fhir_r4"
HIM = {
    "PatientName": "Chalmers^Peter James",
    "PatientBirthDate": "19741225",
    "PatientID": "12345",
    "PatientSex": "M",
}
PERSON = Person(
    "Patient/p",
    "Chalmers^Peter^James",
    when("1974-12-25"),
    "male",
    (("MR", "12345"),),
    known=True,
    other_names=("Windsor^Peter",),
)


def headers(**texts: str) -> StudyHeaders:
    return StudyHeaders(
        uid="1.2.3",
        modality="CT",
        moment=None,
        texts={**HIM, **texts},
        series=(),
        files=1,
    )


def opened():
    return open_record([FHIR], "Patient/example", lambda: date(2024, 6, 30))


def test_several_patients_are_refused():
    with pytest.raises(RecordError, match="3 patients"):
        open_record([FHIR])


@pytest.mark.parametrize(
    ("person", "study", "said", "other"),
    [
        (PERSON, headers(), "", False),
        (PERSON, headers(PatientName="Chalmers^Peter"), "", False),
        (PERSON, headers(PatientName="CHALMERS^PETER^JAMES"), "", False),
        (PERSON, headers(PatientName="Windsor^Peter"), "", False),
        (PERSON, headers(PatientName="Windsor^James"), "patient name differs", True),
        (PERSON, headers(PatientID="9"), "patient ID is none of the record's", False),
        (
            PERSON,
            headers(PatientName="Smith^John"),
            "not of the study's patient: patient name differs",
            True,
        ),
        (replace(PERSON, born=when("1974-12-24")), headers(), "date of birth", True),
        (replace(PERSON, sex="female"), headers(), "sex", True),
        (Person("Patient/p"), headers(), "is not known", False),
        (replace(PERSON, ids=(), born=when("1974")), headers(), "is not known", False),
    ],
)
def test_whose_the_record_is(person, study, said, other):
    found = whose(person, study)
    assert said in found.said
    assert bool(found.said) == bool(said)
    assert found.other is other


def test_another_patient_is_named_in_every_answer():
    record = opened()
    assert record.beside_study(headers(PatientName="Smith^John")) != ""
    answer = record.known("date of birth")
    assert answer.text.startswith(
        "The record is not of the study's patient: patient name differs. Date of birth:"
    )
    link = record.link(None)
    (_, again) = link.answerer.answer(Question("date of birth"), lambda: None)
    assert again.text == answer.text


def test_the_same_patient_is_answered_about_without_a_word_of_it():
    record = opened()
    assert record.beside_study(headers()) == ""
    assert (
        record.known("date of birth").text == "Date of birth: December 25, 1974 (Patient/example)."
    )
    assert record.said == "a record (2 entries)"


def test_what_the_headers_do_not_know_the_record_may():
    def study(text):
        said = {
            "when was the last ultrasound": "No prior study is loaded.",
            "how old": "The study says 50.",
            "date": "No prior US.",
        }
        return Answer(said[text], AnswerOrigin.STUDY) if text in said else None

    questions = questions_about(
        StudyQuestions("CT", ScriptedAnswerer(lambda q: "seen", "model"), study), [opened()], None
    )
    told = questions.known("when was the last ultrasound")
    assert told.origin is AnswerOrigin.RECORD
    assert "December 1, 2012" in told.text
    assert questions.known("how old").text == "The study says 50."
    assert questions.known("date").text == "No prior US."
    assert questions.known("is there a nodule") is None
    assert [
        one.text for one in questions.answerer.answer(Question("is there a nodule"), lambda: None)
    ][-1] == "seen"


def test_an_answer_comes_back_from_the_log(tmp_path):
    answer = opened().known("what does the last ultrasound report say")
    log = EventLog(tmp_path / "events.log")
    log.append(answer_given(1, "", answer))
    log.close()
    (event,) = read_events(tmp_path / "events.log").events
    assert answer_of(event) == answer
    assert [one.source for one in answer_of(event).cites] == ["DiagnosticReport/ultrasound"]
