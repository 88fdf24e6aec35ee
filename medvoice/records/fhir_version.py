"""Which version of FHIR a resource was written in, by what only another one than R4 has.

Resources do not say their version. What is listed here are types, members and shapes that R4 (and
R4B, which is the same for all that is read) does not have: hl7.org/fhir, the pages "R3 Diff" of R4
and "R4 Diff" of R5, and DSTU2's resource list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from medvoice.records.json_values import Node, nodes

_OLD = "DSTU2 or STU3"
_TYPES = {
    "MedicationOrder": "DSTU2",
    "DiagnosticOrder": "DSTU2",
    "ImagingObjectSelection": "DSTU2",
    "DeviceUseRequest": "DSTU2",
    "ImagingManifest": "STU3",
    "ProcedureRequest": _OLD,
    "ReferralRequest": _OLD,
    "BodySite": _OLD,
    "DeviceComponent": _OLD,
    "DeviceUsage": "R5",
    "ImagingSelection": "R5",
    "GenomicStudy": "R5",
    "EncounterHistory": "R5",
}

_Sign = Callable[[Any], bool]


def _present(value: Any) -> bool:
    return value is not None


def _word(value: Any) -> bool:
    return isinstance(value, str)


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _items(value: Any) -> bool:
    return isinstance(value, list)


def _of_concept(value: Any) -> bool:
    """A CodeableReference with a concept."""
    return isinstance(value, dict) and "concept" in value


_SIGNS: dict[str, tuple[tuple[str, _Sign, str], ...]] = {
    "Patient": (("animal", _present, _OLD),),
    "Condition": (
        ("patient", _present, "DSTU2"),
        ("clinicalStatus", _word, _OLD),
        ("verificationStatus", _word, _OLD),
        ("participant", _present, "R5"),
    ),
    "AllergyIntolerance": (
        ("substance", _present, "DSTU2"),
        ("clinicalStatus", _word, "STU3"),
        ("verificationStatus", _word, "STU3"),
        ("type", _object, "R5"),
        ("participant", _present, "R5"),
    ),
    "Observation": (
        ("comments", _present, "DSTU2"),
        ("comment", _present, "STU3"),
        ("related", _present, _OLD),
        ("context", _present, "STU3"),
        ("triggeredBy", _present, "R5"),
        ("bodyStructure", _present, "R5"),
    ),
    "Encounter": (
        ("class", _word, "DSTU2"),
        ("class", _items, "R5"),
        ("patient", _present, "DSTU2"),
        ("actualPeriod", _present, "R5"),
    ),
    "Procedure": (
        ("notPerformed", _present, "DSTU2"),
        ("notDone", _present, "STU3"),
        ("occurrenceDateTime", _present, "R5"),
        ("occurrencePeriod", _present, "R5"),
        ("occurrenceString", _present, "R5"),
    ),
    "MedicationRequest": (("medication", _object, "R5"), ("context", _present, "STU3")),
    "MedicationStatement": (
        ("wasNotTaken", _present, "DSTU2"),
        ("patient", _present, "DSTU2"),
        ("taken", _present, "STU3"),
        ("medication", _object, "R5"),
    ),
    "MedicationAdministration": (
        ("wasNotGiven", _present, "DSTU2"),
        ("notGiven", _present, "STU3"),
        ("medication", _object, "R5"),
    ),
    "MedicationDispense": (("notDone", _present, "STU3"), ("medication", _object, "R5")),
    "Immunization": (
        ("date", _present, _OLD),
        ("wasNotGiven", _present, "DSTU2"),
        ("notGiven", _present, "STU3"),
    ),
    "ImagingStudy": (
        ("patient", _present, _OLD),
        ("accession", _present, _OLD),
        ("modalityList", _present, "STU3"),
    ),
    "DiagnosticReport": (
        ("codedDiagnosis", _present, _OLD),
        ("image", _present, _OLD),
        ("context", _present, "STU3"),
        ("composition", _present, "R5"),
    ),
    "DocumentReference": (
        ("indexed", _present, _OLD),
        ("created", _present, _OLD),
        ("context", _items, "R5"),
    ),
    "FamilyMemberHistory": (("notDone", _present, "STU3"),),
    "ServiceRequest": (("code", _of_concept, "R5"),),
}


def other_version(body: Node) -> tuple[str, str] | None:
    """(version, what shows it: "Encounter.class") of a resource that is not R4; None for one that
    may be."""
    kind = body.get("resourceType")
    if not isinstance(kind, str):
        return None
    if kind in _TYPES:
        return _TYPES[kind], f"there is a {kind}"
    if (named := _named(body)) is not None:
        return named, f"{kind}.fhirVersion"
    for member, sign, version in _SIGNS.get(kind, ()):
        if member in body and sign(body[member]):
            return version, f"{kind}.{member}"
    if kind == "ImagingStudy":
        for series in nodes(body, "series"):
            if isinstance(series.get("modality"), dict) and "coding" in series["modality"]:
                return "R5", "ImagingStudy.series.modality"
    return None


def _named(body: Node) -> str | None:
    """Of a resource that is about a version of FHIR."""
    said = body.get("fhirVersion")
    first = said[0] if isinstance(said, list) and said else said
    if not isinstance(first, str) or first.startswith("4."):
        return None
    return {"1": "DSTU2", "3": "STU3", "5": "R5"}.get(first[:1], "another version")
