"""Merge names of MRRT files: what an information system fills in, under the names in use."""

from __future__ import annotations

import re

_NAMES = {
    "patientname": "patient.name",
    "patientid": "patient.id",
    "patientsex": "patient.sex",
    "patientgender": "patient.sex",
    "sex": "patient.sex",
    "gender": "patient.sex",
    "patientage": "patient.age",
    "age": "patient.age",
    "patientbirthdate": "patient.birth_date",
    "patientdob": "patient.birth_date",
    "birthdate": "patient.birth_date",
    "dateofbirth": "patient.birth_date",
    "accessionnumber": "study.accession",
    "accession": "study.accession",
    "studydate": "study.date",
    "examdate": "study.date",
    "studydescription": "study.description",
    "procedure": "study.description",
    "proceduredescription": "study.description",
    "modality": "study.modality",
    "bodypart": "study.body_part",
    "bodypartexamined": "study.body_part",
    "reasonforexam": "study.reason",
    "reasonforstudy": "study.reason",
    "indication": "study.reason",
    "clinicalinformation": "study.reason",
    "referringphysician": "referrer.name",
    "referringphysicianname": "referrer.name",
    "orderingphysician": "referrer.name",
    "comparison": "prior.description",
    "priordate": "prior.date",
    "contrastagent": "contrast.agent",
    "contrastbolusagent": "contrast.agent",
    "contrastvolume": "contrast.volume",
    "contrastbolusvolume": "contrast.volume",
    "ctdivol": "dose.ctdivol",
    "dlp": "dose.dlp",
}


def merge_name(name: str) -> str:
    """medvoice's name of the value, "" where it has none."""
    return _NAMES.get(re.sub(r"[^a-z]", "", name.lower()), "")
