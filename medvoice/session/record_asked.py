"""OpenRecord: a patient's FHIR record, as a dictation and `medvoice ask` use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from medvoice.assistant.answering import Answer
from medvoice.assistant.backend import Backend
from medvoice.records.facts_said import counted
from medvoice.records.reading import read_record, read_record_text
from medvoice.records.record import Person, Record
from medvoice.records.record_answerer import RecordAnswerer
from medvoice.records.record_error import RecordError, SeveralPatientsError
from medvoice.records.record_facts import RecordFacts
from medvoice.session.answer_chain import Link
from medvoice.study.order import Comparison, Difference, Order, OrderOrigin, Patient, same_patient
from medvoice.study.study_headers import StudyHeaders

__all__ = [
    "OpenRecord",
    "RecordError",
    "SeveralPatientsError",
    "Whose",
    "open_record",
    "open_record_text",
    "whose",
]

_SEXES = {"female": "F", "male": "M", "other": "O"}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whether the record is the study's patient's. said: a sentence where that is not certain, ""
    where it is the same one. other: both say so that it is another one. unknown: too little of both
    is known to say. differences: with `order` for what the record says."""

    said: str = ""
    other: bool = False
    unknown: bool = False
    differences: tuple[Difference, ...] = ()

    @property
    def to_be_asked(self) -> bool:
        """Whether somebody has to say that it is this patient's."""
        return self.other or self.unknown


class OpenRecord:
    """See `asked_about.Asked`."""

    def __init__(self, record: Record, today: Callable[[], date]) -> None:
        self._facts = RecordFacts(record)
        self._whose, self._today = Whose(), today
        self.entries = len(record.items)
        self.said = f"a record ({counted(self.entries, 'entry')})"
        self.notes = (*record.partial, *record.left_out)

    @property
    def person(self) -> Person:
        return self._facts.record.person

    def beside_study(self, study: StudyHeaders) -> str:
        self._whose = whose(self._facts.record.person, study)
        return self._whose.said

    def marked_as(self, found: Whose) -> None:
        """Every answer says this from now on."""
        self._whose = found

    def known(self, text: str) -> Answer | None:
        answer = self._facts.answer(text, self._today())
        return self._marked(answer) if answer is not None else None

    def link(self, backend: Backend | None) -> Link:
        answerer = RecordAnswerer(self._facts, backend, self._today, self._marked)
        return Link(answerer, answerer.takes)

    def close(self) -> None:
        """It holds no file open."""

    def _marked(self, answer: Answer) -> Answer:
        """Another patient is never told about without that being said in the answer itself."""
        if self._whose.other:
            return replace(answer, text=f"{self._whose.said} {answer.text}")
        if self._whose.said:
            return replace(answer, notes=(self._whose.said, *answer.notes))
        return answer


def open_record(
    paths: Sequence[Path], patient: str = "", today: Callable[[], date] = date.today
) -> OpenRecord:
    """paths: bundles, resources, NDJSON, folders of them. patient: whose, where they hold several.
    Raises RecordError."""
    return OpenRecord(read_record(paths, patient), today)


def open_record_text(
    data: bytes, patient: str = "", today: Callable[[], date] = date.today
) -> OpenRecord:
    """data: what one file would hold. Raises RecordError."""
    return OpenRecord(read_record_text(data, patient), today)


def whose(person: Person, study: StudyHeaders) -> Whose:
    """Compared as an order is. The study's patient ID may be any of the record's identifiers; that
    it is none of them makes no other patient where name and date of birth are the same: a record
    from elsewhere has other numbers."""
    number = study.text("PatientID").strip()
    known = [value for _, value in person.ids]
    exact = person.born is not None and person.born.exact
    compared = _compared(
        Patient(
            id=number if number in known else "",
            name=person.name,
            birth_date=person.born.first if person.born is not None and exact else None,
            sex=_SEXES.get(person.sex, ""),
        ),
        person,
        study,
    )
    differs = [one.what for one in compared.differences]
    if differs:
        return Whose(
            f"The record is not of the study's patient: {' and '.join(differs)} "
            f"differ{'s' if len(differs) == 1 else ''}.",
            other=True,
            differences=compared.differences,
        )
    if not compared.same:
        return Whose("Whether the record is of the study's patient is not known.", unknown=True)
    if known and number and number not in known:
        return Whose("The study's patient ID is none of the record's; name and birth date agree.")
    return Whose()


def _compared(patient: Patient, person: Person, study: StudyHeaders) -> Comparison:
    """By the name that fits best: middle names stand with the given one in some places, and people
    are called by several names."""
    names = [person.name, *person.other_names]
    joined = [_given_names_joined(one) for one in names]
    found = [
        same_patient(Order(replace(patient, name=one), OrderOrigin.FILE), study)
        for one in dict.fromkeys([*names, *joined])
    ]
    return min(found, key=lambda one: len(one.differences))


def _given_names_joined(name: str) -> str:
    family, _, given = name.partition("^")
    return f"{family}^{given.replace('^', ' ')}" if given else family
