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
