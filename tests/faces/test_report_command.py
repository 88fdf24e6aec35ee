from __future__ import annotations

import io
import json
import sys

import numpy as np
import pytest

TYPED = (
    "findings colon\nsmall right pleural effusion period\nimpression colon small effusion period\n"
)
WEBRTC = ("--set", "audio.vad=webrtc")


def test_sound_becomes_a_report(medvoice, scripted, sound):
    scripted(
        ["[FINDINGS] {colon} No pneumothorax {period}", "scratch that", "Heart is normal {period}"]
    )
    status, out, err = medvoice("report", str(sound(3)), "--template", "cxr", *WEBRTC)
    assert status == 0
    assert "Heart is normal." in out
    assert "No pneumothorax" not in out
    assert "Demonstration model" in err


def test_content_decides_and_not_the_name(medvoice, scripted, sound, tmp_path):
    scripted(["Heart is normal {period}"])
    disguised = tmp_path / "dictation.txt"
    disguised.write_bytes(sound(1).read_bytes())
    _, out, _ = medvoice("report", str(disguised), "--template", "cxr", *WEBRTC)
    assert "Heart is normal." in out
    text = tmp_path / "dictation.wav"
    text.write_text(TYPED)
    _, out, _ = medvoice("report", str(text), "--template", "cxr")
    assert "Small right pleural effusion." in out


def test_standard_input_and_formats(medvoice, monkeypatch, tmp_path):
    for form in ("text", "markdown", "json"):
        stdin = io.TextIOWrapper(io.BytesIO(TYPED.encode()))
        monkeypatch.setattr(sys, "stdin", stdin)
        file = tmp_path / f"report.{form}"
        status, out, _ = medvoice(
            "report", "-", "--template", "cxr", "-o", str(file), "--format", form
        )
        assert (status, out) == (0, "")
        assert "Small right pleural effusion." in file.read_text()
    assert json.loads(file.read_text())["template"] == "cxr"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "Standard input is empty."),
        (b" \n", "Standard input is empty."),
        (b"No effusion.\0", "Standard input is not text: NUL at byte 13."),
        (b"Herz gr\xf6\xdfer.", "Standard input is not UTF-8 text."),
    ],
)
def test_no_report_of_what_is_no_text(medvoice, monkeypatch, content, fault):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    status, out, err = medvoice("report", "-", "--template", "cxr")
    assert (status, out) == (1, "")
    assert fault in err


def test_footer_from_the_configuration(medvoice, tmp_path):
    file = tmp_path / "d.txt"
    file.write_text(TYPED)
    _, out, _ = medvoice("report", str(file), "--template", "cxr", "--set", "report.footer=Unread")
    assert out.rstrip().endswith("Unread")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (np.random.default_rng(3).bytes(5000), "neither a sound file that can be read nor UTF-8"),
        (b"", "is empty"),
        (b"The lungs are \0 clear.", "is not text: NUL at byte 15"),
        (b"The lungs are clear.\x07", "is not text: control character 0x07 at byte 21"),
        ("Herz normal: gr\u00f6\u00dfe".encode("latin-1"), "neither a sound file"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "d.bin"),
    ],
)
def test_what_is_no_dictation_is_said_without_a_traceback(medvoice, tmp_path, content, fault):
    file = tmp_path / "d.bin"
    file.write_bytes(content)
    status, out, err = medvoice("report", str(file), "--template", "cxr")
    assert (status, out) == (1, "")
    assert fault in err
    assert "d.bin" in err
    assert "Traceback" not in err


def test_utf16_and_byte_order_marks_are_read(medvoice, tmp_path):
    file = tmp_path / "d.txt"
    for encoding in ("utf-16", "utf-8-sig"):
        file.write_text(TYPED, encoding=encoding)
        _, out, _ = medvoice("report", str(file), "--template", "cxr")
        assert "Small right pleural effusion." in out


def test_bad_templates(medvoice, tmp_path):
    file = tmp_path / "d.txt"
    file.write_text(TYPED)
    folders = ("--set", f"report.folders={tmp_path}")
    status, _, err = medvoice("report", str(file), "--template", "mr_knee")
    assert status == 1
    assert "mr_knee" in err
    assert "ct_chest" in err  # those that there are
    front = '+++\ntitle = "T"\nexam = "T"\nmodality = "CT"\nbody_part = "T"\nunplaced = "f.text"\n[[sections]]\nid = "f"\nname = "F"\n+++\n'
    for body, word in (
        ("{% if %}", "line"),
        ("{{ section('f') }}{{ ''.__class__.__mro__[1].__subclasses__() }}", "sandbox"),
    ):
        (tmp_path / "bad.j2").write_text(front + body)
        status, _, err = medvoice("report", str(file), "--template", "bad", *folders)
        assert status == 1
        assert "bad.j2" in err
        assert word in err, err
        assert "Traceback" not in err


def test_the_folder_of_the_output_must_be_there(medvoice, tmp_path):
    file = tmp_path / "d.txt"
    file.write_text(TYPED)
    status, _, err = medvoice(
        "report", str(file), "--template", "cxr", "-o", str(tmp_path / "no" / "r.txt")
    )
    assert status == 2
    assert "there is no folder" in err


def test_every_format_with_a_study_and_a_name_pattern(medvoice, tmp_path):
    file = tmp_path / "d.txt"
    file.write_text(TYPED)
    about = ("--set", "accession=A1", "--set", "study_time=2026-11-25")
    starts = {
        "html": b"<!DOCTYPE html>", "docx": b"PK", "pdf": b"%PDF", "fhir": b'{\n  "resourceType"',
        "hl7": b"MSH|", "dicom_sr": bytes(128) + b"DICM",
    }  # fmt: skip
    for form, start in starts.items():
        pattern = str(tmp_path / ("{accession}_{date}_{template}." + form))
        status, out, err = medvoice(
            "report", str(file), "--template", "cxr", "--format", form, "-o", pattern, *about
        )
        assert (status, out) == (0, ""), err
        assert (tmp_path / f"A1_20261125_cxr.{form}").read_bytes().startswith(start)


def test_what_is_said_about_a_study_must_be_right(medvoice, tmp_path):
    file = tmp_path / "d.txt"
    file.write_text(TYPED)
    for about in ("shoe=42", "birth_date=soon"):
        status, out, err = medvoice("report", str(file), "--template", "cxr", "--set", about)
        assert (status, out) == (2, "")
        assert about.split("=")[0] in err
        assert "Traceback" not in err


def test_the_study_is_read_from_its_headers(medvoice, shared, tmp_path):
    file = tmp_path / "d.txt"
    file.write_text(TYPED)
    brain = shared / "data" / "dicom" / "mr_brain_t1"
    status, out, err = medvoice(
        "report", str(file), "--template", "cxr", "--study", str(brain), "--set", "accession=7"
    )
    assert status == 0, err
    assert "Patient: Jane_Doe\nPatient ID: 02\nDate of birth: 1966-01-01\nSex: F\n" in out
    assert "Accession: 7\nStudy date: 2013-07-17 14:15\n" in out
    assert "The study is MR, the template cxr is for CR." in err
    status, out, err = medvoice("report", str(file), "--study", str(brain.parent))
    assert (status, out) == (1, "")
    assert "files of 11 patients" in err
    assert "Traceback" not in err


def test_the_study_chooses_its_template(medvoice, shared, tmp_path):
    file = tmp_path / "d.txt"
    file.write_text("Findings: no hemorrhage. Impression: normal.")
    folder = shared / "data" / "dicom"
    status, out, err = medvoice("report", str(file), "--study", str(folder / "ct_head_ge"))
    assert status == 0, err
    assert "Ventricles and cisterns" in out
    assert 'Template ct_head: the study is CT and says "HEAD".' in err
    tibia = str(folder / "cr_tibia_RG3_J2KI.dcm")
    status, out, err = medvoice("report", str(file), "--study", tibia)
    assert status == 0, err
    assert "No template fits a CR that says" in err
    assert "It is cxr, as configured." in err
    status, out, err = medvoice("report", str(file), "--study", tibia, "--template", "ct_head")
    assert "No template fits" not in err
