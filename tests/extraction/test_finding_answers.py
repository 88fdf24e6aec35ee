"""What stands behind the label of a finding: a denial that is not whole gives no value."""

from __future__ import annotations

import pytest

from medvoice.documents.document import Document, Page
from medvoice.extraction.rules import Rules
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
    ("Lymphovascular invasion: none (L0)", {"lymphovascular_invasion": "absent"}),
    ("Lymphovascular invasion: no", {"lymphovascular_invasion": "absent"}),
    ("Margins: negative", {"margin_involvement": "absent"}),
]


@pytest.mark.parametrize(("text", "expected"), PATHOLOGY)
def test_pathology(text, expected):
    assert read("pathology_lung", text) == expected
