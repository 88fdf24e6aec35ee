"""Terms: one form for what means the same, each with the characters that it was read from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.retrieval.terms import content, terms


def of(text):
    return [term.text for term in terms(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("haemorrhage", "hemorrhage"),
        ("tumours", "tumor"),
        ("oesophageal", "esophageal"),
        ("embolisation", "embolization"),
        ("ischaemic", "ischemia"),
        ("paediatric", "pediatric"),
        ("MRI", "magnetic resonance imaging"),
        ("PE", "pulmonary embolism"),
        ("computed tomography", "CT"),
        ("epinephrine", "adrenaline"),
        ("seven millimetres", "7 mm"),
        ("bleeding", "haemorrhages"),
        ("1,000 mL", "1000 millilitres"),
        ("renal stones", "kidney calculi"),
    ],
)
def test_they_mean_the_same(one, other):
    assert of(one) == of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("several lesions", "severe lesions"), ("hypotension", "hypertension"), ("6 mm", "8 mm")],
)
def test_they_do_not(one, other):
    assert of(one) != of(other)


def test_a_term_knows_its_characters():
    text = "Suspected PE, 7 mm"
    assert {text[t.start : t.end] for t in terms(text)} == {"Suspected", "PE", "7", "mm"}


def test_questions_are_left_with_what_they_are_about():
    found = [t.text for t in content(terms("What is the dose of adrenaline for a child?"))]
    assert found == ["dose", "epinephrin", "child"]


@given(st.text(max_size=300))
def test_any_text_gives_terms_inside_it(text):
    for term in terms(text):
        assert 0 <= term.start < term.end <= len(text)
        assert term.text
