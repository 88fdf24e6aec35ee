"""Facts about the patient, and about the record as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from medvoice.assistant.answering import Cite
from medvoice.records.facts_said import About, Fact, Told, counted
from medvoice.records.item import Kind, Standing
from medvoice.records.question_topics import Topic
from medvoice.records.record import Person


def _cites(person: Person, words: str) -> tuple[Cite, ...]:
    return (Cite(person.ref, 0, words, heading="patient"),) if person.ref else ()


def _fact(what: str, said: str, person: Person) -> Told:
    if not person.known or not said:
        return Told(f"The record does not say {what}.")
    return Told(f"{said} ({person.ref}).", _cites(person, said))


def _birth(about: About) -> Told:
    person = about.record.person
    said = f"Date of birth: {person.born.said}" if person.born else ""
    return _fact("when the patient was born", said, person)


def _age(about: About) -> Told:
    person = about.record.person
    if person.born is None or not person.known:
        return _fact("when the patient was born", "", person)
    if person.died not in ("", "no"):
        return _fact("", f"Born {person.born.said}, died {person.died}", person)
    ages = sorted({_years(person.born.last, about.today), _years(person.born.first, about.today)})
    said = " or ".join(map(str, ages))
    return _fact("", f"{said} years, born {person.born.said}", person)


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _sex(about: About) -> Told:
    person = about.record.person
    return _fact("the patient's sex", f"Sex: {person.sex}" if person.sex else "", person)


def _name(about: About) -> Told:
    person = about.record.person
    family, _, given = person.name.partition("^")
    said = " ".join(filter(None, [given.replace("^", " "), family]))
    return _fact("the patient's name", f"Name: {said}" if said else "", person)


def _id(about: About) -> Told:
    person = about.record.person
    said = "; ".join(f"{what}: {value}" for what, value in person.ids)
    return _fact("an identifier of the patient", said, person)


def _died(about: About) -> Told:
    person = about.record.person
    words = {"yes": "The patient is recorded as deceased", "no": "Recorded as not deceased"}
    said = words.get(person.died, f"Recorded as deceased {person.died}" if person.died else "")
    return _fact("whether the patient is alive", said, person)


def _overview(about: About) -> Told:
    record = about.record
    parts = []
    for kind in Kind:
        items = record.of(kind)
        void = len([one for one in items if one.standing is Standing.VOID])
        if items:
            rest = f" ({void} of them not counted)" if void else ""
            parts.append(f"{counted(len(items), str(kind))}{rest}")
    days = [one.when for one in record.items if one.when is not None]
    span = f" Dates from {days[-1].said} to {days[0].said}." if days else ""
    whose = f" of {record.person.ref}" if record.person.ref else ""
    rest = f" {record.other:,} resources of other kinds are not read." if record.other else ""
    notes = " ".join((*record.partial, *record.left_out))
    text = f"The record{whose} holds {', '.join(parts) or 'nothing that is read'}.{span}{rest}"
    return Told(f"{text} {notes}".rstrip(), _cites(record.person, text))


PERSON_FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {
        Topic.BIRTH_DATE: _birth,
        Topic.AGE: _age,
        Topic.SEX: _sex,
        Topic.NAME: _name,
        Topic.PATIENT_ID: _id,
        Topic.DECEASED: _died,
        Topic.OVERVIEW: _overview,
    }
)
