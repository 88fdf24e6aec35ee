"""The schema for chest imaging: golden sentences, and 75 real radiographs with labels of people."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from medvoice.documents.document import Document, Page
from medvoice.extraction.rules import Rules
from medvoice.extraction.schema_file import load


@pytest.fixture(scope="module")
def rules():
    return Rules(load("radiology_chest")[0])


def read(rules, text):
    row = rules.extract(Document("x", (Page(1, text),))).rows[0]
    return {name: value.value for name, value in row.values.items()}


CASES = [
    (
        "No pleural effusion or pneumothorax.",
        {"pleural_effusion": "absent", "pneumothorax": "absent"},
    ),
    ("Small left pleural effusion.", {"pleural_effusion": "present", "effusion_side": "left"}),
    ("No large pleural effusion.", {}),
    ("The pneumothorax has resolved.", {}),
    ("Trace pericardial effusion.", {}),
    ("Cardiomegaly.", {"cardiomegaly": "present"}),
    ("The heart is mildly enlarged.", {"cardiomegaly": "present"}),
    ("The heart is not enlarged.", {"cardiomegaly": "absent"}),
    (
        "Heart size is normal. The lungs are clear.",
        {"cardiomegaly": "absent", "consolidation": "absent"},
    ),
    (
        "Bibasilar opacities, atelectasis or pneumonia.",
        {"atelectasis": "uncertain", "consolidation": "uncertain"},
    ),
    ("INDICATION: Pneumonia?\n\nFINDINGS: No consolidation.", {"consolidation": "absent"}),
    ("COMPARISON: CT of May 2020 showed emphysema.", {}),
    ("A 6 mm solid nodule in the right upper lobe.", {"nodule": "present", "nodule_size": 6.0}),
    ("A 6 mm thyroid nodule.", {}),
    ("Catheter fracture at the first rib.", {}),
    ("No acute fracture.", {}),
    ("FINDINGS: Moderate edema.\n\nIMPRESSION: No edema.", {}),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_read_and_what_is_not(rules, text, expected):
    assert read(rules, text) == expected


def test_no_labelled_finding_of_a_real_report_is_called_absent(rules, shared):
    """MeSH labels of Open-i (tests only; read where they lie). One of 75 is disputed: congestion is
    labelled, and its report says "without … pulmonary edema"."""
    folder = str(Path(__file__).resolve().parents[2])
    sys.path.insert(0, folder)
    try:
        from benchmarks.archive_extraction_radiology import LABELS, reports
    finally:
        sys.path.remove(folder)
    wrong, told = [], 0
    for name, text, labels in reports(shared / "data/reports/openi_cxr"):
        values = read(rules, text)
        for field, names in LABELS.items():
            labelled = any(label in labels for label in names)
            told += field in values
            if (labelled, values.get(field)) in ((True, "absent"), (False, "present")):
                wrong.append((name, field))
    assert wrong == []
    assert told >= 200
