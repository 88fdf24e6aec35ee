"""Every bad template is refused with file, fault and advice."""

from __future__ import annotations

import time

import dictating
import pytest

from medvoice.report.document import Origin, Report, Statement
from medvoice.report.layout import render
from medvoice.report.template import Templates, load_template
from medvoice.report.template_error import TemplateError

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
anatomy = ["lung"]

[[sections.fields]]
id = "other"
name = "Other"
+++
"""
BODY = '{{ section("findings") }}'


def bad(tmp_path, text):
    path = tmp_path / "bad.j2"
    path.write_text(text, encoding="utf-8")
    started = time.monotonic()
    with pytest.raises(TemplateError) as error:
        load_template(path)
    assert time.monotonic() - started < 20
    assert error.value.path == str(path)
    assert error.value.advice
    assert "bad.j2" in str(error.value)
    return error.value.fault


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('{{ section("findings" }}', "line 21"),
        ("\n{% if %}", "line 22"),
        ('{{ section("findngs") }}', "findings"),
        ('{{ field("findings.lung") }}', "findings.lungs"),
        (BODY + "{{ patient }}", "patient"),
        ('{{ field("findings.lungs") }}', "findings.other"),
        ('{% if false %}{{ section("findings") }}{% endif %}', "invisible"),
        (BODY + "{{ ''.__class__.__mro__ }}", "sandbox"),
        (BODY + "{{ section.__globals__ }}", "sandbox"),
        (BODY + "{{ title|attr('__class__') }}", "filter"),
        (BODY + "{{ 'a' * 1000000000 }}", "mul"),
        (BODY + "{{ '%1000000000d' % 1 }}", "mod"),
        (BODY + "{% for i in range(100000000) %}x{% endfor %}", "range"),
        (BODY + "{% include '/etc/passwd' %}", "include"),
        (BODY + "{% macro m() %}{{ m() }}{% endmacro %}", "macro"),
        (BODY + "{% for a in sections %}{% for b in sections %}{% for c in sections %}x"
         "{% endfor %}{% endfor %}{% endfor %}", "deep"),
        (BODY + "{{ title is nonsense }}", "nonsense"),
        (BODY + "{{ title() }}", "callable"),
        (BODY + "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "deep"),
    ],
)  # fmt: skip
def test_bad_body(tmp_path, body, fault):
    assert fault in bad(tmp_path, FRONT + body)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("+++\n", "", "front matter"),
        ('title = "T"', "title = ", "line 2"),
        ('title = "T"', 'title = "T"\ncolour = "red"', "colour: unknown key"),
        ('name = "Lungs"', 'name = "Lungs"\nrequird = true', "unknown key"),
        ('name = "Lungs"', 'name = "Lungs"\nrequired = "yes"', "required"),
        ('["lung"]', '["lumg"]', "lumg"),
        ('id = "lungs"', 'id = "other"', "twice"),
        ('name = "Other"', 'name = "Lung"', "names both"),
        ("findings.other", "findings.rest", "findings.rest"),
        ('exam = "T"\n', "", "exam"),
    ],
)
def test_bad_front_matter(tmp_path, old, new, fault):
    assert fault in bad(tmp_path, (FRONT + BODY).replace(old, new))


def test_missing_template_names_the_known_ones():
    for name in ("ct_chset", "../templates/cxr", ""):
        with pytest.raises(TemplateError, match=r"ct_chest.*mr_brain"):
            dictating.TEMPLATES.load(name)


def test_unreadable_files(tmp_path):
    (tmp_path / "folder.j2").mkdir()
    (tmp_path / "latin.j2").write_bytes(b"+++\n\xe9\n+++\n")
    for name in ("folder", "latin", "none"):
        with pytest.raises(TemplateError):
            load_template(tmp_path / f"{name}.j2")


def test_the_users_folder_comes_first(tmp_path):
    (tmp_path / "cxr.j2").write_text(FRONT + BODY, encoding="utf-8")
    templates = Templates([tmp_path, dictating.ROOT / "templates"])
    assert templates.load("cxr").front.title == "T"
    assert templates.load("ct_head").path.parent == dictating.ROOT / "templates"


def test_a_filled_field_that_the_body_hides_is_printed_at_the_end(tmp_path):
    path = tmp_path / "hides.j2"
    hidden = '{% if field("findings.other") == "Word1." %}{{ section("findings") }}{% endif %}'
    path.write_text(FRONT + hidden, encoding="utf-8")
    said = Statement("u1.1", "No nodule", Origin.DICTATED, ())
    report = Report("hides", (("findings.lungs", (said,)), ("gone.field", (said,))))
    text = render(load_template(path), report)
    assert "LUNGS: No nodule." in text
    assert "GONE.FIELD: No nodule." in text


def test_packaged_templates_name_each_section_in_the_usual_order():
    order = ["exam", "indication", "technique", "comparison", "findings", "impression"]
    for name in dictating.TEMPLATES.names():
        sections = [section.id for section in dictating.TEMPLATES.load(name).sections]
        assert [section for section in sections if section in order] == order
