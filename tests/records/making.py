"""Small FHIR R4 records for tests."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from medvoice.assistant.answering import Answer
from medvoice.records.fhir_files import Files, Resource
from medvoice.records.json_values import parsed
from medvoice.records.reading import record_of
from medvoice.records.record import Record
from medvoice.records.record_facts import RecordFacts

TODAY = date(2024, 6, 30)
LOINC = "http://loinc.org"
PATIENT = {"resourceType": "Patient", "id": "p", "birthDate": "1960-02-29", "gender": "female"}
SUBJECTS = {"AllergyIntolerance", "Immunization", "FamilyMemberHistory", "Device"}


def resource(kind: str, name: str, **body: Any) -> dict[str, Any]:
    key = "patient" if kind in SUBJECTS else "subject"
    return {"resourceType": kind, "id": name, key: {"reference": "Patient/p"}, **body}


def coded(*words: str) -> dict[str, Any]:
    """A status as FHIR writes it."""
    return {"coding": [{"code": word} for word in words]}


def lab(
    name: str, value: str | None, day: str, text: str = "Creatinine", **body: Any
) -> dict[str, Any]:
    amount = {"valueQuantity": {"value": json.loads(value), "unit": "mg/dL"}} if value else {}
    return resource(
        "Observation",
        name,
        **{"status": "final", "code": {"text": text}, "effectiveDateTime": day, **amount, **body},
    )


def condition(
    name: str, text: str, clinical: str = "active", verification: str = "confirmed", **body: Any
) -> dict[str, Any]:
    statuses = {"clinicalStatus": coded(clinical)} if clinical else {}
    return resource(
        "Condition",
        name,
        **{"code": {"text": text}, "verificationStatus": coded(verification), **statuses, **body},
    )


def order(name: str, text: str, status: str = "active", **body: Any) -> dict[str, Any]:
    return resource(
        "MedicationRequest",
        name,
        **{
            "status": status,
            "intent": "order",
            "medicationCodeableConcept": {"text": text},
            **body,
        },
    )


def record(*resources: dict[str, Any], patient: bool = True) -> Record:
    every = (PATIENT, *resources) if patient else resources
    read = (parsed(json.dumps(one)) for one in every)
    return record_of(Files(tuple(Resource(one["resourceType"], one["id"], one) for one in read)))


def ask(question: str, *resources: dict[str, Any]) -> Answer:
    """Fails where the question is not taken."""
    answer = RecordFacts(record(*resources)).answer(question, TODAY)
    assert answer is not None, f"not taken: {question}"
    return answer


def named(answer: Answer) -> set[str]:
    return {one.source for one in answer.cites}


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    entries = [{"fullUrl": f"urn:uuid:{at}", "resource": one} for at, one in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries, **more}


def file(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path
