"""The fidelity guard on what is dictated colloquially: numbers in words, verbs of change with their
numbers, spoken terms and clauses without a mark."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from medvoice.report.guard.facts import read
from medvoice.report.guard.numbers import signed
from medvoice.report.guard.verdict import faithful

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from benchmarks.fidelity.fresh import cases  # noqa: E402


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        ("one hundred fifty two beats per minute", "152 bpm"),
        ("two hundred and five milliliters", "205 ml"),
        ("twenty-three millimeters", "23 mm"),
        ("four point two centimeters", "42 mm"),
        ("point seven two", "0.72"),
        ("two and a half centimeters", "25 mm"),
        ("half a centimeter", "5 mm"),
        ("twenty weeks three days", "20w3d"),
        ("20 3/7 weeks", "20w3d"),
        ("20w3d", "20w3d"),
        ("1.5 liters", "1500 ml"),
        ("12 Fr", "12 french"),
        ("2:20 p.m.", "14:20"),
        ("12:05 a.m.", "0:05"),
    ],
)
def test_a_number_in_words_is_the_number(said, sign):
    assert signed(said).strip() == f"⟦number:{sign}⟧"


@pytest.mark.parametrize("text", ["twenty-fifth", "two-thirds", "at this point two of them"])
def test_what_is_no_number_stays(text):
    assert "." not in signed(text)
    assert "20" not in signed(text)


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("The nodule went from 6 to 8 mm.", "The nodule has increased from 6 mm to 8 mm."),
        ("SUV fell from 11.0 to 3.5.", "SUV has decreased from 11.0 to 3.5."),
        ("Aorta 4.4 cm, up from 4.1 cm.", "The aorta is 4.4 cm, increased from 4.1 cm."),
        ("More callus.", "There is increased callus."),
        ("Mass same size as before.", "The mass is unchanged in size from the prior exam."),
        ("Air in the left pleural space.", "There is a left pneumothorax."),
        ("The heart is big, mild degree.", "Mild cardiomegaly."),
        ("Motion limits evaluation of the hip.", "Evaluation of the hip is limited by motion."),
        ("We could not see the left ovary.", "The left ovary was not visualized."),
        ("There isn't a fracture.", "There is no fracture."),
        ("Compare CT 10/23/2023.", "Comparison is made with the CT of October 23, 2023."),
        ("Splenic laceration. AAST grade 3.", "There is an AAST grade 3 splenic laceration."),
        (
            "Left kidney 10 cm. No stone in the left kidney.",
            "The left kidney is 10 cm and shows no stone.",
        ),
        (
            "Left ovary with a cyst and right ovary not seen.",
            "The left ovary has a cyst. The right ovary is not seen.",
        ),
        ("Without contrast a CT of the head was done.", "CT of the head without contrast."),
        ("I notified Dr Lee by phone.", "Dr Lee was notified by telephone."),
    ],
)
def test_dictated_and_tidied(source, statement):
    assert faithful([source], statement).differences == ()


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("The nodule went from 6 to 8 mm.", "The nodule has decreased from 6 mm to 8 mm."),
        ("The nodule went up from 8 to 6 mm.", "The nodule has increased from 8 mm to 6 mm."),
        ("Nodule was 5 mm and is now 7 mm.", "The nodule is 5 mm, previously 7 mm."),
        ("More edema on the left than on the right.", "Increased edema on the left and right."),
        ("Right kidney the same size as the left.", "The kidneys are unchanged in size."),
        ("The liver has a large cyst.", "The liver is enlarged and has a cyst."),
        ("We could not see the left ovary well.", "The left ovary is not visualized."),
        ("A mass is noted and an effusion is not seen.", "There is no mass or effusion."),
        ("No fracture the lungs are consolidated.", "No fracture or lung consolidation."),
        ("CT with and without contrast.", "CT without contrast."),
        ("I notified Dr Lee by phone.", "Dr Lee notified me by telephone."),
        ("I notified Dr Lee by phone.", "I was notified by Dr Lee by telephone."),
        (
            "The tumor invades the bladder from the rectum.",
            "The rectum is invaded by the tumor of the bladder.",
        ),
        (
            "Splenic laceration. Liver laceration. AAST grade 3.",
            "AAST grade 3 splenic laceration. Liver laceration.",
        ),
    ],
)
def test_what_that_does_not_let_through(source, statement):
    assert not faithful([source], statement).faithful


def test_a_verb_that_contradicts_its_numbers_gets_no_direction():
    said = read(("The nodule went up from 8 to 6 mm.",))
    assert "increased" not in {word.text for word in said.words}


@pytest.mark.parametrize(
    "said", ["We could not see the left ovary.", "The left ovary can't be seen."]
)
def test_what_could_not_be_seen_is_not_said_to_be_absent(said):
    assert faithful([said], "The left ovary is not seen.").faithful
    assert not faithful([said], "There is no left ovary.").faithful
    fracture = said.replace("left ovary", "fracture")
    assert not faithful([fracture], "There is no fracture.").faithful


def test_the_examination_before_is_implied_by_a_change_alone():
    assert faithful(["The mass has grown."], "The mass has grown since the prior exam.").faithful
    assert not faithful(["There is a mass."], "There is a mass since the prior exam.").faithful


@pytest.mark.parametrize(("name", "number"), [("wrong_tune8", 73), ("wrong_tune8b", 857)])
def test_wrong_statements_of_another_author_are_caught(name, number):
    listed = cases(name, faithful=False)
    assert len(listed) == number
    passed = [c.statement for c in listed if faithful(c.sources, c.statement).faithful]
    assert passed == []


@pytest.mark.parametrize(("name", "most"), [("pairs_tune8", 0.05), ("pairs_tune8b", 0.11)])
def test_tidied_dictation_of_another_author_passes(name, most):
    listed = cases(name, faithful=True)
    refused = sum(not faithful(c.sources, c.statement).faithful for c in listed)
    assert refused <= most * len(listed)
