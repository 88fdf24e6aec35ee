"""The lint finds each fault, and the packaged templates have none."""

from __future__ import annotations

import dictating
import pytest

from medvoice.report.template import load_template
from medvoice.report.template_check import check, unbalanced

FRONT = """+++
title = "T"
exam = "T"
modality = "CT"
body_part = "chest"
unplaced = "findings.other"
[[sections]]
id = "findings"
name = "Findings"
[[sections.fields]]
id = "lungs"
name = "Lungs"
normal = "The lungs are clear."
[[sections.fields]]
id = "heart"
name = "Heart"
normal = "The heart is normal."
[[sections.fields]]
id = "other"
name = "Other"
+++
"""
LINE = FRONT.count("\n") + 1
BODY = '{{ section("findings") }}'
LUNGS = 'name = "Lungs"'


def faults(tmp_path, text):
    path = tmp_path / "one.j2"
    path.write_text(text, encoding="utf-8")
    return [str(fault) for fault in check(load_template(path))]


def test_a_sound_template_has_none(tmp_path):
    assert faults(tmp_path, FRONT + BODY) == []


@pytest.mark.parametrize("name", dictating.TEMPLATES.names())
def test_packaged_templates_have_none(name):
    assert [str(fault) for fault in check(dictating.TEMPLATES.load(name))] == []


@pytest.mark.parametrize(
    ("body", "where", "fault"),
    [
        (BODY + '{% if title == "X" %}{{ section("findngs") }}{% endif %}', f"body line {LINE}",
         'section("findngs")'),
        ('{% if field("findings.lungs") %}{{ section("findings") }}{% endif %}',
         "findings.heart", "does not print it"),
        (BODY + "\n{% if false %}x{% endif %}", f"body line {LINE + 1}", "always false"),
        (BODY + "\nRead (by the resident", f"body line {LINE + 1}", '"(" has no partner'),
    ],
)  # fmt: skip
def test_faults_of_the_body(tmp_path, body, where, fault):
    found = faults(tmp_path, FRONT + body)
    assert any(one.startswith(where) and fault in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('normal = "The heart is normal."\n', "", "findings.heart: it has no normal text"),
        ("The heart is normal.", "The heart is normal", "no closing mark"),
        ('"The heart is normal."', '["The heart is normal. No effusion."]', "more than one"),
        ('"The heart is normal."', '[{text = "Normal.", affirms = ["hart_x"]}]', "no region"),
        ("The heart is normal.", "The heart (is normal.", '"(" has no partner'),
        (LUNGS, LUNGS + '\nprompt = "a ]"', '"]" has no partner'),
        (LUNGS, LUNGS + '\nchoices = ["Clear.", "Heart."]', 'the choice "Heart." is also a heading'),
        ('name = "Findings"', 'name = "Findings"\nsynonyms = ["heart"]', "means another place"),
        (LUNGS, LUNGS + '\nwhen = {sex = "male"}\nnormal = [{text = "A.", when = {sex = "female"}}]',
         "never meets"),
        ('name = "Heart"', 'name = "Heart"\nassessment = {system = "pi-rads", inputs = {zone = '
         '"lungs"}}', 'no field gives "t2"'),
        ('name = "Heart"', 'name = "Heart"\nassessment = {system = "li-rads", inputs = {size = '
         '"lungs"}}', "not measured"),
    ],
)  # fmt: skip
def test_faults_of_the_front_matter(tmp_path, old, new, fault):
    text = FRONT.replace('normal = "The lungs are clear."\n', "") if "normal = [{" in new else FRONT
    assert old in text
    found = faults(tmp_path, text.replace(old, new, 1) + BODY)
    assert any(fault in one for one in found), found


def test_picks_that_an_assessment_cannot_read(tmp_path):
    choices = 'choices = ["Peripheral zone.", "Central zone."]'
    text = FRONT.replace(LUNGS, f"{LUNGS}\n{choices}").replace(
        'name = "Heart"',
        'name = "Heart"\nassessment = {system = "pi-rads", inputs = {zone = "lungs"}}',
    )
    assert any(
        '"central zone", which PI-RADS does not know' in one
        for one in faults(tmp_path, text + BODY)
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", ""), ("(a [b] {c})", ""), ("a)", ")"), ("(a]", "]"), ("[ ]", ""), ('"a', '"'),
     ("**a", "**"), ("a `b` c", ""), ("it's", "")],
)  # fmt: skip
def test_unbalanced(text, fault):
    assert (fault in unbalanced(text)) if fault else unbalanced(text) == ""
