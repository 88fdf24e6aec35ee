"""Each check on a report as text: what it says, and where it says nothing."""

from __future__ import annotations

from datetime import date

import pytest

from medvoice.report.checks.checker import CHECKS, OFF, Checker
from medvoice.report.checks.critical import PHRASE
from medvoice.report.checks.study_facts import StudyFacts


def named(text: str, **facts: object) -> list[str]:
    return [warning.check for warning in Checker(StudyFacts(**facts)).text(text)]  # type: ignore[arg-type]


def both(findings: str, impression: str) -> str:
    return f"FINDINGS: {findings}\nIMPRESSION: {impression}"


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("side", both("Small left pleural effusion.", "Small right pleural effusion.")),
        ("side", both("The left hemidiaphragm is elevated.", "Elevated right hemidiaphragm.")),
        ("sex", "INDICATION: 40-year-old man.\nFINDINGS: The uterus is normal."),
        ("sex", "INDICATION: 40-year-old woman.\nFINDINGS: He has an enlarged node."),
        ("contrast", "EXAM: CT without contrast.\nTECHNIQUE: CT after injection of contrast."),
        ("contrast", "EXAM: CT with contrast.\nTECHNIQUE: Unenhanced CT."),
        ("contrast", "EXAM: CT without contrast.\nFINDINGS: The mass enhances."),
        ("date", "COMPARISON: CT of 13/40/2024."),
        ("date", "COMPARISON: CT of 01/02/2024.\nFINDINGS: Unchanged since 01/02/2023."),
        ("prior", "COMPARISON: None.\nFINDINGS: The cyst is unchanged from the prior study."),
        ("size", both("A 6 mm nodule in the right lung.", "6 cm nodule in the right lung.")),
        ("size", both("A 12 mm cyst in the liver.", "Hepatic cyst, 21 mm.")),
        ("size", "FINDINGS: The nodule has increased from 8 mm to 5 mm."),
        ("size", "FINDINGS: The node measures 14 cm, previously 1.3 cm."),
        ("level", "FINDINGS: Compression deformity of T14."),
        ("level", "FINDINGS: Disc bulge at L5-L4."),
        ("impression", both("The lungs are clear.", "Acute fracture of the left clavicle.")),
        ("impression", both("Aortic dissection. Discussed with Dr. A.", "Renal cyst. Renal cyst.")),
        ("negation", both("No hydronephrosis. Right hydronephrosis.", "Right hydronephrosis.")),
        ("normal", "FINDINGS: The lungs are clear. Mass in the right upper lobe."),
        ("normal", "FINDINGS: The kidneys are normal. A calculus in the left kidney."),
        ("count", both("There are two cysts in the liver.", "Three hepatic cysts.")),
        ("unfilled", "FINDINGS: The [ ] kidney is small."),
        ("unfilled", "FINDINGS: The aorta measures ___ cm."),
        ("duplicate", "FINDINGS: No pleural effusion. The heart is large. No pleural effusion."),
        ("critical", "FINDINGS: Large right pneumothorax."),
    ],
)
def test_what_is_found(check, text):
    assert check in named(text)


@pytest.mark.parametrize(
    "text",
    [
        both("Bilateral effusions, the left larger.", "Bilateral effusions."),
        both("Left effusion. Right effusion.", "Right effusion."),
        "INDICATION: 40-year-old man.\nFINDINGS: The prostate is enlarged.",
        "EXAM: CT without and with contrast.\nTECHNIQUE: CT with 100 mL of Isovue 370.",
        "EXAM: CT with contrast.\nTECHNIQUE: No oral contrast was given. CT with IV contrast.",
        "EXAM: CT without contrast.\nFINDINGS: Evaluation is limited without enhancement.",
        "COMPARISON: CT of 01/02/2024.\nFINDINGS: Recommend CT on 01/02/2025.",
        "COMPARISON: None.\nFINDINGS: In the absence of a prior study, a change cannot be seen.",
        both("A 6 mm nodule in the right lung.", "0.6 cm nodule in the right lung."),
        both("A 6 mm nodule on the right. A 9 mm nodule on the left.", "Right nodule, 6 mm."),
        "FINDINGS: The nodule has increased from 5 mm to 8 mm.",
        "FINDINGS: Fusion from L3 to S1 with disc bulge at L2-L3 and C7-T1. T2 hyperintense cyst.",
        both("Patchy opacity in the left base.", "Left lower lobe pneumonia."),
        both("No acute fracture. Old healed fracture of a rib.", "No acute abnormality."),
        both("No large effusion. Small left effusion.", "Small left effusion."),
        both("No left effusion. Small right effusion.", "Small right effusion."),
        "FINDINGS: The lungs are otherwise clear. Mass in the right upper lobe.",
        "FINDINGS: The right kidney is normal. A calculus in the left kidney.",
        "FINDINGS: The lungs are clear. Calcified granuloma in the left lung.",
        "FINDINGS: The heart is normal in size. Pericardial effusion.",
        "FINDINGS: Three cysts in the liver, the largest measuring 9 mm.",
        "FINDINGS: See series 4 [image 12].",
        "FINDINGS: Small residual pneumothorax, decreased.\nIMPRESSION: Residual pneumothorax.",
        "FINDINGS: Recommend CT to exclude pulmonary embolism.",
        "INDICATION: Evaluate for pneumothorax.\nFINDINGS: No pneumothorax.",
    ],
)
def test_where_nothing_is_said(text):
    assert named(text) == []


def test_the_study_counts():
    chest = "EXAM: Chest radiograph.\nFINDINGS: Clear lungs. Normal heart. No rib lesion."
    assert named(chest, modality="CT") == ["examination"]
    assert named(chest, modality="DX") == []
    assert named(chest, description="MR KNEE LEFT") == ["examination", "examination"]
    right = "FINDINGS: There is an effusion of the right knee."
    assert named(right, description="MR LEFT KNEE") == ["side"]
    assert named("FINDINGS: The ovaries are normal.", sex="male") == ["sex"]
    assert named("TECHNIQUE: CT with IV contrast.", contrast=False) == ["contrast"]
    compared = "COMPARISON: CT of 03/02/2024."
    assert named(compared, priors=()) == ["prior"]
    assert named(compared, priors=(date(2024, 3, 2),)) == []
    assert named(compared, on=date(2024, 1, 5)) == ["date"]


def test_a_no_that_the_prior_report_had():
    prior = ("FINDINGS: No hydronephrosis. The liver is normal.",)
    assert named("FINDINGS: Hydronephrosis.", prior_reports=prior) == ["prior"]
    assert named("FINDINGS: No hydronephrosis.", prior_reports=prior) == []


def test_cm_for_mm_against_the_prior_report():
    prior = ("FINDINGS: A 1.1 cm nodule in the right upper lobe.",)
    assert named("FINDINGS: A 11 cm nodule in the right upper lobe.", prior_reports=prior) == [
        "size"
    ]
    assert named("FINDINGS: A 1.4 cm nodule in the right upper lobe.", prior_reports=prior) == []


def test_a_reminder_has_the_phrase_and_goes_with_it():
    (warning,) = Checker().text("FINDINGS: Acute subdural hematoma on the left.")
    assert PHRASE in warning.message
    told = "FINDINGS: Acute subdural hematoma. Findings were communicated to Dr. A at 10:30."
    assert named(told) == []


def test_a_span_is_where_the_word_stands():
    text = "FINDINGS: Disc bulge at L5-L4."
    (warning,) = Checker().text(text)
    assert "Disc bulge at L5-L4."[slice(*warning.span)] == "L5-L4"
    assert (warning.field, warning.statement) == ("findings", "s1")


def test_each_check_can_be_switched_off():
    text = "FINDINGS: Disc bulge at L5-L4. A 3 x 5 cm cyst of the [ ] kidney."
    assert [w.check for w in Checker().text(text)] == ["level", "unfilled"]
    assert [w.check for w in Checker(off={"level"}).text(text)] == ["unfilled", "dimensions"]
    assert Checker(off=CHECKS).text(text) == ()
    assert set(CHECKS) >= OFF
    with pytest.raises(ValueError, match='Did you mean "level"'):
        Checker(off={"levels"})


def test_lines_that_were_broken_for_want_of_room_are_one_sentence():
    text = (
        "FINDINGS:\nLungs and pleura: There is a nodule in the right upper lobe, and there is no\n"
        "pneumothorax.\n\nIMPRESSION:\n1. Nodule in the right upper lobe, without any change since\n"
        "   the last examination, and no pneumothorax."
    )
    assert named(text) == []
