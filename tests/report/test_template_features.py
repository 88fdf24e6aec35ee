"""Inheritance, includes, site overrides, conditions, merge fields, picks, live reload, problems."""

from __future__ import annotations

import os

import dictating
import pytest

from medvoice.language.reader import Dialect
from medvoice.report.document import Origin, Report, Statement
from medvoice.report.layout import render
from medvoice.report.template import Template, Templates
from medvoice.report.template_computed import picked
from medvoice.report.template_conditions import Condition, Examination, Laterality, Sex
from medvoice.report.template_error import TemplateError
from medvoice.report.template_live import LiveTemplate
from medvoice.report.template_problems import Severity, problems
from medvoice.report.template_values import Choice

BASE = """+++
title = "Base"
exam = "Base"
modality = "CT"
body_part = "chest"
unplaced = "findings.other"
[[sections]]
id = "findings"
name = "Findings"
[[sections.fields]]
id = "lungs"
name = "Lungs"
normal = "The lungs are clear. No nodule."
[[sections.fields]]
id = "heart"
name = "Heart"
[[sections.fields]]
id = "other"
name = "Other"
[[sections]]
id = "impression"
name = "Impression"
required = true
+++
{{ section("findings") }}
{{ section("impression") }}
"""


def write(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def report(template: Template, **fields: str) -> Report:
    """Keyword findings__lungs="Clear." makes a report."""
    return Report(
        template.name,
        tuple(
            (name.replace("__", "."), (Statement(f"u{n}", text, Origin.DICTATED, ()),))
            for n, (name, text) in enumerate(fields.items())
        ),
    )


@pytest.fixture
def folders(tmp_path):
    write(tmp_path / "packaged", "base.j2", BASE)
    (tmp_path / "site").mkdir()
    return tmp_path / "site", tmp_path / "packaged"


def child(body: str, name: str = "base") -> str:
    return f'+++\nextends = "{name}"\n{body}\n+++\n'


def test_a_child_says_only_what_differs(folders):
    site, packaged = folders
    changes = """title = "Child"
[[sections]]
id = "findings"
[[sections.fields]]
id = "lungs"
name = "Lungs and pleura"
[[sections.fields]]
id = "airways"
name = "Airways"
[[sections.fields]]
id = "heart"
drop = true
[[sections.fields]]
id = "other"
[[sections.fields]]
id = "bones"
name = "Bones"
after = "lungs"
"""
    write(site, "child.j2", child(changes))
    loaded = Templates([site, packaged]).load("child")
    assert loaded.front.title == "Child"
    assert loaded.field_ids() == (
        "findings.lungs", "findings.bones", "findings.airways", "findings.other", "impression.text",
    )  # fmt: skip
    assert loaded.field("findings.lungs").name == "Lungs and pleura"
    assert loaded.field("findings.lungs").normal == "The lungs are clear. No nodule."
    assert {path.name for path in loaded.files} == {"child.j2", "base.j2"}


def test_a_site_changes_a_packaged_template_without_copying_it(folders):
    site, packaged = folders
    write(site, "base.j2", child('exam = "Ours"'))
    templates = Templates([site, packaged])
    assert templates.load("base").front.exam == "Ours"
    assert templates.load("base").field_ids()[0] == "findings.lungs"
    assert templates.names() == ("base",)


def test_an_include_stands_for_the_parts_entries(folders):
    site, packaged = folders
    part = '[[fields]]\nid = "a"\nname = "A"\n[[fields]]\nid = "b"\nname = "B"\n'
    part += '[[sections]]\nid = "advice"\nname = "Advice"\n'
    write(site, "_part.toml", part)
    changes = (
        '[[sections]]\nid = "findings"\n[[sections.fields]]\ninclude = "_part"\nonly = ["b"]\n'
    )
    changes += '[[sections]]\ninclude = "_part"\n'
    body = '{{ section("findings") }}{{ section("advice") }}{{ section("impression") }}'
    write(site, "child.j2", child(changes) + body)
    loaded = Templates([site, packaged]).load("child")
    assert loaded.field_ids()[0] == "findings.b"
    assert [section.id for section in loaded.sections] == ["findings", "advice", "impression"]
    assert site / "_part.toml" in loaded.files


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (child("", "nowhere"), "no such template"),
        (child("", "bad"), "no such template"),
        (child("", "other"), "circle"),
        ("+++\nextends = 3\n+++\n", "name of a template"),
        (child('[[sections]]\nid = "findings"\n[[sections.fields]]\nid = "x"\ndrop = true'), "drop"),
        (child('[[sections]]\nid = "y"\nname = "Y"\nafter = "z"'), "after"),
        (child('[[sections]]\nname = "Y"'), "needs an id"),
        (child('[[sections]]\ninclude = "_none"'), "no _none.toml"),
        (child('[[sections]]\ninclude = "_half"'), "has no [[sections]]"),
        (child('[[sections]]\nid = "impression"\nwhen = {sex = "both"}'), "section impression.when.sex"),
        (child('[[sections]]\nid = "impression"\nmerge = "{patient.shoe}"'), "patient.shoe"),
        (child('[[sections]]\nid = "findings"\n[[sections.fields]]\nid = "lungs"\ncalculate = '
               '{formula = "ellipsoid_volume", of = ["nothing"]}'), "computed from"),
        (child('[[sections]]\nid = "findings"\n[[sections.fields]]\nid = "lungs"\n'
               'assessment = "my-rads"'), "my-rads"),
        (child('[[sections]]\nid = "findings"\n[[sections.fields]]\nid = "lungs"\n'
               'choices = ["Clear.", {text = "Opaque.", say = ["clear"]}]'), "two choices"),
    ],
)  # fmt: skip
def test_faults_name_the_file_and_the_place(folders, text, fault):
    site, packaged = folders
    write(site, "bad.j2", text)
    write(site, "other.j2", child("", "bad"))
    write(site, "_half.toml", "")
    with pytest.raises(TemplateError, match=r"bad\.j2|other\.j2") as error:
        Templates([site, packaged]).load("bad")
    assert fault in error.value.fault


FEMALE, CONTRAST = Examination(sex=Sex.FEMALE), Examination(contrast=True)


@pytest.mark.parametrize(
    ("condition", "examination", "agrees"),
    [
        ({}, Examination(), True),
        ({"sex": "female"}, FEMALE, True),
        ({"sex": "male"}, FEMALE, False),
        ({"sex": "male"}, Examination(), None),
        ({"sex": ["male", "female"]}, FEMALE, True),
        ({"contrast": True}, CONTRAST, True),
        ({"contrast": False}, CONTRAST, False),
        ({"sex": "male", "contrast": True}, CONTRAST, None),
        ({"sex": "male", "contrast": False}, CONTRAST, False),
        ({"laterality": "left"}, Examination(laterality=Laterality.BILATERAL), True),
        ({"laterality": "left"}, Examination(laterality=Laterality.RIGHT), False),
        ({"laterality": "bilateral"}, Examination(laterality=Laterality.RIGHT), False),
    ],
)
def test_conditions(condition, examination, agrees):
    assert Condition.model_validate(condition).agrees(examination) is agrees


def test_conditions_that_no_examination_meets_together():
    left, both = Condition(laterality="left"), Condition(laterality="bilateral")
    assert left.excludes(Condition(laterality="right")) is False  # a bilateral one meets both
    assert left.excludes(both) is False
    assert Condition(sex="male").excludes(Condition(sex="female"))
    assert Condition(contrast=True).excludes(Condition(contrast=False))
    assert not Condition(sex="male").excludes(Condition(contrast=True))


def test_a_field_of_another_examination_asks_for_nothing_but_prints_what_is_said():
    mammogram = dictating.TEMPLATES.load("mammography")
    right = mammogram.for_study(Examination(laterality=Laterality.RIGHT), {})
    assert "findings.left_breast" in mammogram.unfilled(Report("mammography"))
    assert "findings.left_breast" not in right.unfilled(Report("mammography"))
    assert right.field("findings.left_breast").normals == ()
    assert right.field("findings.right_breast").normals
    said = report(right, findings__left_breast="A mass.")
    assert "Left breast: A mass." in render(right, said)
    assert [p.field for p in problems(right, said) if "not meant" in p.text] == [
        "findings.left_breast"
    ]


def test_nothing_unknown_is_called_normal():
    abdomen = dictating.TEMPLATES.load("ct_abdomen_pelvis")
    assert "uterus" not in abdomen.field("findings.pelvis").normal
    assert "prostate" not in abdomen.field("findings.pelvis").normal
    female = abdomen.for_study(FEMALE, {})
    assert "uterus" in female.field("findings.pelvis").normal
    assert "prostate" not in female.field("findings.pelvis").normal
    plain = abdomen.for_study(Examination(contrast=False), {})
    assert "No intravenous contrast" in plain.field("technique.text").normal


def test_merge_fields_are_filled_only_when_every_value_is_known():
    values = {"prior.description": "CT chest", "prior.date": "January 3, 2024"}
    chest = dictating.TEMPLATES.load("ct_chest").for_study(Examination(), values)
    text = render(chest, Report("ct_chest"))
    assert "COMPARISON: CT chest dated January 3, 2024." in text
    assert "comparison.text" not in chest.unfilled(Report("ct_chest"))
    origin = chest.completed(Report("ct_chest")).field("comparison.text")[0].origin
    assert origin is Origin.STUDY
    half = chest.for_study(Examination(), {"prior.description": "CT chest", "prior.date": " "})
    assert "COMPARISON: [ ]" in render(half, Report("ct_chest"))
    said = report(chest, comparison__text="None.")
    assert "COMPARISON: None." in render(chest, said)


def test_a_computed_value_goes_with_what_it_is_made_of():
    us = dictating.TEMPLATES.load("us_abdomen")
    one = report(us, findings__right_kidney="10.8 x 4.9 x 5.1 cm.")
    done = us.completed(one)
    assert [s.text for s in done.field("findings.right_kidney_volume")] == ["141 mL (ellipsoid)."]
    assert done.field("findings.right_kidney_volume")[0].origin is Origin.CALCULATED
    assert "10.8 x 4.9 x 5.1 cm" in done.field("findings.right_kidney_volume")[0].reason
    for unsure in ("10.8 cm.", "10 x 4 x 5 cm, previously 9 x 4 x 5 cm.", "Not seen."):
        assert us.completed(report(us, findings__right_kidney=unsure)) == report(
            us, findings__right_kidney=unsure
        )
    with_stone = report(us, findings__right_kidney="10.8 x 4.9 x 5.1 cm. 4 mm stone.")
    assert us.completed(with_stone).field("findings.right_kidney_volume")


CHOICES = dictating.TEMPLATES.load("us_thyroid")


@pytest.mark.parametrize(
    ("field", "said", "names"),
    [
        ("composition", "Solid.", ("solid",)),
        ("composition", "The nodule is mixed cystic and solid.", ("mixed cystic and solid",)),
        ("composition", "Almost completely solid.", ("solid",)),
        ("composition", "Not solid.", ()),
        ("composition", "Likely solid.", ()),
        ("composition", "Solid or cystic.", ()),
        ("composition", "Solid. Cystic.", ()),
        ("echogenicity", "Markedly hypoechoic.", ("very hypoechoic",)),
        ("foci", "None.", ("none",)),
        ("foci", "No punctate echogenic foci.", ()),
        ("foci", "Macrocalcifications and rim calcifications.",
         ("macrocalcifications", "peripheral calcifications")),
    ],
)  # fmt: skip
def test_picks(field, said, names):
    assert picked(CHOICES.field(f"findings.{field}"), said) == names


def test_a_choice_is_named_by_number_or_words():
    spec = CHOICES.field("findings.shape")
    assert spec.choice("2") == spec.choices[1]
    assert spec.choice("taller than wide") == spec.choices[1]
    assert spec.choice("3") is None
    assert spec.choice("tall") is None
    code = Choice.model_validate({"text": "Mild.", "code": ["RadLex", "RID5671", "mild"]}).codes[0]
    assert (code.scheme, code.value, code.meaning) == ("RADLEX", "RID5671", "mild")


def test_problems_of_categories_and_measurements():
    mammogram = dictating.TEMPLATES.load("mammography")
    said = report(
        mammogram, assessment__right="BI-RADS 4A.", assessment__left="BI-RADS 7.",
        assessment__overall="BI-RADS 2.", impression__text="BI-RADS 3.",
        findings__composition="Dense.",
    )  # fmt: skip
    found = {(p.field, p.severity) for p in problems(mammogram, said)}
    assert ("assessment.left", Severity.ERROR) in found
    assert ("impression.text", Severity.WARNING) in found
    assert ("findings.composition", Severity.WARNING) in found
    fixed = report(mammogram, assessment__right="BI-RADS 4A.", assessment__left="BI-RADS 1.",
                   assessment__overall="BI-RADS 2.")  # fmt: skip
    assert [p.text for p in problems(mammogram, fixed)] == [
        "Overall category: 2 is stated, but BI-RADS 4A follows from right 4A, left 1"
    ]
    us = dictating.TEMPLATES.load("us_abdomen")
    said = report(us, findings__common_duct="4 cm.", findings__spleen_size="500 cm.",
                  findings__liver_length="17.2 cm.", findings__gallbladder_wall="2 mm.")  # fmt: skip
    found = {p.field: p.severity for p in problems(us, said)}
    assert found == {
        "findings.common_duct": Severity.NOTICE,
        "findings.spleen_size": Severity.ERROR,
        "findings.liver_length": Severity.NOTICE,
    }


def test_a_density_in_words_is_a_category():
    mammogram = dictating.TEMPLATES.load("mammography")
    for said, faults in (
        ("The breasts are heterogeneously dense.", 0),
        ("Composition c.", 0),
        ("The breasts are lumpy.", 1),
        ("Composition e.", 1),
    ):
        found = problems(mammogram, report(mammogram, findings__composition=said))
        assert len([p for p in found if p.field == "findings.composition"]) == faults, said


def test_golden_reports_give_no_error():
    for path in sorted(dictating.GOLDEN.glob("*.txt")):
        if path.name.endswith(".report.txt"):
            continue
        name, dialect, turns = dictating.read_golden(path)
        made = dictating.dictate(turns, name, Dialect(dialect))
        errors = [p for p in problems(made.template, made.report) if p.severity is Severity.ERROR]
        assert not errors, path.name


def touch_later(path):
    """A change that a coarse clock would show, too."""
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 2_000_000_000))


def test_live_reload_takes_changes_and_survives_faults(folders):
    site, packaged = folders
    write(site, "child.j2", child('title = "One"'))
    live = LiveTemplate(Templates([site, packaged]), "child")
    assert live.current().notice == ""
    write(site, "child.j2", child('title = "Two"'))
    touch_later(site / "child.j2")
    reload = live.current()
    assert reload.template.front.title == "Two"
    assert "read anew" in reload.notice
    assert live.current().notice == ""
    write(site, "child.j2", child("title = "))
    touch_later(site / "child.j2")
    broken = live.current()
    assert broken.broken
    assert broken.template.front.title == "Two"
    assert "child.j2" in broken.notice
    assert live.current().notice == ""  # told once
    write(packaged, "base.j2", BASE.replace("Lungs", "Both lungs"))
    write(site, "child.j2", child('title = "Three"'))
    touch_later(site / "child.j2")
    assert live.current().template.field("findings.lungs").name == "Both lungs"
    write(packaged, "base.j2", BASE.replace("Lungs", "Right lung"))
    touch_later(packaged / "base.j2")
    assert live.current().template.field("findings.lungs").name == "Right lung"


def test_a_new_site_file_and_a_removed_one_are_seen(folders):
    site, packaged = folders
    live = LiveTemplate(Templates([site, packaged]), "base")
    write(site, "base.j2", child('title = "Site"'))
    assert live.current().template.front.title == "Site"
    (site / "base.j2").unlink()
    assert live.current().template.front.title == "Base"
    (packaged / "base.j2").unlink()
    gone = live.current()
    assert gone.broken
    assert gone.template.front.title == "Base"


def test_a_reload_keeps_the_examination(folders):
    site, packaged = folders
    text = 'sex = "female"'
    write(site, "child.j2", child(f'[[sections]]\nid = "impression"\nwhen = {{{text}}}'))
    live = LiveTemplate(Templates([site, packaged]), "child")
    assert live.template.field("impression.text").required
    live.study(Examination(sex=Sex.MALE), {})
    assert not live.template.field("impression.text").required
    touch_later(site / "child.j2")
    assert not live.current().template.field("impression.text").required
