"""What of a model's answer is let through: only what the passages that it names say."""

from __future__ import annotations

import pytest

from medvoice.assistant.answering import Cite
from medvoice.retrieval.writing import checked

PASSAGES = (
    Cite(
        "metformin.txt", 1,
        "If the eGFR is below 30, metformin is withheld from the time of injection. It is started "
        "again after 48 hours, provided that the creatinine is stable.",
        "Severely reduced kidney function",
    ),
    Cite("metformin.txt", 2, "Metformin is not interrupted for gadolinium-based agents.", "MRI"),
    Cite("hip.txt", 1, "MRI of the left hip follows within 24 hours. Dexamethasone 16 mg is given."),
)  # fmt: skip
QUESTION = "When is metformin restarted?"


@pytest.mark.parametrize(
    ("raw", "text", "places"),
    [
        (
            "Metformin is started again after 48 hours, provided that the creatinine is stable [1].",
            "Metformin is started again after 48 hours, provided that the creatinine is stable.",
            [1],
        ),
        (
            "Metformin is restarted after 48 hours. [1]",
            "Metformin is restarted after 48 hours.",
            [1],
        ),
        (
            "With an eGFR below 30, metformin is withheld [1]. It is not interrupted for "
            "gadolinium-based agents [2].",
            "With an eGFR below 30, metformin is withheld. It is not interrupted for "
            "gadolinium-based agents.",
            [1, 2],
        ),
    ],
)
def test_what_the_passages_say(raw, text, places):
    found = checked(raw, QUESTION, PASSAGES)
    assert (found.text, found.refused) == (text, "")
    assert found.cites == tuple(PASSAGES[n - 1] for n in places)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("Metformin is restarted after 48 hours.", "names no passage"),
        ("Metformin is restarted after 48 hours [4].", "does not exist"),
        ("Metformin is restarted after 48 hours [0].", "does not exist"),
        ("Metformin is restarted after 48 hours [2].", "number"),
        ("Metformin is restarted after 72 hours [1].", "number"),
        ("Metformin is restarted after 48 days [1].", "number"),
        ("With an eGFR above 30, metformin is withheld [1].", "number"),
        ("With an eGFR of 30, metformin is withheld [1].", "number"),
        ("Metformin is interrupted for gadolinium-based agents [2].", "not so"),
        ("Metformin is not started again after 48 hours [1].", "not so"),
        ("Rivaroxaban is started again after 48 hours [1].", "drug"),
        ("MRI of the right hip follows within 24 hours [3].", "facts"),
        ("Dexamethasone 8 mg is given [3].", "number"),
        ("The patient should be admitted to the ward and see a nephrologist [1].", "more than"),
        (
            "Metformin is restarted after 48 hours [1]. Haemodialysis clears contrast at once [1].",
            "",
        ),
        ("", "no sentence"),
        ("[1]", "no sentence"),
    ],
)
def test_what_they_do_not_say(raw, why):
    found = checked(raw, QUESTION, PASSAGES)
    assert found.text == ""
    assert found.cites == ()
    assert why in found.refused


def test_a_model_may_say_that_they_do_not_say():
    assert checked("NOT IN THESE DOCUMENTS", QUESTION, PASSAGES).silent
    assert checked("Not in these documents.", QUESTION, PASSAGES).silent
