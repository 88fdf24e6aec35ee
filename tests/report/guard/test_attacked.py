"""The fidelity guard against what passed when the rules for dictation were attacked: words of two
meanings, speakers turned round, sides and subjects exchanged, doubts that were lost."""

from __future__ import annotations

import pytest

from medvoice.report.guard.verdict import faithful


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("Lung fibrosis from RT.", "There is right lung fibrosis."),
        ("Widening of the LT interval.", "There is widening of the left interval."),
        ("Sup femoral vein thrombosis.", "There is superior femoral vein thrombosis."),
        ("PLC is disrupted at T12.", "The posterolateral corner is disrupted at T12."),
        ("There are fine calcifications.", "The calcifications are normal."),
        ("A lot of stones.", "There are large stones."),
        ("Large amount of nodules.", "There are large nodules."),
        ("Partially healed fracture.", "There is a partial fracture, healed."),
        ("Both nodules are stable.", "Bilateral nodules are stable."),
        ("Both kidneys are the same.", "Both kidneys are unchanged."),
        ("Nothing to suggest that the mass is benign.", "No mass is benign."),
        ("There used to be an effusion.", "There is an effusion."),
        ("A biopsy is to be performed.", "A biopsy was performed."),
        ("Follow-up was done in 6 weeks.", "Follow-up is recommended in 6 weeks."),
        ("She has a history of cancer.", "He has a history of cancer."),
        ("He fell; she has a fracture.", "She fell; he has a fracture."),
        ("The nurse called at 9:05.", "The nurse was called at 9:05."),
        ("I informed the nurse.", "The nurse informed me."),
        ("He told her of the findings.", "He was told of the findings by her."),
        ("There is more fluid on the left.", "The fluid on the left has increased."),
        ("The size decreased by 3 mm.", "The size decreased to 3 mm."),
        ("It went from mild to severe.", "It went from severe to mild."),
        (
            "Compared to the liver, the spleen is bright.",
            "The liver, compared to the spleen, is bright.",
        ),
        ("Gas in the bowel limits the exam.", "The exam of the bowel is limited due to gas."),
        ("The bladder is without contrast.", "Noncontrast exam of the bladder."),
        ("At this point five centimeters of tube is in.", "0.5 cm of tube is in."),
        ("A fracture can not be clearly seen.", "There is no fracture."),
        ("The appendix could not be found.", "There is no appendix."),
        ("No pneumothorax lungs are hyperinflated.", "No pneumothorax or hyperinflated lungs."),
        (
            "Left ovarian cyst, and the right ovary is not seen.",
            "There is no left ovarian cyst. The right ovary is not seen.",
        ),
        (
            "The mass is gone, the node is still there.",
            "The node is gone, the mass is still there.",
        ),
        ("The heart isn't big but the liver is.", "The liver isn't big but the heart is."),
        (
            "Stone was in the kidney and is now in the ureter.",
            "Stone was in the ureter and is now in the kidney.",
        ),
    ],
)
def test_another_fact(source, statement):
    assert not faithful([source], statement).faithful


def test_what_a_verb_tells_of_a_shared_subject_stays_with_it():
    sources = ["Left lung is clear.", "Right lung is clear and shows no nodule."]
    assert not faithful(
        sources, "The left lung is clear and shows no nodule. The right lung is clear."
    ).faithful


def test_a_class_behind_two_findings_is_of_neither():
    sources = ["Spleen laceration, kidney laceration.", "Grade 4."]
    assert not faithful(
        sources, "There is a grade 4 spleen laceration. There is a kidney laceration."
    ).faithful


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("Rt kidney stone.", "There is a right kidney stone."),
        ("Gallbladder looks fine.", "The gallbladder appears normal."),
        ("We could not see the left ovary.", "The left ovary was not visualized."),
        ("More callus.", "There is increased callus."),
        ("The nurse informed me.", "I was informed by the nurse."),
        ("The ACL is partially torn.", "There is a partial tear of the ACL."),
        ("CT without contrast was performed.", "Noncontrast CT was performed."),
        ("The mass decreased by 3 mm.", "The mass has decreased by 3 mm."),
    ],
)
def test_the_same_fact(source, statement):
    assert faithful([source], statement).differences == ()
