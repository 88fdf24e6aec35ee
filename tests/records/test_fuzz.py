"""Mutated bundles: read or refused with a sentence, and nothing void is ever told."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from records.making import TODAY, coded, condition, lab, order, resource

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.records.synthetic_record import made, written
from medvoice.records.fhir_files import Files, Resource
from medvoice.records.item import Standing
from medvoice.records.reading import read_record, record_of
from medvoice.records.record_error import RecordError
from medvoice.records.record_facts import RecordFacts

QUESTIONS = (
    "last creatinine", "creatinine trend", "highest creatinine", "any abnormal labs", "blood pressure",
    "is she on anticoagulants", "medication list", "any allergies", "any allergies to contrast", "problem list",
    "history of cancer", "family history", "previous surgery", "does she have a pacemaker", "when was the last CT chest",
    "how many CTs", "what does the last chest report say", "last visit", "vaccinations", "what does the last letter say",
    "any orders", "how old is she", "what is in the record", "creatinine since 2020", "what is her name", "MRN",
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1e300, "", "x" * 3000, [], {}, [[]], [{}], [None], {"coding": "x"}, {"coding": [7]}, {"reference": 5},
    {"reference": "#"}, "2024-13-45", "9999-12-31T23:59:60+99:00", "\x00\u202e", {"value": "7"}, {"div": ["<p>"]}, {"start": {}},
)  # fmt: skip


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a tree."""
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        keys = (
            list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        )
        for key in keys:
            found.append((one, key))
            waiting.append(one[key])
    return found


def mutated(value: Any, dice: random.Random) -> None:
    for _ in range(dice.randrange(1, 40)):
        every = places(value)
        if not every:
            return
        container, key = dice.choice(every)
        way = dice.randrange(4)
        if way == 0 and isinstance(container, dict):
            del container[key]
        elif way == 1 and isinstance(container, list):
            container.append(container[key])
        elif way == 2:
            container[key] = dice.choice(ODD)
        else:
            other, at = dice.choice(places(value))
            container[key] = json.loads(json.dumps(other[at], default=str))


SMALL = json.loads(written(made(3, 60)[0]))


def small(dice: random.Random) -> dict[str, Any]:
    """The patient and a few of each kind of resource."""
    kinds: dict[str, list[Any]] = {}
    for entry in SMALL["entry"]:
        kinds.setdefault(entry["resource"]["resourceType"], []).append(entry)
    chosen = [
        one for entries in kinds.values() for one in dice.sample(entries, min(4, len(entries)))
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": json.loads(json.dumps(chosen))}


@pytest.mark.parametrize("seed", range(80))
def test_a_mutated_bundle_is_read_or_refused(tmp_path, seed):
    dice = random.Random(seed)
    bundle = small(dice)
    mutated(bundle, dice)
    path = tmp_path / "x.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    try:
        record = read_record([path], dice.choice(["", "p1"]))
    except RecordError:
        return
    facts = RecordFacts(record)
    void = {one.ref for one in record.items if one.standing is Standing.VOID}
    for question in QUESTIONS:
        answer = facts.answer(question, TODAY)
        assert answer is not None
        assert void.isdisjoint(one.source for one in answer.cites)
        assert "\x00" not in answer.text
        assert "\u202e" not in answer.text


@pytest.mark.parametrize("seed", range(40))
def test_cut_and_flipped_bytes(tmp_path, seed):
    dice = random.Random(seed)
    raw = bytearray(json.dumps(small(dice)).encode())
    for _ in range(dice.randrange(1, 30)):
        raw[dice.randrange(len(raw))] = dice.randrange(256)
    path = tmp_path / "x.json"
    path.write_bytes(raw[: dice.randrange(1, len(raw))])
    with pytest.raises(RecordError):
        read_record([path])


STATUSES = {
    "Observation": lambda name, status: lab(name, "4.2", "2024-01-01", status=status),
    "Condition": lambda name, status: condition(
        name, "Breast cancer", verificationStatus=coded(status)
    ),
    "MedicationRequest": lambda name, status: order(name, "Warfarin", status),
    "AllergyIntolerance": lambda name, status: resource(
        "AllergyIntolerance", name, code={"text": "Iohexol"}, verificationStatus=coded(status)
    ),
    "Procedure": lambda name, status: resource(
        "Procedure", name, status=status, code={"text": "Cholecystectomy"}
    ),
    "Immunization": lambda name, status: resource(
        "Immunization", name, status=status, vaccineCode={"text": "Influenza"}
    ),
    "ImagingStudy": lambda name, status: resource(
        "ImagingStudy", name, status=status, description="CT Chest", started="2024"
    ),
    "DiagnosticReport": lambda name, status: resource(
        "DiagnosticReport", name, status=status, code={"text": "CT chest"}, conclusion="Nodule."
    ),
    "Encounter": lambda name, status: resource(
        "Encounter", name, status=status, type=[{"text": "Visit"}]
    ),
    "Device": lambda name, status: resource(
        "Device", name, status=status, type={"text": "Pacemaker"}
    ),
    "DocumentReference": lambda name, status: resource(
        "DocumentReference", name, status=status, type={"text": "Letter"}
    ),
    "ServiceRequest": lambda name, status: resource(
        "ServiceRequest", name, status=status, code={"text": "CT chest"}
    ),
}


@pytest.mark.parametrize("kind", sorted(STATUSES))
def test_entered_in_error_is_never_told_whatever_is_asked(kind):
    """The kind alone in a record: no question names it or says its words."""
    body = STATUSES[kind]("bad", "entered-in-error")
    patient = {"resourceType": "Patient", "id": "p"}
    record = record_of(Files((Resource("Patient", "p", patient), Resource(kind, "bad", body))))
    assert [one.standing for one in record.items] == [Standing.VOID]
    facts = RecordFacts(record)
    for question in (
        *QUESTIONS,
        "was she ever on warfarin",
        "has she had a cholecystectomy",
        "had a flu shot",
        "how many reports",
    ):
        answer = facts.answer(question, TODAY)
        if answer is not None:
            assert f"{kind}/bad" not in answer.text
            assert f"{kind}/bad" not in {one.source for one in answer.cites}
            assert not any(word in answer.text for word in ("4.2", "Iohexol", "Nodule"))
