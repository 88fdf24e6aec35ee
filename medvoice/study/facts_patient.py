"""Facts about the patient and the examination as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from medvoice.lexicon.exams import exam_words, modalities
from medvoice.study.facts_said import (
    About,
    Fact,
    day_said,
    header_fact,
    listed,
    number,
    person,
    silent,
    some,
    study_fact,
)
from medvoice.study.question_topics import Topic

_SEXES = {"F": "female", "M": "male", "O": "other"}
_AGE_UNITS = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}
_MODALITIES = {
    "CR": "CR (computed radiography)",
    "DX": "DX (digital radiography)",
    "MG": "MG (mammography)",
    "MR": "MR (magnetic resonance)",
    "US": "US (ultrasound)",
    "NM": "NM (nuclear medicine)",
    "PT": "PT (positron emission tomography)",
    "XA": "XA (X-ray angiography)",
    "RF": "RF (fluoroscopy)",
    "SM": "SM (slide microscopy)",
    "OT": "OT (other)",
}


def _age(about: About) -> str:
    headers = about.study.headers
    born, said = headers.birth_date, _said_age(headers.text("PatientAge"))
    years = headers.age
    if years is None:
        if said:
            return f"Age at the study: {said}."
        if born:
            told = silent("when the study was made")
            return f"Born {day_said(born)}; {told[:1].lower()}{told[1:]}"
        return silent("the patient's age")
    computed = _young(about) or f"{years} years"
    answer = f"Age at the study: {computed} (born {day_said(born)})"
    if said and not _agree(years, headers.text("PatientAge")):
        return f"{answer}; the header's own age field says {said}."
    return f"{answer}."


def _young(about: About) -> str:
    """Months under two years of age, days under two months."""
    headers = about.study.headers
    born, on = headers.birth_date, headers.moment
    if born is None or on is None or (headers.age or 0) >= 2:
        return ""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months >= 2:
        return f"{months} months"
    return f"{(on.toordinal() - born.toordinal())} days"


def _said_age(text: str) -> str:
    """ "042Y" as "42 years", anything else as it stands."""
    found = re.fullmatch(r"0*(\d{1,3})([DWMY])", text.strip().upper())
    return f"{found[1]} {_AGE_UNITS[found[2]]}" if found else text.strip()


def _agree(years: int, text: str) -> bool:
    found = re.fullmatch(r"0*(\d{1,3})([DWMY]?)", text.strip().upper())
    if found is None:
        return False
    months = {"D": 12 / 365.25, "W": 12 * 7 / 365.25, "M": 1.0, "Y": 12.0, "": 12.0}
    return int(int(found[1]) * months[found[2]] // 12) == years


def _sex(about: About) -> str:
    text = about.study.headers.text("PatientSex")
    if not text:
        return silent("the patient's sex")
    return f"The patient's sex in the headers: {_SEXES.get(text.upper(), text)}."


def _birth(about: About) -> str:
    born = about.study.headers.birth_date
    return f"Date of birth: {day_said(born)}." if born else silent("the date of birth")


def _weight(about: About) -> str:
    return _positive(about, "PatientWeight", "kg", "Weight", "the patient's weight")


def _height(about: About) -> str:
    return _positive(about, "PatientSize", "m", "Height", "the patient's height")


def _positive(about: About, keyword: str, unit: str, label: str, what: str) -> str:
    """Devices write 0 for what they do not know."""
    text = number(about.study.headers.text(keyword))
    try:
        known = float(text) > 0
    except ValueError:
        known = False
    return f"{label} in the headers: {text} {unit}." if known else silent(what)


def _reason(about: About) -> str:
    headers = about.study.headers
    found = [
        f"{label}: {headers.text(keyword)}."
        for keyword, label in (
            ("ReasonForTheRequestedProcedure", "Reason for the examination"),
            ("AdditionalPatientHistory", "History in the headers"),
        )
        if headers.text(keyword)
    ]
    return " ".join(found) or silent("why the study was made")


def _modality(about: About) -> str:
    found = list(dict.fromkeys(one.modality for one in about.study.series if one.modality))
    found = found or list(filter(None, [about.study.headers.modality]))
    if not found:
        return silent("the modality")
    said = listed([_MODALITIES.get(one, one) for one in found])
    asked = about.asked.modalities
    if asked and not about.asked.tokens & {"KIND", "MODALITY"}:
        own = frozenset[str]().union(*(modalities(exam_words(one)) for one in found))
        return f"{'Yes' if asked & own else 'No'}: the modality is {said}."
    return f"Modality: {said}."


def _description(about: About) -> str:
    headers = about.study.headers
    procedure = headers.text("RequestedProcedureDescription")
    study = headers.text("StudyDescription").replace("^", " ").strip()
    series = list(dict.fromkeys(one.description for one in about.series if one.description))
    parts = [
        f"Requested procedure: {procedure}." if procedure and procedure != study else "",
        f"Study description: {study}." if study else "",
        f"Series: {some(series, 12)}." if series else "",
    ]
    kind = _MODALITIES.get(headers.modality, headers.modality)
    if not study and not procedure:
        parts.insert(0, silent("a description of the study"))
        parts.append(f"Modality: {kind}." if kind else "")
        body = headers.text("BodyPartExamined")
        parts.append(f"Body part: {body.lower()}." if body else "")
    return " ".join(filter(None, parts))


def _body_part(about: About) -> str:
    found = list(dict.fromkeys(text.lower() for text in about.values("BodyPartExamined")))
    return f"Body part in the headers: {listed(found)}." if found else silent("the body part")


def _reader(about: About) -> str:
    text = about.study.headers.text("NameOfPhysiciansReadingStudy")
    return f"Reading physician: {person(text)}." if text else silent("who read the study")


def _deidentified(about: About) -> str:
    found = {text.upper() for text in about.values("PatientIdentityRemoved")}
    if not found:
        return silent("whether it was de-identified")
    return (
        "The headers say that the patient's identity was removed."
        if found == {"YES"}
        else f"Patient identity removed, as the headers say: {listed(sorted(found))}."
    )


PATIENT_FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {
        Topic.AGE: _age,
        Topic.BIRTH_DATE: _birth,
        Topic.SEX: _sex,
        Topic.NAME: study_fact("PatientName", "Patient", "the patient's name"),
        Topic.PATIENT_ID: study_fact("PatientID", "Patient ID", "the patient's ID"),
        Topic.WEIGHT: _weight,
        Topic.HEIGHT: _height,
        Topic.REASON: _reason,
        Topic.MODALITY: _modality,
        Topic.BODY_PART: _body_part,
        Topic.DESCRIPTION: _description,
        Topic.PROTOCOL: header_fact("ProtocolName", "Protocol", "the protocol"),
        Topic.ACCESSION: study_fact("AccessionNumber", "Accession number", "the accession number"),
        Topic.STUDY_UID: study_fact(
            "StudyInstanceUID", "Study instance UID", "a study instance UID"
        ),
        Topic.REFERRER: study_fact(
            "ReferringPhysicianName", "Referring physician", "who referred the patient"
        ),
        Topic.READER: _reader,
        Topic.DEIDENTIFIED: _deidentified,
        Topic.INSTITUTION: study_fact("InstitutionName", "Institution", "where the study was made"),
    }
)
