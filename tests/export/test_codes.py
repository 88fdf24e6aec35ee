"""The code table against pydicom's copy of DICOM PS3.16."""

from __future__ import annotations

import pytest
from pydicom.sr import codes as dicom

from medvoice.export.codes import codes


def concepts(cid):
    group = getattr(dicom, cid)
    found = [c for name in dir(group) if hasattr(c := getattr(group, name), "scheme_designator")]
    return {(c.scheme_designator, c.value, c.meaning) for c in found}


@pytest.mark.parametrize("kind", sorted(codes().sections))
def test_section_codes_are_dicoms(kind):
    code = codes().sections[kind]
    heading, item = code.heading, code.item
    assert (heading.scheme, heading.value, heading.meaning) in concepts("cid7001")
    assert (item.scheme, item.value, item.meaning) in concepts("cid7002")


def test_titles_are_dicoms():
    for title in codes().titles:
        code = title.code
        assert (code.scheme, code.value, code.meaning) in concepts("cid7000")


@pytest.mark.parametrize(
    ("modality", "body", "meaning"),
    [
        ("CT", "head", "CT Head Report"),
        ("CT", "head and neck", "CT Report"),
        ("CT", "CHEST", "CT Chest Report"),
        ("MR", "lumbar spine", "MRI Report"),
        ("MR", "", "MRI Report"),
        ("ct", "abdomen_pelvis", "CT Report"),
        ("", "", "Diagnostic Imaging Report"),
        ("XX", "knee", "Diagnostic Imaging Report"),
    ],
)
def test_a_title_says_no_more_than_the_study(modality, body, meaning):
    assert codes().title(modality, body).meaning == meaning


def test_a_section_is_known_by_the_code_that_its_template_gives_it(tmp_path):
    """A German MRRT file: no name that medvoice knows, but a LOINC code."""
    from medvoice.export.content import content
    from medvoice.report.document import Origin, Placement, Report, Statement
    from medvoice.report.template import load_template

    (tmp_path / "de.j2").write_text(
        '+++\ntitle = "T"\nexam = "T"\nmodality = "CT"\nbody_part = "head"\nunplaced = "a.text"\n'
        '[[sections]]\nid = "a"\nname = "Wertung"\ncode = ["LOINC", "19005-8", "Impressions"]\n'
        '[[sections]]\nid = "b"\nname = "Anlass"\ncode = ["LN", "55752-0", "Clinical information"]\n'
        '+++\n{{ section("a") }}{{ section("b") }}'
    )
    said = Statement("u1.1", "Tumor.", Origin.DICTATED, ())
    report = Report("de").placed(Placement("a.text", said)).placed(Placement("b.text", said))
    kinds = [s.kind for s in content(report, load_template(tmp_path / "de.j2")).sections]
    assert kinds == ["impression", "indication"]
