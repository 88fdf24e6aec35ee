"""medvoice templates: list, check."""

from __future__ import annotations

SOUND = """+++
extends = "cxr"
title = "Ours"
+++
"""


def test_the_list_names_the_packaged_templates(medvoice):
    status, out, _ = medvoice("templates")
    assert status == 0
    for name in ("cxr", "ct_chest", "ct_abdomen_pelvis", "ct_head", "mr_brain", "mr_lumbar_spine",
                 "us_abdomen", "mammography"):  # fmt: skip
        assert name in out
    assert "_report" not in out


def test_check_says_nothing_of_sound_templates(medvoice):
    status, out, err = medvoice("templates", "check")
    assert (status, out) == (0, "")
    assert "no fault" in err
    assert medvoice("templates", "--check")[0] == 0


def test_check_names_file_place_and_fault_and_its_status_is_1(medvoice, tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    folders = ("--set", f"report.folders={folder}")
    (folder / "ours.j2").write_text(SOUND)
    assert medvoice("templates", "check", "ours", *folders)[0] == 0
    (folder / "ours.j2").write_text(SOUND.replace('"Ours"', '"Ours (new"'))
    (folder / "broken.j2").write_text(SOUND + "{{ section('none') }}")
    status, out, err = medvoice("templates", "check", *folders)
    assert status == 1
    assert 'ours.j2: title: "(" has no partner' in out
    assert "broken.j2" in out
    assert "2 faults" in err
    status, out, _ = medvoice("templates", "check", str(folder / "broken.j2"))
    assert (status, out.count("\n")) == (1, 1)
    assert medvoice("templates", "check", "nowhere")[0] == 1


FORM = """<html><head><title>Knee</title></head><body>
<section data-section-name="Findings"><label for="a">Menisci</label><input id="a" value="Normal.">
<mark>Say which one</mark></section>
<section data-section-name="Impression"><textarea id="b"></textarea></section></body></html>"""


def test_import_writes_a_template_that_can_be_dictated_into(medvoice, tmp_path):
    (tmp_path / "knee.html").write_text(FORM)
    folder = tmp_path / "site"
    folder.mkdir()
    folders = ("--set", f"report.folders={folder}")
    status, out, _ = medvoice("templates", "import", str(tmp_path / "knee.html"), *folders)
    assert status == 0
    assert "Knee: 2 sections, 3 fields" in out
    assert "left out: hint (<mark>), not for the report: Say which one" in out
    (tmp_path / "d.txt").write_text("Menisci: Torn. Impression: Meniscal tear.")
    status, out, _ = medvoice("report", str(tmp_path / "d.txt"), "--template", "knee", *folders)
    assert status == 0
    assert "Menisci: Torn." in out
    assert "1. Meniscal tear." in out


def test_import_refuses_without_writing(medvoice, tmp_path):
    (tmp_path / "knee.html").write_text(FORM)
    (tmp_path / "no.html").write_text("nothing")
    assert medvoice("templates", "import", str(tmp_path / "knee.html"))[0] == 2
    assert medvoice("templates", "import", "--to", str(tmp_path))[0] == 2
    to = ("--to", str(tmp_path))
    assert medvoice("templates", "import", str(tmp_path / "knee.html"), *to)[0] == 0
    status, _, err = medvoice("templates", "import", str(tmp_path / "knee.html"), *to)
    assert status == 1
    assert "--replace" in err
    assert medvoice("templates", "import", str(tmp_path / "knee.html"), "--replace", *to)[0] == 0
    status, out, err = medvoice("templates", "import", str(tmp_path / "no.html"), *to)
    assert (status, out) == (1, "")
    assert "no section" in err


def test_a_category_that_does_not_exist_is_said(medvoice, tmp_path):
    (tmp_path / "d.txt").write_text("Right category: BI-RADS 7. Left category: BI-RADS 2.")
    status, out, err = medvoice("report", str(tmp_path / "d.txt"), "--template", "mammography")
    assert status == 0
    assert "BI-RADS 7" in out  # what was dictated stands
    assert "error: assessment.right" in err
    assert "has no category 7" in err
