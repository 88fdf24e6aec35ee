"""A synthetic patient's record of FHIR R4 resources, seeded, with what is true of it.

Nothing of medvoice is used here: the truth is what the generator wrote down before it made the
resources. Invented throughout; no person is meant.
"""

from __future__ import annotations

import base64
import json
import random
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

TODAY = date(2024, 6, 30)
PATIENT = "Patient/p1"
LOINC, SNOMED, ICD = (
    "http://loinc.org",
    "http://snomed.info/sct",
    "http://hl7.org/fhir/sid/icd-10-cm",
)
Json = dict[str, Any]


@dataclass(frozen=True)
class Lab:
    """One result as it was written. counts: whether it is one (not void, with a value)."""

    ref: str
    day: date
    value: float
    text: str
    unit: str
    counts: bool = True


@dataclass
class Truth:
    """labs: by test, oldest first. done: by what was done, (ref, day), oldest first, void ones left
    out. void: refs that must never be told as facts."""

    labs: dict[str, list[Lab]] = field(default_factory=dict)
    done: dict[str, list[tuple[str, date]]] = field(default_factory=dict)
    void: set[str] = field(default_factory=set)

    def last(self, test: str) -> Lab:
        return [one for one in self.labs[test] if one.counts][-1]


TESTS = {
    # name: (LOINC, display, unit, low, high, digits)
    "creatinine": ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 0.6, 1.2, 2),
    "egfr": ("33914-3", "Glomerular filtration rate/1.73 sq M.predicted", "mL/min/{1.73_m2}", 60.0,
             120.0, 0),
    "urea": ("3094-0", "Urea nitrogen [Mass/volume] in Serum or Plasma", "mg/dL", 7.0, 20.0, 0),
    "potassium": ("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 3.5, 5.1, 1),
    "sodium": ("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", 136.0, 145.0, 0),
    "hemoglobin": ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 12.0, 16.0, 1),
    "white cells": ("6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", 4.5,
                    11.0, 1),
    "platelets": ("777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL", 150.0,
                  400.0, 0),
    "crp": ("1988-5", "C reactive protein [Mass/volume] in Serum or Plasma", "mg/L", 0.0, 5.0, 1),
    "alt": ("1742-6", "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
            "U/L", 7.0, 45.0, 0),
}  # fmt: skip


class Maker:
    """Makes resources one after the other; ids say nothing of what they are."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.resources: list[Json] = []
        self.truth = Truth()
        self._number = 0

    def add(self, kind: str, body: Json, *, subject: str = "subject", void: bool = False) -> str:
        self._number += 1
        name = f"r{self._number:05}"
        resource = {"resourceType": kind, "id": name, **body}
        if subject:
            resource[subject] = {"reference": PATIENT}
        self.resources.append(resource)
        ref = f"{kind}/{name}"
        if void:
            self.truth.void.add(ref)
        return ref

    def did(self, what: str, ref: str, day: date) -> None:
        self.truth.done.setdefault(what, []).append((ref, day))
        self.truth.done[what].sort(key=lambda one: one[1])

    def lab(
        self,
        test: str,
        day: date,
        value: float | None,
        code: tuple[str, str],
        unit: str,
        *,
        status: str = "final",
        digits: int = 1,
        more: Json | None = None,
        comparator: str = "",
    ) -> str:
        text = f"{value:.{digits}f}" if value is not None else ""
        body: Json = {
            "status": status,
            "category": [concept("http://terminology.hl7.org/CodeSystem/observation-category",
                                 "laboratory", "Laboratory")],
            "code": concept(LOINC, *code),
            "effectiveDateTime": f"{day.isoformat()}T{8 + self._number % 9:02}:15:00+02:00",
            **(more or {}),
        }  # fmt: skip
        if value is not None:
            body["valueQuantity"] = {
                "value": number(text), "unit": unit, "code": unit,
                "system": "http://unitsofmeasure.org",
                **({"comparator": comparator} if comparator else {}),
            }  # fmt: skip
        counts = status in ("final", "amended", "corrected", "preliminary") and value is not None
        counts = counts and not (more or {}).get("focus")
        ref = self.add("Observation", body, void=status in ("entered-in-error", "cancelled"))
        if value is not None and not counts:
            self.truth.void.add(ref)
        self.truth.labs.setdefault(test, []).append(
            Lab(ref, day, value if value is not None else 0.0, text, unit, counts)
        )
        self.truth.labs[test].sort(key=lambda one: one.day)
        return ref


def number(text: str) -> str:
    """Stands for a number with exactly these digits until it is written."""
    return f"@{text}@"


def written(bundle: Json) -> str:
    """As JSON, its numbers with the digits they were given."""
    return re.sub(r'"@([-0-9.]+)@"', r"\1", json.dumps(bundle))


def concept(system: str, code: str, display: str, text: str = "") -> Json:
    return {"coding": [{"system": system, "code": code, "display": display}],
            **({"text": text} if text else {})}  # fmt: skip


def clinical(status: str) -> Json:
    return concept("http://terminology.hl7.org/CodeSystem/condition-clinical", status, status)


def verified(status: str) -> Json:
    return concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", status, status)


def made(seed: int = 7, resources: int = 2_000) -> tuple[Json, Truth]:
    """A bundle of so many resources, and the truth."""
    maker = Maker(seed)
    _patient(maker)
    _labs(maker)
    _special_labs(maker)
    _conditions(maker)
    _allergies(maker)
    _medications(maker)
    _procedures(maker)
    _imaging(maker)
    _rest(maker)
    while len(maker.resources) < resources:
        day = TODAY - timedelta(days=maker.random.randrange(3000))
        maker.add("Claim", {"status": "active", "created": day.isoformat()}, subject="patient")
    maker.random.shuffle(maker.resources)
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in maker.resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}, maker.truth


def _patient(maker: Maker) -> None:
    maker.resources.append({
        "resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1958-03-14",
        "name": [{"use": "official", "family": "Musterfrau", "given": ["Erika", "Maria"]}],
        "identifier": [{"system": "urn:oid:1.2.3", "value": "4711-0815",
                        "type": concept("http://terminology.hl7.org/CodeSystem/v2-0203", "MR",
                                        "Medical record number")}],
        "deceasedBoolean": False,
    })  # fmt: skip


def _labs(maker: Maker) -> None:
    """Two panels a month over eight and a half years, some of them missing."""
    for test, (code, display, unit, low, high, digits) in TESTS.items():
        level = (low + high) / 2
        for half in range(204):
            if maker.random.random() < 0.24:
                continue
            month, late = divmod(half, 2)
            within = maker.random.randrange(1, 15) + 14 * late
            day = date(2016 + month // 12, month % 12 + 1, within)
            if day >= TODAY or (test == "creatinine" and day >= date(2024, 3, 1)):
                continue
            level += maker.random.uniform(-0.12, 0.12) * (high - low)
            level = min(max(level, low * 0.6 + 0.1), high * 1.5)
            value = round(level, digits)
            flag = "H" if value > high else "L" if value < low else "N"
            maker.lab(test, day, value, (code, display), unit, digits=digits, more={
                "referenceRange": [{"low": {"value": low, "unit": unit},
                                    "high": {"value": high, "unit": unit}}],
                "interpretation": [concept(
                    "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", flag,
                    flag)],
            })  # fmt: skip
    for month, value in zip((3, 4, 5, 6), (1.41, 1.52, 1.63, 1.75), strict=True):
        day = date(2024, month, 29)
        if month == 6:
            day = date(2024, 6, 28)
        maker.lab("creatinine", day, value, TESTS["creatinine"][:2], "mg/dL", digits=2, more={
            "referenceRange": [{"low": {"value": 0.6, "unit": "mg/dL"},
                                "high": {"value": 1.2, "unit": "mg/dL"}}],
            "interpretation": [concept(
                "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "H", "High")],
        })  # fmt: skip
    maker.lab("creatinine", date(2024, 6, 29), 9.99, TESTS["creatinine"][:2], "mg/dL", digits=2,
              status="entered-in-error")  # fmt: skip
    maker.lab("potassium", date(2024, 6, 29), 8.8, TESTS["potassium"][:2], "mmol/L",
              status="cancelled")  # fmt: skip


def _special_labs(maker: Maker) -> None:
    for year in range(2018, 2024):
        maker.lab("urine creatinine", date(year, 9, 3), 90.0 + year - 2018,
                  ("2161-8", "Creatinine [Mass/volume] in Urine"), "mg/dL", digits=0)  # fmt: skip
    for at in range(12):
        day = date(2021, 1, 5) + timedelta(days=100 * at)
        maker.lab("inr", day, round(1.9 + 0.1 * (at % 5), 1), ("6301-6", "INR in Platelet poor "
                  "plasma by Coagulation assay"), "{INR}")  # fmt: skip
    for at in range(16):
        day = date(2016, 2, 10) + timedelta(days=182 * at)
        maker.lab("hba1c", day, round(6.2 + 0.15 * (at % 7), 1), ("4548-4", "Hemoglobin "
                  "A1c/Hemoglobin.total in Blood"), "%")  # fmt: skip
    for at in range(30):
        day = date(2016, 3, 1) + timedelta(days=100 * at)
        maker.lab("glucose mg", day, 100.0 + at, ("2345-7", "Glucose [Mass/volume] in Serum or "
                  "Plasma"), "mg/dL", digits=0)  # fmt: skip
    for at, value in enumerate((6.1, 6.4, 5.9)):
        maker.lab("glucose mmol", date(2024, 4 + at, 20), value, ("14749-6", "Glucose "
                  "[Moles/volume] in Serum or Plasma"), "mmol/L")  # fmt: skip
    for at in range(34):
        day = date(2016, 1, 20) + timedelta(days=90 * at)
        parts = [
            {"code": concept(LOINC, code, display),
             "valueQuantity": {"value": number(str(value)), "unit": "mm[Hg]"}}
            for code, display, value in (
                ("8480-6", "Systolic blood pressure", 120 + at), ("8462-4", "Diastolic blood "
                 "pressure", 70 + at % 20))
        ]  # fmt: skip
        ref = maker.add("Observation", {
            "status": "final", "code": concept(LOINC, "85354-9", "Blood pressure panel with all "
            "children optional"), "effectiveDateTime": day.isoformat(), "component": parts,
        })  # fmt: skip
        maker.truth.labs.setdefault("systolic", []).append(
            Lab(ref, day, 120.0 + at, str(120 + at), "mm[Hg]")
        )
    for at in range(17):
        day = date(2016, 5, 2) + timedelta(days=170 * at)
        maker.lab("weight", day, 81.0 - at * 0.5, ("29463-7", "Body Weight"), "kg")
    maker.lab("d-dimer", date(2023, 11, 2), 0.27, ("48065-7", "Fibrin D-dimer FEU"), "ug/mL",
              digits=2, comparator="<")  # fmt: skip
    maker.lab("lactate", date(2024, 6, 27), 2.4, ("2524-7", "Lactate [Moles/volume] in Serum or "
              "Plasma"), "mmol/L", status="preliminary")  # fmt: skip
    maker.lab("ferritin", date(2023, 5, 5), 300.0, ("2276-4", "Ferritin [Mass/volume] in Serum"),
              "ng/mL", status="entered-in-error")  # fmt: skip
    maker.lab("troponin", date(2024, 6, 28), None, ("6598-7", "Troponin T.cardiac"), "ng/L",
              status="registered")  # fmt: skip
    maker.lab("tsh", date(2022, 8, 8), 2.31, ("3016-3", "Thyrotropin [Units/volume] in Serum or "
              "Plasma"), "m[IU]/L", digits=2)  # fmt: skip
    maker.lab("tsh", date(2024, 2, 1), 77.0, ("3016-3", "Thyrotropin"), "m[IU]/L",
              more={"focus": [{"reference": "RelatedPerson/fetus"}]})  # fmt: skip
    for day, code, words in (
        (date(2015, 1, 1), "77176002", "Smoker"), (date(2021, 4, 4), "8517006", "Ex-smoker"),
    ):  # fmt: skip
        ref = maker.add("Observation", {
            "status": "final", "code": concept(LOINC, "72166-2", "Tobacco smoking status"),
            "effectiveDateTime": day.isoformat(), "valueCodeableConcept": concept(SNOMED, code,
                                                                                 words),
        })  # fmt: skip
        maker.did("smoking", ref, day)


def _conditions(maker: Maker) -> None:
    rows = (
        # key, system, code, name, clinical, verification, onset, abatement, void
        ("diabetes", ICD, "E11.9", "Type 2 diabetes mellitus without complications", "active",
         "confirmed", "2012-05", "", False),
        ("hypertension", ICD, "I10", "Essential (primary) hypertension", "active", "confirmed",
         "2010", "", False),
        ("pulmonary hypertension", ICD, "I27.2", "Pulmonary hypertension", "active", "confirmed",
         "2023-01-15", "", False),
        ("breast cancer", SNOMED, "254837009", "Infiltrating duct carcinoma of left breast",
         "remission", "confirmed", "2014-03-02", "", False),
        ("kidney", SNOMED, "433144002", "Chronic kidney disease stage 3", "active", "confirmed",
         "2019-08-20", "", False),
        ("af", SNOMED, "49436004", "Atrial fibrillation (disorder)", "active", "confirmed",
         "2020-12-11", "", False),
        ("pneumonia", ICD, "J18.9", "Pneumonia, unspecified organism", "resolved", "confirmed",
         "2017-02-03", "2017-02-20", False),
        ("pneumonia", ICD, "J18.9", "Pneumonia, unspecified organism", "resolved", "confirmed",
         "2021-11-07", "2021-12-01", False),
        ("suspected pe", "urn:local", "x1", "Suspected pulmonary embolism", "active", "confirmed",
         "2022-04-01", "", False),
        ("pe", SNOMED, "59282003", "Pulmonary embolism", "", "refuted", "2022-04-02", "", True),
        ("asthma", ICD, "J45.909", "Unspecified asthma", "", "entered-in-error", "2018-01-01", "",
         True),
        ("copd", SNOMED, "13645005", "Chronic obstructive lung disease", "active", "provisional",
         "2024-01-09", "", False),
        ("family colon", ICD, "Z80.0", "Family history of malignant neoplasm of colon", "active",
         "confirmed", "2011-06-06", "", False),
        ("dvt", SNOMED, "128053003", "Deep venous thrombosis", "resolved", "confirmed",
         "2016-09-09", "2017-03-01", False),
        ("gout", ICD, "M10.9", "Gout, unspecified", "", "confirmed", "2013-07-07", "", False),
    )  # fmt: skip
    for key, system, code, name, status, sure, onset, over, void in rows:
        body: Json = {"code": concept(system, code, name), "onsetDateTime": onset,
                      "verificationStatus": verified(sure)}  # fmt: skip
        if status:
            body["clinicalStatus"] = clinical(status)
        if over:
            body["abatementDateTime"] = over
        ref = maker.add("Condition", body, void=void)
        maker.did(key, ref, TODAY)
    refused = maker.add("Condition", {
        "code": concept(SNOMED, "56265001", "Heart disease"), "clinicalStatus": clinical("active"),
        "modifierExtension": [{"url": "urn:local:not-this-patient", "valueBoolean": True}],
    }, void=True)  # fmt: skip
    maker.did("modified", refused, TODAY)
    for who, code, name in (
        ("mother", "254837009", "Malignant neoplasm of breast"),
        ("father", "22298006", "Myocardial infarction"),
    ):
        ref = maker.add("FamilyMemberHistory", {
            "status": "completed", "relationship": concept(SNOMED, "x", who),
            "condition": [{"code": concept(SNOMED, code, name)}],
        }, subject="patient")  # fmt: skip
        maker.did(f"{who}'s", ref, TODAY)


def _allergies(maker: Maker) -> None:
    for key, name, status, sure, void, reaction in (
        ("contrast", "Iohexol", "active", "confirmed", False, "Urticaria"),
        ("penicillin", "Penicillin V", "active", "confirmed", False, "Anaphylaxis"),
        ("latex", "Latex", "resolved", "confirmed", False, ""),
        ("gadolinium", "Gadobutrol", "", "refuted", True, ""),
        ("aspirin allergy", "Aspirin", "", "entered-in-error", True, ""),
        ("shellfish", "Shellfish", "active", "unconfirmed", False, "Nausea"),
    ):
        body: Json = {"code": {"text": name}, "verificationStatus": verified(sure),
                      "recordedDate": "2015-10-10"}  # fmt: skip
        if status:
            body["clinicalStatus"] = clinical(status)
        if reaction:
            body["reaction"] = [{"manifestation": [{"text": reaction}]}]
        maker.did(key, maker.add("AllergyIntolerance", body, subject="patient", void=void), TODAY)


def _medications(maker: Maker) -> None:
    maker.resources.append({
        "resourceType": "Medication", "id": "med-apixaban",
        "code": {"text": "Apixaban 5 MG Oral Tablet"},
    })  # fmt: skip
    for key, name, status, day, more, void in (
        ("apixaban", "", "active", "2021-01-04",
         {"medicationReference": {"reference": "Medication/med-apixaban"},
          "dosageInstruction": [{"text": "5 mg twice daily"}]}, False),
        ("warfarin", "Warfarin Sodium 5 MG Oral Tablet", "stopped", "2016-09-10", {}, False),
        ("metformin", "Glucophage 500 MG", "on-hold", "2012-06-01",
         {"dosageInstruction": [{"text": "500 mg with meals"}]}, False),
        ("metoprolol", "Metoprolol succinate 50 MG", "active", "2020-12-12", {}, False),
        ("atorvastatin", "Atorvastatin 20 MG", "active", "2019-01-01", {}, False),
        ("aspirin", "Aspirin 81 MG", "completed", "2013-03-03", {}, False),
        ("ibuprofen", "Ibuprofen 400 MG", "active", "2022-02-02", {"doNotPerform": True}, True),
        ("prednisone", "Prednisone 20 MG", "active", "2024-06-01", {"intent": "plan"}, False),
        ("insulin", "Insulin glargine", "entered-in-error", "2020-02-20", {}, True),
        ("unknown", "Zyntavil 5 MG", "active", "2023-03-30", {}, False),
        ("tamoxifen", "Tamoxifen 20 MG", "completed", "2014-08-01", {}, False),
    ):  # fmt: skip
        body: Json = {"status": status, "intent": "order", "authoredOn": day, **more}
        if name:
            body["medicationCodeableConcept"] = {"text": name}
        maker.did(key, maker.add("MedicationRequest", body, void=void), date.fromisoformat(day))


def _procedures(maker: Maker) -> None:
    rows = [
        ("cholecystectomy", "Laparoscopic cholecystectomy", "completed", date(2009, 4, 7), False),
        ("hip", "Total replacement of left hip joint", "completed", date(2018, 10, 2), False),
        ("lumpectomy", "Lumpectomy of breast", "completed", date(2014, 4, 15), False),
        ("appendectomy", "Appendectomy", "not-done", date(2012, 2, 2), True),
        ("knee", "Total knee replacement", "entered-in-error", date(2019, 3, 3), True),
        ("bypass", "Coronary artery bypass graft", "preparation", date(2024, 8, 1), False),
        *(("colonoscopy", "Colonoscopy", "completed", date(year, 5, 11), False)
          for year in (2013, 2018, 2023)),
        *(("phlebotomy", "Phlebotomy", "completed", date(2016, 1, 3) + timedelta(days=91 * at),
           False) for at in range(30)),
    ]  # fmt: skip
    for key, name, status, day, void in rows:
        ref = maker.add("Procedure", {"status": status, "code": {"text": name},
                                      "performedDateTime": day.isoformat()}, void=void)  # fmt: skip
        maker.did(key, ref, day)
    ref = maker.add("Device", {"status": "active", "type": {"text": "Cardiac pacemaker"},
                               "manufacturer": "Acme"}, subject="patient")  # fmt: skip
    maker.did("pacemaker", ref, TODAY)


def _imaging(maker: Maker) -> None:
    exams = [
        *(("ct chest", "CT", "CT Chest with contrast", date(2019 + at, 3, 5 + at))
          for at in range(5)),
        *(("ct abdomen", "CT", "CT Abdomen and Pelvis", date(2020 + 2 * at, 7, 1))
          for at in range(2)),
        ("mr brain", "MR", "MRI Brain without contrast", date(2021, 9, 30)),
        *(("xr chest", "DX", "XR Chest PA and lateral", date(2016 + at, 11, 7))
          for at in range(8)),
        *(("us abdomen", "US", "Ultrasound abdomen", date(2017 + 3 * at, 1, 17))
          for at in range(3)),
    ]  # fmt: skip
    for at, (key, modality, name, day) in enumerate(exams):
        study = maker.add("ImagingStudy", {
            "status": "available", "started": f"{day.isoformat()}T10:00:00Z", "description": name,
            "modality": [{"system": "http://dicom.nema.org/resources/ontology/DCM",
                          "code": modality}],
        })  # fmt: skip
        words = f"FINDINGS: Sentence {at} of {key}.\nIMPRESSION: Conclusion number {at} of {key}."
        body: Json = {
            "status": "final", "code": {"text": name}, "effectiveDateTime": day.isoformat(),
            "category": [concept("http://terminology.hl7.org/CodeSystem/v2-0074", "RAD",
                                 "Radiology")],
        }  # fmt: skip
        if at % 2:
            data = base64.b64encode(words.encode()).decode()
            body["presentedForm"] = [{"contentType": "text/plain", "data": data}]
        else:
            body["conclusion"] = f"Conclusion number {at} of {key}."
        report = maker.add("DiagnosticReport", body)
        maker.did(key, study, day)
        maker.did(f"{key} report", report, day)
        maker.did(f"{key} says", f"Conclusion number {at} of {key}.", day)
    maker.add("ImagingStudy", {
        "status": "cancelled", "started": "2024-05-05T10:00:00Z", "description": "CT Chest",
        "modality": [{"code": "CT"}],
    }, void=True)  # fmt: skip
    maker.add("DiagnosticReport", {
        "status": "entered-in-error", "code": {"text": "CT Chest"}, "conclusion": "Wrong patient.",
        "effectiveDateTime": "2024-05-06",
    }, void=True)  # fmt: skip
    ref = maker.add("ServiceRequest", {
        "status": "active", "intent": "order", "authoredOn": "2024-06-20",
        "code": {"text": "MRI lumbar spine"},
    })  # fmt: skip
    maker.did("order", ref, date(2024, 6, 20))


def _rest(maker: Maker) -> None:
    for year in range(2015, 2024):
        ref = maker.add("Immunization", {
            "status": "completed", "vaccineCode": {"text": "Influenza, seasonal, injectable"},
            "occurrenceDateTime": f"{year}-10-15",
        }, subject="patient")  # fmt: skip
        maker.did("influenza", ref, date(year, 10, 15))
    for day, status in (("2021-03-01", "completed"), ("2021-04-12", "completed"),
                        ("2022-01-10", "not-done")):  # fmt: skip
        ref = maker.add("Immunization", {
            "status": status, "vaccineCode": {"text": "COVID-19, mRNA vaccine"},
            "occurrenceDateTime": day,
        }, subject="patient", void=status != "completed")  # fmt: skip
        if status == "completed":
            maker.did("covid shot", ref, date.fromisoformat(day))
    for at in range(60):
        day = date(2016, 1, 8) + timedelta(days=50 * at)
        inpatient = at % 12 == 5
        ref = maker.add("Encounter", {
            "status": "finished", "class": {"code": "IMP" if inpatient else "AMB"},
            "type": [{"text": "Hospital admission" if inpatient else "Check up"}],
            "period": {"start": day.isoformat(), "end": day.isoformat()},
        })  # fmt: skip
        maker.did("encounter", ref, day)
        if inpatient:
            maker.did("admission", ref, day)
    words = "Discharged in good condition. Seen for atrial fibrillation."
    ref = maker.add("DocumentReference", {
        "status": "current", "type": {"text": "Discharge summary"}, "date": "2020-12-20T09:00:00Z",
        "content": [{"attachment": {"contentType": "text/plain",
                                    "data": base64.b64encode(words.encode()).decode()}}],
    })  # fmt: skip
    maker.did("discharge", ref, date(2020, 12, 20))
    maker.add("DocumentReference", {
        "status": "superseded", "type": {"text": "Discharge summary"},
        "date": "2020-12-21T09:00:00Z", "content": [],
    }, void=True)  # fmt: skip
