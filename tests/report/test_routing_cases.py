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
    ],
)
def test_a_denied_finding_is_not_said_of_an_organ_that_cannot_have_it(template, sentences, field):
    assert fields(template, sentences)[-1][0] == f"findings.{field}"


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
