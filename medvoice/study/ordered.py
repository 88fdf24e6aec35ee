"""A study's headers completed by its order: what the order says counts before what a device wrote.

A device copies little of an order, and often an old copy; who the patient is has to agree first
(`order.same_patient`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from medvoice.study.order import Order, PriorExam
from medvoice.study.study_headers import StudyHeaders

LABELS = {
    "PatientID": "patient ID",
    "IssuerOfPatientID": "issuer of the patient ID",
    "PatientName": "patient name",
    "PatientBirthDate": "date of birth",
    "PatientSex": "sex",
    "AccessionNumber": "accession number",
    "PlacerOrderNumberImagingServiceRequest": "order number",
    "RequestedProcedureDescription": "procedure",
    "ReasonForTheRequestedProcedure": "indication",
    "BodyPartExamined": "body part",
    "ReferringPhysicianName": "referring physician",
}
"""DICOM keyword that an order may give -> its name for the user."""


def with_order(study: StudyHeaders, order: Order) -> tuple[StudyHeaders, tuple[str, ...]]:
    """(the headers with what the order says, what came from the order: values of LABELS). The
    study's UID, modality and time stay: they say what was really done."""
    said = _texts(order)
    new = {key: text for key, text in said.items() if study.text(key) != text}
    texts = {**study.texts, **new}
    if not study.modality and order.modality:
        texts["Modality"] = order.modality
    modality = study.modality or order.modality
    taken = tuple(LABELS[key] for key in LABELS if key in new)
    return replace(study, texts=texts, modality=modality), taken


def headers_of_order(order: Order) -> StudyHeaders:
    """Where there is no study: headers that say what the order says, of no moment and no file."""
    texts = {**_texts(order), "Modality": order.modality, "StudyInstanceUID": order.study_uid}
    known = {key: text for key, text in texts.items() if text}
    return StudyHeaders(order.study_uid, known, None, order.modality, (), 0)


def priors_with_order(
    priors: Sequence[StudyHeaders], order: Order, study: StudyHeaders
) -> tuple[StudyHeaders, ...]:
    """Newest first; those of the order that are none of the loaded ones are added. One that is no
    older than the study is none of its priors."""
    loaded = {one.text("AccessionNumber") for one in priors} - {""}
    days = {(one.text("StudyDate"), one.modality) for one in priors}
    named = [
        _prior(one)
        for one in order.priors
        if one.day is not None
        and (study.moment is None or one.day.isoformat() < study.moment.isoformat()[:10])
        and one.accession not in loaded
        and (f"{one.day:%Y%m%d}", one.modality) not in days
    ]
    both = [*priors, *named]
    return tuple(sorted(both, key=lambda one: one.text("StudyDate"), reverse=True))


def _prior(exam: PriorExam) -> StudyHeaders:
    texts = {
        "StudyDate": f"{exam.day:%Y%m%d}" if exam.day else "",
        "StudyDescription": exam.procedure,
        "Modality": exam.modality,
        "AccessionNumber": exam.accession,
    }
    known = {key: text for key, text in texts.items() if text}
    return StudyHeaders("", known, exam.day, exam.modality, (), 0)


def _texts(order: Order) -> dict[str, str]:
    """Known ones only."""
    patient = order.patient
    texts = {
        "PatientID": patient.id,
        "IssuerOfPatientID": patient.issuer,
        "PatientName": patient.name,
        "PatientBirthDate": f"{patient.birth_date:%Y%m%d}" if patient.birth_date else "",
        "PatientSex": patient.sex,
        "AccessionNumber": order.accession,
        "PlacerOrderNumberImagingServiceRequest": order.placer,
        "RequestedProcedureDescription": order.procedure,
        "ReasonForTheRequestedProcedure": order.indication,
        "BodyPartExamined": order.body_part,
        "ReferringPhysicianName": order.referring_physician,
    }
    return {key: text for key, text in texts.items() if text}
