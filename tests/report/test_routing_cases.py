"""Where single sentences go (tests/data/routing_cases.tsv), and what headings do."""

from __future__ import annotations

import dictating
import pytest

from medvoice.language.reader import Dialect

ROWS = [
    line.split("\t")
    for line in (dictating.ROOT / "tests/data/routing_cases.tsv").read_text().splitlines()
    if not line.startswith("#")
]


def fields(template: str, *turns: str) -> list[tuple[str, str]]:
    report = dictating.dictate(list(turns), template, Dialect.WORDS).report
    placed = [(s.id, field, s.text) for field, all_ in report.fields for s in all_]
    return [(field, text) for _, field, text in sorted(placed)]


@pytest.mark.parametrize(("template", "sentence", "field"), ROWS, ids=[r[1] for r in ROWS])
def test_sentence_goes_to_its_field(template, sentence, field):
    assert fields(template, sentence) == [(field, sentence)]


OUTSIDE = [
    line.split("\t")
    for line in (dictating.ROOT / "tests/data/outside_things.tsv").read_text().splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("template", "thing", "sentence"), OUTSIDE, ids=[r[2] for r in OUTSIDE])
def test_what_lies_outside_the_patient_is_known_and_a_finding_of_that_name_is_not(
    template, thing, sentence
):
    """No model moves the one; it may move the other (`assistant/placing.py`)."""
    ((field, statement),) = [
        (field, statement)
        for field, statements in dictating.dictate(
            [sentence], template, Dialect.WORDS
        ).report.fields
        for statement in statements
    ]
    if thing:
        assert field == "findings.additional"
        assert statement.reason == f'"{thing}" lies outside the patient'
    else:
        assert "outside" not in statement.reason


def test_impression_keeps_everything_until_the_next_heading():
    placed = fields("ct_chest", "Impression: Nodule.", "The liver is normal.", "Heart: Normal.")
    assert [field for field, _ in placed] == [
        "impression.text", "impression.text", "findings.heart_vessels",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("template", "sentences", "field"),
    [
        ("cxr", "The lungs are clear. No acute fracture.", "bones"),
        ("cxr", "The pacemaker leads are intact. No fracture.", "devices"),
        ("ct_abdomen_pelvis", "No lymphadenopathy. No fracture.", "bones"),
        ("ct_abdomen_pelvis", "No bowel obstruction. No hernia.", "bones"),
        ("ct_abdomen_pelvis", "The lung bases are clear. No aneurysm.", "vessels"),
        ("ct_chest", "No pulmonary embolism. No effusion.", "lungs_pleura"),
        ("ct_chest", "The heart is normal in size. No effusion.", "heart_vessels"),
        ("ct_chest", "The heart is normal in size. No nodule.", "lungs_pleura"),
        ("ct_chest", "The esophagus is normal. No nodule.", "lungs_pleura"),
        ("cxr", "The heart is normal in size. No nodule.", "lungs_pleura"),
        ("ct_abdomen_pelvis", "The adrenal glands are normal. No nodule.", "adrenals"),
        ("ct_abdomen_pelvis", "The spleen is normal. No nodule.", "additional"),
        ("ct_abdomen_pelvis", "The bowel is normal. No drainable collection.", "peritoneum"),
    ],
)
def test_a_denied_finding_is_not_said_of_an_organ_that_cannot_have_it(template, sentences, field):
    assert fields(template, sentences)[-1][0] == f"findings.{field}"


@pytest.mark.parametrize(
    ("template", "sentence", "field"),
    [
        # a field's own name before a region's word of another field
        ("mr_prostate", "The seminal vesicles are symmetric.", "seminal_vesicles"),
        ("ct_abdomen_pelvis", "The seminal vesicles are symmetric.", "pelvis"),
        # what only stands beside the subject is not its place
        ("cxr", "Increased density obscures the left hemidiaphragm.", "lungs_pleura"),
        ("cxr", "Pulmonary artery catheter in place.", "devices"),
        ("cxr", "The uterus is enlarged.", "additional"),
        ("mr_lumbar_spine", "The lung bases are clear.", "additional"),
        ("mr_brain", "Enhancing lesion in the left internal auditory canal.", "additional"),
    ],
)
def test_what_the_words_alone_say(template, sentence, field):
    assert fields(template, sentence)[0][0] == f"findings.{field}"


@pytest.mark.parametrize(
    ("sentence", "field"),
    [
        ("There is mild foraminal narrowing.", "l5_s1"),
        ("The spinal canal is patent.", "l5_s1"),
        ("It contacts the left L5 nerve root.", "l5_s1"),
        ("The facet joints are normal at all levels.", "discs"),
        ("The remaining discs are normal.", "discs"),
        ("No spinal canal stenosis elsewhere.", "discs"),
        ("Multilevel facet arthropathy.", "discs"),
        ("Disc heights are maintained except at L5-S1.", "discs"),
        ("L3-L4 and L4-L5 disc bulges.", "discs"),
        ("Small disc bulge at L3-L4.", "l3_l4"),
        ("The conus ends at L1.", "cord"),
    ],
)
def test_a_level_keeps_what_is_said_of_it_alone(sentence, field):
    for before in ("L5-S1: Broad-based disc bulge.", "At L5-S1 there is a disc bulge."):
        assert fields("mr_lumbar_spine", before, sentence)[-1][0] == f"findings.{field}"


def test_another_organ_as_subject_leaves_a_spoken_field():
    placed = fields("ct_chest", "Lungs: Clear. No effusion. The heart is enlarged.")
    assert [field.split(".")[1] for field, _ in placed] == [
        "lungs_pleura", "lungs_pleura", "heart_vessels",
    ]  # fmt: skip


def test_a_heading_the_template_lacks_is_kept_with_its_sentence():
    assert fields("cxr", "Addendum: Seen by phone.") == [
        ("findings.additional", "Addendum: Seen by phone.")
    ]
    assert fields("cxr", "Recommendation: CT chest.") == [
        ("impression.text", "Recommendation: CT chest.")
    ]
    assert fields("cxr", "Addendum:") == [("findings.additional", "Addendum:")]
