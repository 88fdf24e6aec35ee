"""What stands behind the label of a finding: a denial that is not whole gives no value."""

from __future__ import annotations

import json

import pytest
from scripted_backend import ScriptedBackend

from medvoice.documents.document import Document, Page
from medvoice.extraction.rules import Rules
from medvoice.extraction.schema_extractor import SchemaExtractor
from medvoice.extraction.schema_file import load


def read(schema, text):
    row = Rules(load(schema)[0]).extract(Document("x", (Page(1, text),))).rows[0]
    return {name: value.value for name, value in row.values.items()}


CHEST = [
    # Each of the first ones was "absent" once.
    ("Pneumothorax: not resolved", {}),
    ("Heart size: not normal", {}),
    ("Pleural effusion: none on the right, small on the left.", {}),
    ("Pneumothorax: none previously, small today", {}),
    ("Pleural effusion: not small", {}),
    ("Fracture: no acute", {}),
    ("Consolidation: no improvement", {}),
    ("Atelectasis: none apart from left base", {}),
    ("Pneumothorax: no, trace at the apex", {}),
    ("Pneumothorax: absent, small on the left", {}),
    ("Pneumothorax: present before, resolved", {}),
    ("Pneumothorax: nearly gone", {}),
    ("Heart size: normal to mildly enlarged", {}),
    ("Pneumothorax: none", {"pneumothorax": "absent"}),
    ("Pneumothorax: none.", {"pneumothorax": "absent"}),
    ("Pneumothorax: No", {"pneumothorax": "absent"}),
    ("Pneumothorax: none seen", {"pneumothorax": "absent"}),
    ("Pneumothorax: not visualized", {"pneumothorax": "absent"}),
    ("Pneumothorax: no evidence of this", {"pneumothorax": "absent"}),
    ("Heart size: normal", {"cardiomegaly": "absent"}),
    ("Heart size: not enlarged", {"cardiomegaly": "absent"}),
]


@pytest.mark.parametrize(("text", "expected"), CHEST)
def test_imaging(text, expected):
    assert read("radiology_chest", text) == expected


PATHOLOGY = [
    ("Lymphovascular invasion: not negative", {}),
    ("Lymphovascular invasion: no, present focally", {}),
    ("Lymphovascular invasion: no, but tumor cells lie next to a vein", {}),
    ("Lymphovascular invasion: None, however a vein holds tumor", {}),
    ("Lymphovascular invasion: negative, although one vessel is suspicious", {}),
    ("Lymphovascular invasion: absent; clusters in a lymphatic channel", {}),
    ("Lymphovascular invasion: no but see the elastic stain", {}),
    ("Lymphovascular invasion: present, but retraction is possible", {}),
    (
        "Lymphovascular invasion: cannot be excluded, but is not favored",
        {"lymphovascular_invasion": "uncertain"},
    ),
    ("Margins: negative, but tumor is close", {}),
    ("Pleural invasion: PL0, but PL1 cannot be excluded", {}),
    ("Tumor size: 2.3 cm, but may be larger", {}),
    ("pT: pT2a, though pT3 was considered", {}),
    ("Lymphovascular invasion: none (L0)", {"lymphovascular_invasion": "absent"}),
    ("Lymphovascular invasion: no", {"lymphovascular_invasion": "absent"}),
    ("Margins: negative", {"margin_involvement": "absent"}),
]


@pytest.mark.parametrize(("text", "expected"), PATHOLOGY)
def test_pathology(text, expected):
    assert read("pathology_lung", text) == expected


@pytest.mark.parametrize(
    "answer", ["no, but tumor lies next to a vein", "none; however a vein is suspicious"]
)
def test_a_models_answer_is_no_surer_than_what_stands_behind_the_label(answer):
    text = f"Lymphovascular invasion: {answer}"
    backend = ScriptedBackend(
        writer=lambda _, __: json.dumps(
            {"lymphovascular_invasion": {"value": "absent", "quote": text}}
        )
    )
    schema, data = load("pathology_lung")
    row = SchemaExtractor(schema, data, backend).extract(Document("x", (Page(1, text),))).rows[0]
    assert "lymphovascular_invasion" not in row.values
