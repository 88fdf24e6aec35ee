"""What kind of answer a question to documents wants."""

from __future__ import annotations

import pytest

from medvoice.retrieval.question import Wanted, read_question


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How much does a goitre shrink after radioiodine?", "share"),
        ("How quickly does an aneurysm grow?", "length"),
        ("What growth rate of a nodule is suspicious?", "length"),
        ("How often does a stent fail?", "share"),
        ("How often are polyps missed?", "share"),
        ("How often is the bag changed?", "time"),
        ("How large may the defect be?", "share"),
        ("How large may the stone be?", "length"),
    ],
)
def test_the_measures_that_would_answer(text, kind):
    assert kind in read_question(text).kinds


@pytest.mark.parametrize(
    "text",
    [
        "What follows when a cyst is seen in the pancreas?",
        "Which drug is stopped when the count falls?",
        "When is a biopsy repeated?",
    ],
)
def test_a_when_asks_for_no_time(text):
    assert read_question(text).wanted is not Wanted.MEASURE
