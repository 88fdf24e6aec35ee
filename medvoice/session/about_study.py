"""What a study's headers say, as a report needs it: its context, its merge values, its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from medvoice.export.context import ContextError, ReportContext, context_of
from medvoice.report.template import Template
from medvoice.report.template_conditions import Examination, Laterality, Sex
from medvoice.study.headers import StudyFolder, StudyHeaders, listed, read_study

_KEYS = {
    "patient_name": "PatientName",
    "patient_id": "PatientID",
    "patient_id_issuer": "IssuerOfPatientID",
    "sex": "PatientSex",
    "accession": "AccessionNumber",
    "order": "PlacerOrderNumberImagingServiceRequest",
    "study_uid": "StudyInstanceUID",
    "modality": "Modality",
    "body_part": "BodyPartExamined",
    "reason": "ReasonForTheRequestedProcedure",
    "referring_physician": "ReferringPhysicianName",
    "institution": "InstitutionName",
}
"""Key of ReportContext -> DICOM keyword."""
_RADIOGRAPHS = {"CR", "DX", "DR", "XR"}
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}
_WHO_AND_WHICH = ("patient_name", "patient_id", "birth_date", "sex", "accession", "study_uid")


@dataclass(frozen=True, slots=True)
class AboutStudy:
    """context: of the report. template: with the study's facts and values. notes: sentences for the
    user: what was left out, what replaces what."""

    context: ReportContext
    template: Template
    notes: tuple[str, ...]


def about_study(path: Path, template: Template, given: Mapping[str, str]) -> AboutStudy:
    """given: what the user says, which counts before what the files say. Raises StudyFolderError,
    ContextError."""
    found = headers_in(path, given.get("study_uid", ""))
    about = about_headers(found.study, found.priors, template, given)
    return replace(about, notes=(*found.notes, *about.notes))


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """What a report takes from a study and its order: values of its context (keys of
    ReportContext), values for the template's merge fields, facts that decide about its
    sections."""

    context: Mapping[str, str]
    values: Mapping[str, str]
    examination: Examination

    def adapted(self, template: Template) -> Template:
        """The template with what is known."""
        return template.for_study(self.examination, self.values)


@dataclass(frozen=True, slots=True)
class HeadersIn:
    """study, priors: as of StudyFolder. notes: what was left out, which study it is of several."""

    study: StudyHeaders
    priors: tuple[StudyHeaders, ...]
    notes: tuple[str, ...]


def headers_in(path: Path, uid: str = "") -> HeadersIn:
    """uid: which study, where there are several. Raises StudyFolderError."""
    folder = read_study(path, uid)
    return HeadersIn(folder.study, folder.priors, tuple(_folder_notes(folder)))


def about_headers(
    study: StudyHeaders,
    priors: tuple[StudyHeaders, ...],
    template: Template,
    given: Mapping[str, str],
) -> AboutStudy:
    """The same of a study whose headers were read. Raises ContextError."""
    facts, notes = study_facts(study, priors)
    values = facts.context
    notes = [*_template_notes(study, template), *notes]
    for key in _WHO_AND_WHICH:
        if key in given and values.get(key, given[key]) != given[key]:
            notes.append(f"{key} is what --set says and not what the study says.")
    context = context_of({**values, **given})
    return AboutStudy(context, facts.adapted(template), tuple(notes))


def study_facts(
    study: StudyHeaders, priors: tuple[StudyHeaders, ...]
) -> tuple[StudyFacts, list[str]]:
    """(facts, what of the headers a report does not take, for the user)."""
    values, notes = _takeable(context_values(study))
    return StudyFacts(values, merge_values(study, priors), examination(study)), notes


def context_values(study: StudyHeaders) -> dict[str, str]:
    """Keys of ReportContext -> text, known ones only."""
    found = {key: study.text(keyword) for key, keyword in _KEYS.items()}
    found["procedure"] = study.text("RequestedProcedureDescription") or study.text(
        "StudyDescription"
    )
    found["birth_date"] = study.birth_date.isoformat() if study.birth_date else ""
    found["study_time"] = study.moment.isoformat() if study.moment else ""
    return {key: text for key, text in found.items() if text}


def merge_values(study: StudyHeaders, priors: tuple[StudyHeaders, ...]) -> dict[str, str]:
    """Names of `template_merge.merge_names` -> text, known ones only. The prior is the newest of
    the same modality, else the newest."""
    values = context_values(study)
    same = [one for one in priors if one.modality == study.modality]
    prior = next(iter([*same, *priors]), None)
    volume, dose = study.text("ContrastBolusVolume"), study.text("CTDIvol")
    sex = _SEXES.get(study.text("PatientSex").upper())
    found = {
        "patient.name": study.text("PatientName").replace("^", " ").strip(),
        "patient.id": values.get("patient_id", ""),
        "patient.sex": sex.value if sex else "",
        "patient.age": str(study.age) if study.age is not None else "",
        "patient.birth_date": values.get("birth_date", ""),
        "study.description": values.get("procedure", ""),
        "study.date": _day(study.moment),
        "study.accession": values.get("accession", ""),
        "study.modality": study.modality,
        "study.body_part": study.text("BodyPartExamined").lower(),
        "study.reason": values.get("reason", ""),
        "study.technique": ", ".join(study.series),
        "referrer.name": study.text("ReferringPhysicianName").replace("^", " ").strip(),
        "prior.description": _description(prior) if prior else "",
        "prior.date": _day(prior.moment) if prior else "",
        "contrast.agent": study.text("ContrastBolusAgent"),
        "contrast.volume": f"{_number(volume)} mL" if _number(volume) else "",
        "dose.ctdivol": f"{_number(dose)} mGy" if _number(dose) else "",
    }
    return {name: " ".join(text.split()) for name, text in found.items() if text.strip()}


def examination(study: StudyHeaders) -> Examination:
    """Facts that decide about a template's sections. Contrast is known where an agent is named;
    its absence from a header says nothing."""
    words = study.text("StudyDescription").lower().split()
    sides = {word for word in words if word in ("left", "right", "bilateral")}
    return Examination(
        sex=_SEXES.get(study.text("PatientSex").upper()),
        contrast=True if study.text("ContrastBolusAgent") else None,
        laterality=Laterality(sides.pop()) if len(sides) == 1 else None,
    )


def _takeable(values: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Values that a report's context takes; of each other one, why not."""
    taken, notes = {}, []
    for key, value in values.items():
        try:
            context_of({key: value})
        except ContextError as error:
            notes.append(f"The study's {error}; it is left out.")
        else:
            taken[key] = value
    return taken, notes


def _folder_notes(folder: StudyFolder) -> list[str]:
    study = folder.study
    notes = [f"Files of the study disagree about {doubt}; left out." for doubt in study.doubts]
    if folder.skipped:
        notes.append(f"Left out: {listed(folder.skipped)}.")
    if folder.priors:
        count = len(folder.priors)
        notes.append(
            f"The newest study is reported ({_day(study.moment)}, {_description(study)}); "
            f"{count} older {'study lies' if count == 1 else 'studies lie'} beside it."
        )
    return notes


def _template_notes(study: StudyHeaders, template: Template) -> list[str]:
    meant, found = template.front.modality.upper(), study.modality
    if not meant or not found or meant == found or {meant, found} <= _RADIOGRAPHS:
        return []
    return [f"The study is {found}, the template {template.name} is for {meant}."]


def _description(study: StudyHeaders) -> str:
    return study.text("StudyDescription") or study.modality


def _day(moment: datetime | date | None) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}" if moment else ""


def _number(text: str) -> str:
    """A positive decimal number without needless zeros; "" for anything else."""
    try:
        value = float(text)
    except ValueError:
        return ""
    return f"{value:g}" if 0 < value < 1e6 else ""
