"""Test helper: a small FHIR record of the patient of `studies_shown`, and one of another patient."""

from __future__ import annotations

import json
from typing import Any


def patient(family: str = "Doe", given: str = "Jane", born: str = "1970-01-02") -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": "jane",
        "name": [{"family": family, "given": [given]}],
        "birthDate": born,
        "gender": "female",
        "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": "P-1"}],
    }


def creatinine(value: str, day: str = "2024-02-20", number: str = "crea") -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": number,
        "status": "final",
        "subject": {"reference": "Patient/jane"},
        "code": {"text": "Creatinine"},
        "effectiveDateTime": day,
        "valueQuantity": {"value": float(value), "unit": "mg/dL"},
    }


ALLERGY = {
    "resourceType": "AllergyIntolerance",
    "id": "contrast",
    "patient": {"reference": "Patient/jane"},
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "verificationStatus": {"coding": [{"code": "confirmed"}]},
    "code": {"text": "Iodinated contrast media"},
}


def bundle(*resources: dict[str, Any]) -> bytes:
    entries = [{"resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def doe(value: str = "1.3") -> bytes:
    return bundle(patient(), creatinine(value), ALLERGY)


def roe(value: str = "9.9") -> bytes:
    """Another patient, of whom the same things are known."""
    return bundle(patient("Roe", "Rita", "1981-05-06"), creatinine(value), ALLERGY)
