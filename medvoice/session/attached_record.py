"""The event of a patient's record that questions of a dictation are answered from; and whether one
may be.

The record itself lies beside the log (`kept_record.py`); the event says which, whose patient it was
compared with, and what somebody said is right all the same.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from medvoice.session.attached_study import StudyAttached
from medvoice.session.event_records import Record
from medvoice.study.study_headers import StudyHeaders

_KEYWORDS = {
    "patient_id": "PatientID",
    "patient_name": "PatientName",
    "birth_date": "PatientBirthDate",
    "sex": "PatientSex",
}
"""Key of a report's context -> DICOM keyword: who the patient is."""
CHANGED = "the dictation's patient is another by now; give the record again"


class RecordAttached(Record):
    """key: of the intent that attached it. digest: SHA-256 of the record as it was given, "" where
    it was taken away. said: what it is, without a name. patient: which of several was meant, "" for
    the only one. beside: who the dictation's patient was then (keys of the report's context).
    anyway: what differed from that, and was said to be right all the same."""

    kind: Literal["record attached"] = "record attached"
    key: str
    digest: str = ""
    said: str = ""
    patient: str = ""
    beside: dict[str, str] = Field(default_factory=dict)
    anyway: tuple[str, ...] = ()


def patient_of(event: StudyAttached | None) -> dict[str, str]:
    """Who a dictation's patient is, by its study and order together; {} where neither says."""
    if event is None:
        return {}
    return {key: event.context[key] for key in _KEYWORDS if event.context.get(key)}


def headers_of_patient(patient: dict[str, str]) -> StudyHeaders:
    """The same as headers that a record is compared with."""
    texts = {_KEYWORDS[key]: text for key, text in patient.items()}
    if "PatientBirthDate" in texts:
        texts["PatientBirthDate"] = texts["PatientBirthDate"].replace("-", "")
    return StudyHeaders("", texts, None, "", (), 0)


def why_not(attached: StudyAttached | None, event: RecordAttached) -> str:
    """ "" where it may be attached: it was compared with the patient of this moment."""
    if event.digest and event.beside != patient_of(attached):
        return CHANGED
    return ""
