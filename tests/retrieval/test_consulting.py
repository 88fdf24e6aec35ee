"""Questions to a small library: what is cited, and what the documents do not say."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medvoice.assistant.answering import Answer, AnswerOrigin, Cite, Exchange
from medvoice.retrieval.consulting import consult
from medvoice.retrieval.question import Addressed, read_question


@pytest.mark.parametrize(
    ("question", "source", "page", "words"),
    [
        ("When is metformin restarted with an eGFR of 25?", "metformin.txt", 1, "48 hours"),
        ("Is metformin interrupted for gadolinium?", "metformin.txt", 2, "not interrupted"),
        ("When is a seven millimetre solid nodule imaged again?", "nodules.txt", 1, "6 to 8 mm"),
        ("What is done for a solid nodule of 12 mm?", "nodules.txt", 1, "Above 8 mm"),
        ("Does a 4 mm solid nodule need follow-up?", "nodules.txt", 1, "no follow-up"),
        ("How is the D-dimer adjusted to age?", "embolism.html", 1, "age times 10"),
        ("How much contrast for a CTPA?", "embolism.html", 1, "60 mL"),
        ("Which scan for PE in pregnant women?", "embolism.html", 1, "perfusion scan"),
    ],
)
def test_the_place_that_says_it(library, question, source, page, words):
    best = consult(library.index, question).said[0]
    assert (best.source, best.page) == (source, page)
    assert words in best.text[best.start : best.end]


@pytest.mark.parametrize(
    "question",
    [
        "What dose of heparin is given for pulmonary embolism?",
        "Is rivaroxaban stopped before contrast?",
        "When is a 7 mm ground glass nodule resected?",
        "What is the sensitivity of PET for a nodule?",
        "How is appendicitis treated?",
        "Is there a nodule?",
        "How big is the nodule in the right upper lobe?",
        "What was this patient's creatinine?",
        "Who is the referring physician?",
        "",
        "?",
        "the of and",
    ],
)
def test_not_in_these_documents(library, question):
    assert consult(library.index, question).said == ()


def test_what_names_the_guideline_is_for_the_documents(library):
    for text in (
        "What does the guideline say about a 7 mm solid nodule?",
        "According to the metformin protocol, when is it restarted?",
        "what do our documents say about gadolinium and metformin",
        "is there a guideline on metformin",
    ):
        assert read_question(text).addressed is Addressed.DOCUMENTS, text
        assert consult(library.index, text).said, text


@pytest.mark.parametrize(
    ("text", "addressed"),
    [
        ("Is there a pleural effusion?", Addressed.PATIENT),
        ("Where is the clavicle?", Addressed.PATIENT),
        ("What has changed?", Addressed.PATIENT),
        ("How large is the nodule?", Addressed.PATIENT),
        ("Do you see free air?", Addressed.PATIENT),
        ("When is a 7 mm nodule followed?", Addressed.OPEN),
        ("How long should this patient with renal failure pause metformin?", Addressed.OPEN),
        ("Is there a role for PET in small nodules?", Addressed.OPEN),
    ],
)
def test_whom_a_question_is_for(text, addressed):
    assert read_question(text).addressed is addressed


def test_it_asks_on_after_what_documents_answered(library):
    first = "What is done for a solid nodule of 12 mm?"
    said = Answer("PET.", AnswerOrigin.DOCUMENTS, cites=(Cite("nodules.txt", 1, "PET."),))
    found = consult(library.index, "and of 4 mm?", (Exchange(first, said),))
    assert "under 6 mm" in found.said[0].text
    assert not consult(library.index, "and of 4 mm?").said


def test_where_nothing_says_it_the_nearest_places_are_named(library):
    found = consult(library.index, "What dose of heparin is given for pulmonary embolism?")
    assert found.nearest
    assert all(place.startswith("embolism.html") for place in found.nearest[:1])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=400))
def test_any_question(library, text):
    for cite in consult(library.index, text).said:
        assert cite.text[cite.start : cite.end]


@pytest.mark.parametrize(
    "text",
    [
        '"', "'; DROP TABLE passages; --", "metformin NEAR/2 (", "* OR *", "title:metformin",
        "metformin AND NOT (", "\x00metformin", "metformin " * 5000, "^" * 3000, "😀 metformin",
        "1" * 5000, "1.1.1.1." * 500,
    ],
)  # fmt: skip
def test_hostile_questions(library, text):
    consult(library.index, text)
    assert library.index.size > 3
