"""MRRT import: the real files, and every deviation of real files in small."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.export.codes import codes
from medvoice.report.document import Origin, Report, Statement
from medvoice.report.layout import render
from medvoice.report.mrrt.importing import Imported, import_mrrt
from medvoice.report.template import Template, load_template
from medvoice.report.template_error import TemplateError

FILES = Path(__file__).resolve().parents[3] / "shared" / "data" / "templates" / "mrrt"
REAL = sorted(FILES.glob("*.html"))

needs_files = pytest.mark.skipif(
    not REAL and "CI" not in os.environ, reason=f"the MRRT files are not here ({FILES})"
)


def load(folder: Path, imported: Imported) -> Template:
    path = folder / f"{imported.name}.j2"
    path.write_text(imported.text, encoding="utf-8")
    return load_template(path)


def imported(tmp_path: Path, html: str) -> tuple[Imported, Template]:
    source = tmp_path / "one.html"
    source.write_text(html, encoding="utf-8")
    found = import_mrrt(source, codes().kind_of_code)
    return found, load(tmp_path, found)


def full(template: Template) -> Report:
    return Report(
        template.name,
        tuple(
            (name, (Statement(f"s{n}", f"Word{n}x.", Origin.DICTATED, ()),))
            for n, name in enumerate(template.field_ids())
        ),
    )


@needs_files
def test_the_real_files_are_there():
    assert len(REAL) == 5


@needs_files
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_files_import_and_render(path, tmp_path):
    found = import_mrrt(path, codes().kind_of_code)
    template = load(tmp_path, found)
    text = render(template, full(template))
    for number, name in enumerate(template.field_ids()):
        assert f"Word{number}x." in text, name
    render(template, Report(template.name))
    assert template.front.about["publisher"]
    # Nothing of a program or a style reaches the template.
    assert not any(word in found.text for word in ("function ", "getElementById", "font-size"))


# file -> fields of the form (counted by hand), and some of what it holds
HELD = {
    "CT_Brain": (19, {"findings.sella": "Normal.", "comparison.text": "None."}),
    "Chest_Xray-2_Views": (7, {"exam.text": "PA and lateral views of the chest."}),
    "US_Abdomen": (28, {"findings.liver_echogenicity": "Normal."}),
    "RECIST_1.1": (42, {"findings.summe_baseline": ""}),
}


@needs_files
@pytest.mark.parametrize("name", sorted(HELD))
def test_every_field_of_a_real_file_has_its_place(name, tmp_path):
    fields, held = HELD[name]
    template = load(tmp_path, import_mrrt(FILES / f"{name}.html", codes().kind_of_code))
    # One more is the place for what fits nowhere; a bare procedure section is one, too.
    bare = name == "US_Abdomen"
    assert len(template.field_ids()) == fields + 1 + bare
    for field, normal in held.items():
        assert template.field(field).normal == normal


@needs_files
def test_codes_units_and_lists_of_the_ultrasound(tmp_path):
    template = load(tmp_path, import_mrrt(FILES / "US_Abdomen.html", codes().kind_of_code))
    assert template.front.modality == "US"
    assert template.front.body_part == "abdomen"
    duct = template.field("findings.common_bile_duct_diameter")
    assert duct.measure is not None
    assert (duct.measure.unit, duct.measure.low) == ("mm", 0)
    assert [(code.scheme, code.value) for code in duct.codes] == [
        ("RADLEX", "RID13432"), ("RADLEX", "RID199"),
    ]  # fmt: skip
    grade = template.field("findings.right_kidney_hydronephrosis")
    assert [choice.text for choice in grade.choices] == ["None.", "Mild.", "Moderate.", "Severe."]
    assert grade.choices[1].codes[0].value == "RID5671"
    assert grade.codes[0].scheme == "SCT"
    spleen = template.field("findings.spleen_craniocaudal_length").measure
    assert spleen is not None
    assert (spleen.unit, spleen.high) == ("cm", 99)


@needs_files
def test_what_the_test_template_holds_and_we_drop_is_listed(tmp_path):
    found = import_mrrt(FILES / "test-valid.html", codes().kind_of_code)
    listed = "\n".join(found.dropped)
    for word in ("hidden", "<mark>", "embedded-level1.html", "[CT Scan]", "https://github.com",
                 "-123.56", "2018-05-29", "19:47", "emphasis", "another template"):  # fmt: skip
        assert word in listed, word
    template = load(tmp_path, found)
    assert template.sections[0].id == "findings"  # by its code, LOINC 59776-5
    text = render(template, Report(template.name))
    assert "Dies ist unformatierter Text." in text
    assert "Row 1 | Cell 12 | Cell 13" in text
    assert "Dieser Text soll nur" not in found.text.replace("left out", "")


OLD = """<html><head><meta content="T" name="dcterms.title"><script type="text/xml"><!--
<template_attributes><status>RETIRED</status><coding_schemes>
<coding_scheme name="HOUSE" designator="2.16.840.1.113883.6.1"/></coding_schemes>
<term><code meaning="computed tomography" value="RID10321" scheme="RADLEX"></term>
<coded_content><entry ORIGTXT="A"><term><code meaning="liver" value="http://radlex.org/RID/RID58"
scheme="RadLex"></term></entry>
<entry origtxt='B'><term><code meaning='x' value='1-8' scheme='HOUSE'/></term></entry>
<entry ORIGTXT="GONE"><term><code meaning="y" value="RID9" scheme="RadLex"></term></entry>
</coded_content></template_attributes>--></script></head><body>
<script type="text/javascript">alert("x")</script>
<section data-section-name="Findings"><header class="level1">Findings</header>
BODY
</section></body></html>"""


def of(tmp_path, body):
    return imported(tmp_path, OLD.replace("BODY", body))


def test_xml_in_a_comment_that_is_not_well_formed(tmp_path):
    found, template = of(
        tmp_path,
        '<label for="A">Liver:</label><input id="A" value="Normal. ">'
        '<label for="B">Size</label><input id="B" type="number" min="0" max=""> cm',
    )
    assert template.front.modality == "CT"
    assert template.front.about["status"] == "RETIRED"
    liver = template.field("findings.liver")
    assert [(c.scheme, c.value) for c in liver.codes] == [("RADLEX", "RID58")]
    assert liver.normal == "Normal."
    size = template.field("findings.size")
    assert [(c.scheme, c.value) for c in size.codes] == [("LN", "1-8")]  # by its scheme's OID
    assert size.measure is not None
    assert size.measure.unit == "cm"
    assert any('"GONE"' in line and "not in the form" in line for line in found.dropped)
    assert any("script" in line for line in found.dropped)
    assert "alert" not in found.text


FORMS = {
    "combo": (
        '<label for="a">Side</label><input id="a" list="l"><datalist id="l"><option value="Left">'
        '<option value="Right"></datalist>',
        ["Left.", "Right."], False, "",
    ),
    "radio group": (
        '<span id="g" data-field-type="RADIO">Grade: <input type="radio" name="r" value="1">one'
        '</input><input type="radio" name="r" value="2" checked>two</input></span>',
        ["one.", "two."], False, "two.",
    ),
    "check boxes": (
        '<fieldset><legend>Seen</legend><input type="checkbox" checked value="a"> Cyst'
        '<input type="checkbox" value="b" checked> Stone<input type="checkbox"> Mass</fieldset>',
        ["Cyst.", "Stone.", "Mass."], True, "Cyst. Stone.",
    ),
    "one check box": (
        '<label for="c">Seen</label><input id="c" type="checkbox" value="Cyst">',
        ["Cyst."], True, "",
    ),
    "several": (
        '<label>Seen <select multiple><option selected>A b</option><option>C d</option></select>'
        "</label>",
        ["A b.", "C d."], True, "A b.",
    ),
    "value on the select": (
        '<label for="s">Seen</label><select id="s" value="2"><option value="1">A b</option>'
        '<option value="2">C d</option></select>',
        ["A b.", "C d."], False, "C d.",
    ),
    "placeholders": (
        '<label for="s">Seen</label><select id="s"><option value=""></option>'
        '<option value="RDE196" title="http://x">A b</option></select>',
        ["A b."], False, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FORMS))
def test_lists_in_every_form(tmp_path, name):
    body, texts, several, normal = FORMS[name]
    _, template = of(
        tmp_path, body + '<label for="z">Other thing</label><textarea id="z"></textarea>'
    )
    field = next(spec for _, spec in template.front.specs() if spec.choices)
    assert [choice.text for choice in field.choices] == texts
    assert field.several is several
    assert field.normal == normal
    assert "RDE196" not in str(field.choices)


def test_labels_wherever_they_are(tmp_path):
    _, template = of(
        tmp_path,
        "<p><label>Heart: </label><select><option>Big</option></select></p>"
        '<p><textarea id="SELECTION_LIST_1459554442185"></textarea>'
        '<label for="SELECTION_LIST_1459554442185">Lungs</label></p>'
        '<p>Aorta <input name=""></p><p><input name="Bones"></p>'
        "<table><tr><td>No.</td><td>Length</td></tr>"
        '<tr><td>Lesion 1</td><td><input type="number" name="l_1"> mm</td></tr></table>',
    )
    names = [spec.name for _, spec in template.front.specs()]
    assert names[:5] == ["Heart", "Lungs", "Aorta", "Bones", "Length Lesion 1"]


def test_completion_merge_triggers_and_nested_sections(tmp_path):
    found, template = of(
        tmp_path,
        '<section data-section-name="Kidney"><header class="level2">Kidney</header>'
        '<input id="x" data-field-verbal-trigger="renal size, kidney length" '
        'data-field-completion-action="PROHIBIT">'
        '<label for="y">Patient age</label><input id="y" name="PatientAge" '
        'data-field-merge-flag="TRUE"><label for="q">Shoe</label><input id="q" name="ShoeSize" '
        'data-field-merge-flag="true"></section>',
    )
    kidney = template.field("findings.kidney")
    assert kidney.synonyms == ("renal size", "kidney length")
    assert kidney.completion == "prohibit"
    assert template.field("findings.kidney_patient_age").merge == "{patient.age}."
    assert any("ShoeSize" in line for line in found.dropped)


def test_a_form_without_sections_is_cut_at_its_headings(tmp_path):
    _, template = imported(
        tmp_path,
        "<body><h2>Findings</h2><label for=a>Liver</label><input id=a>"
        "<label for=c>Spleen</label><input id=c><h2>Impression</h2><textarea id=b></textarea></body>",
    )
    assert [section.id for section in template.sections] == ["findings", "impression"]
    assert template.field("findings.liver").name == "Liver"


def test_placeholders_of_common_data_elements_are_codes_and_no_text(tmp_path):
    _, template = of(
        tmp_path,
        '<p title="https://www.radelement.org/element/RDE196"><label for="q">Diameter</label>'
        '<input id="q" type="text" value="RDE196"></p><p><label for="r">Wall</label>'
        '<input id="r" value="T2 bright."></p>',
    )
    diameter = template.field("findings.diameter")
    assert diameter.normal == ""
    assert [(c.scheme, c.value) for c in diameter.codes] == [("RADELEMENT", "RDE196")]
    assert template.field("findings.wall").normal == "T2 bright."


def test_a_free_text_beside_the_last_box_is_no_field_of_its_own(tmp_path):
    _, template = of(
        tmp_path,
        '<p><label for="g">Technique:</label><span id="g" data-field-type="CHECKBOX" '
        'data-field-completion-action="PROHIBIT"><br/><input id="g_0" type="checkbox" name="g" '
        'value="With contrast." checked="">With contrast.</input><br/><span><input id="g_1" '
        'type="checkbox" name="g" value="With contrast and"/><input id="g_1_FreeText" type="text" '
        'value="With contrast and"/></span></span></p><p>Liver <input></p>',
    )
    assert template.field_ids() == ("findings.technique", "findings.liver", "findings.additional")
    field = template.field("findings.technique")
    assert [choice.text for choice in field.choices] == ["With contrast.", "With contrast and."]
    assert field.normal == "With contrast."


def test_an_own_front_end_with_own_attributes(tmp_path):
    """Sections that only lay out the page, labels around, badges, own code and voice names."""
    _, template = imported(
        tmp_path,
        '<html><head><meta name="rrt:modality" content="CT"/><meta content="Head" '
        'name="rrt:bodyregion"></head><body><section class="pane"><h1>CT</h1><h2>Technik</h2>'
        '<div><label><span class="lbl">Protokoll <span class="rl-badge">RadLex</span></span>'
        '<select onchange="u()" data-radlex="RID10337" data-voice="protokoll, verfahren">'
        '<option value="nativ" data-radlex="RID1">Nativ, axial</option></select></label></div>'
        "<div><label><span>Frage</span><input></label></div>"
        "<h2>Beurteilung</h2><div><label><span>Beurteilung</span><textarea></textarea></label>"
        "</div></section></body></html>",
    )
    assert [section.id for section in template.sections][:2] == ["technique", "impression"]
    assert (template.front.modality, template.front.body_part) == ("CT", "head")
    protocol = template.field("technique.protokoll")
    assert protocol.name == "Protokoll"
    assert protocol.synonyms == ("verfahren",)
    assert protocol.codes[0].value == "RID10337"
    assert protocol.choices[0].codes[0].value == "RID1"
    assert protocol.choices[0].say == ("nativ",)


@pytest.mark.parametrize(
    "html", ["", "no html at all", "<p>text</p>", "<html><body></body></html>"]
)
def test_what_is_no_template_is_refused(tmp_path, html):
    path = tmp_path / "x.html"
    path.write_text(html)
    with pytest.raises(TemplateError, match=r"x\.html.*no section"):
        import_mrrt(path)


def test_unreadable_files(tmp_path):
    with pytest.raises(TemplateError):
        import_mrrt(tmp_path / "none.html")
    latin = tmp_path / "latin.html"
    latin.write_bytes(b"<section data-section-name='Gr\xf6\xdfe'><input name='L\xe4nge'></section>")
    assert "Größe" in import_mrrt(latin).text


# Fragments that hurt: markup of TOML, jinja2 and HTML, odd unicode, broken nesting.
NASTY = st.sampled_from(
    ['"', "'''", "\\", "{{ x }}", "{% for a in b %}", "{#", "+++", "]]>", "<b", "&lt;", "\x00",
     "\u202e", "\U0001f600", "Größe", "Заключение", "</section>", "<section>", "<td>", "<p/>",
     "<option>", "<select>", "a.b", "[x]", "= 1", "\n", "normal", "Size", "findings"]
)  # fmt: skip
TEXT = st.lists(NASTY, max_size=6).map("".join)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), min_size=1, max_size=5))
def test_whatever_a_file_says_its_template_loads_and_renders(rows):
    import tempfile

    body = "".join(
        f"<section data-section-name='{a}'><header>{b}</header><label for='i{n}'>{c}</label>"
        f"<input id='i{n}' value='{d}'><select id='s{n}'><option value='{c}'>{d}</option>"
        f"<option>{a}</option></select><p>{b}</p></section>"
        for n, (a, b, c, d) in enumerate(rows)
    )
    with tempfile.TemporaryDirectory() as folder:
        _, template = imported(Path(folder), f"<body>{body}</body>")
    text = render(template, full(template))
    for number, name in enumerate(template.field_ids()):
        assert f"Word{number}x." in text, name
