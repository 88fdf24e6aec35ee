"""medvoice study: what it prints, what it draws, how it refuses."""

from __future__ import annotations

import numpy as np
from PIL import Image
from study_files import ramp, write_slice

from medvoice.faces.cli.main import main


def volume(folder, count=5, **attributes):
    for index in range(count):
        pixels = np.full((40, 60), index * 100 - 300, np.int16)
        write_slice(folder / f"{index}.dcm", (0, 0, index * 2.5), index + 1, pixels, **attributes)
    return folder


def test_info_of_a_real_study(shared, capsys):
    assert main(["study", "info", str(shared / "data" / "dicom" / "ct_head_ge")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "HEAD, no date, 26 files",
        "  Series 2 | CT | volume: 26 slices | 512 x 512 | pixel 0.488 mm | thickness 4, 7 mm | "
        "spacing 4, 7 mm",
        "    Tilted by 18.5°.",
        "    Spacing changes: 4.00 mm (13), 7.00 mm (11).",
        "    1.08 mm between slices 14 and 15: they overlap.",
    ]


def test_info_says_priors_and_what_was_left_out(tmp_path, capsys):
    volume(tmp_path / "now", StudyDate="20260301", StudyDescription="CT chest")
    volume(
        tmp_path / "then", 3, StudyDate="20250301", StudyInstanceUID="1.9", PatientSex="F",
        PatientBirthDate="19600401", PatientName="Doe^Jane", SeriesDescription="lung",
    )  # fmt: skip
    (tmp_path / "now" / "notes.txt").write_text("x")
    assert main(["study", "info", str(tmp_path / "now"), "--prior", str(tmp_path / "then")]) == 0
    out = capsys.readouterr().out
    assert "CT chest, 2026-03-01, 5 files\n" in out
    assert "Prior:\nCT, 2025-03-01, 64 years, female, 3 files\n" in out
    assert "Series 1 | CT | lung | volume: 3 slices" in out
    assert out.endswith("Left out: notes.txt (no image).\n")
    assert "Doe" not in out
    assert "P1" not in out


def test_show_draws_every_picture_with_its_label(tmp_path, capsys):
    folder = volume(tmp_path / "study")
    sheet = tmp_path / "sheet.png"
    assert main(["study", "show", str(folder), "-o", str(sheet)]) == 0
    assert capsys.readouterr().out == f"{sheet}: 5 pictures\n"
    drawn = np.asarray(Image.open(sheet).convert("RGB")).reshape(-1, 3)
    # Each slice is flat: its colour under the makers' three windows stands on the sheet.
    for index in range(5):
        value = index * 100 - 300
        ends = ((-1024, 1024), (-135, 215), (0, 80))
        colour = [round((min(max(value, a), b) - a) / (b - a) * 255) for a, b in ends]
        assert (np.abs(drawn.astype(int) - colour).max(axis=1) <= 1).sum() >= 40 * 60


def test_show_of_one_series_by_its_number(tmp_path, capsys):
    volume(tmp_path / "study")
    volume(tmp_path / "study" / "b", 2, SeriesInstanceUID="1.7", SeriesNumber=7)
    arguments = ["study", "show", str(tmp_path / "study"), "--series", "7"]
    assert main([*arguments, "-o", str(tmp_path / "a.jpg")]) == 0
    assert "a.jpg: 2 pictures" in capsys.readouterr().out
    assert main(["study", "show", str(tmp_path / "study"), "--series", "9", "-o", "x.png"]) == 1
    assert "no image of the study can be shown" in capsys.readouterr().err


def test_refusals_name_the_file_and_end_with_a_status(tmp_path, capsys):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + bytes(500))
    assert main(["study", "info", str(tmp_path / "a.zip")]) == 1
    assert "a.zip: an archive: unpack it and give the folder" in capsys.readouterr().err
    assert main(["study", "info", str(tmp_path / "nowhere")]) == 1
    assert "there is no such folder" in capsys.readouterr().err
    write_slice(tmp_path / "s" / "1.dcm", (0, 0, 0), 1, ramp())
    assert main(["study", "show", str(tmp_path / "s")]) == 2
    assert "-o sheet.png" in capsys.readouterr().err
    assert main(["study", "show", str(tmp_path / "s"), "-o", "sheet.pdf"]) == 2
    assert main(["study", "show", str(tmp_path / "s"), "-o", str(tmp_path / "no" / "a.png")]) == 2


def test_show_in_a_window_for_the_eye(tmp_path, capsys):
    folder = volume(tmp_path / "study")
    sheet = tmp_path / "lung.png"
    arguments = ["study", "show", str(folder), "-o", str(sheet), "--window"]
    assert main([*arguments, "lung"]) == 0
    assert capsys.readouterr().out == f"{sheet}: 5 pictures\n"
    drawn = np.asarray(Image.open(sheet).convert("L")).ravel()
    for index in range(5):  # -1350 is black, 150 white
        grey = round((min(index * 100 - 300, 150) + 1350) / 1500 * 255)
        assert (np.abs(drawn.astype(int) - grey) <= 1).sum() >= 40 * 60
    assert main([*arguments, "0,100"]) == 0
    capsys.readouterr()
    for nonsense in ("lungs", "1", "5,-2", "5,nan"):
        assert main([*arguments, nonsense]) == 2
        assert "There are abdomen, angio" in capsys.readouterr().err
    brain = volume(tmp_path / "mr", Modality="MR")
    assert main(["study", "show", str(brain), "-o", str(sheet), "--window", "brain"]) == 1
    assert "brain is a window of CT" in capsys.readouterr().err


def test_of_two_studies_as_new_the_user_says_which(tmp_path, capsys):
    volume(tmp_path / "a", StudyDescription="first")
    volume(tmp_path / "b", StudyInstanceUID="1.9", StudyDescription="second")
    assert main(["study", "info", str(tmp_path)]) == 1
    assert "medvoice study --uid UID" in capsys.readouterr().err
    assert main(["study", "info", str(tmp_path), "--uid", "1.9"]) == 0
    assert capsys.readouterr().out.startswith("second, no date, 5 files\n")


def test_a_picture_that_cannot_be_read_is_said(tmp_path, capsys):
    import pydicom

    folder = volume(tmp_path / "study")
    path = folder / "2.dcm"
    write_slice(path, (0, 0, 5), 3, np.full((40, 60), 9, np.int16), pydicom.uid.RLELossless)
    content = bytearray(path.read_bytes())
    content[-60:] = b"\xff" * 60
    path.write_bytes(content)
    assert main(["study", "show", str(folder), "-o", str(tmp_path / "a.png")]) == 0
    shown = capsys.readouterr()
    assert "4 pictures" in shown.out
    assert "2.dcm" in shown.err
