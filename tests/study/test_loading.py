"""Folders and files as studies: several of them, priors, copies, and what is refused."""

from __future__ import annotations

import gzip
import os
import zipfile
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image
from study_files import image_dataset, ramp, save, write_slice

from medvoice.study.folder_error import StudyFolderError
from medvoice.study.loading import load_study
from medvoice.study.study import Kind


def study(folder, name, uid, date=None, patient="P1", **attributes):
    for index in range(3):
        write_slice(
            folder / name / f"{index}.dcm", (0, 0, index), index + 1, StudyInstanceUID=uid,
            SeriesInstanceUID=f"{uid}.1", StudyDate=date, PatientID=patient, **attributes,
        )  # fmt: skip
    return folder / name


def test_older_studies_in_the_folder_are_priors_newest_first(tmp_path):
    study(tmp_path, "now", "1.1", "20260301")
    study(tmp_path, "older", "1.2", "20200105")
    study(tmp_path, "newer", "1.3", "20250607")
    loaded = load_study(tmp_path)
    assert loaded.study.headers.uid == "1.1"
    assert [one.headers.uid for one in loaded.priors] == ["1.3", "1.2"]
    assert [len(one.series[0].slices) for one in loaded.priors] == [3, 3]
    assert load_study(tmp_path, uid="1.3").study.headers.uid == "1.3"
    assert [one.headers.uid for one in load_study(tmp_path, uid="1.3").priors] == ["1.2"]


def test_a_prior_given_apart(tmp_path):
    now = study(tmp_path, "now", "1.1", "20260301")
    before = study(tmp_path, "before", "1.2", "20250301")
    loaded = load_study(now, before)
    assert [one.headers.uid for one in loaded.priors] == ["1.2"]
    assert loaded.notes == ()


def test_a_prior_of_somebody_else_is_refused(tmp_path):
    now = study(tmp_path, "now", "1.1", "20260301")
    before = study(tmp_path, "before", "1.2", "20250301", patient="P2")
    with pytest.raises(StudyFolderError, match=r"files of 2 patients \(ID P1, ID P2\)"):
        load_study(now, before)


def test_one_number_and_two_names_are_refused_unless_the_date_of_birth_is_one(tmp_path):
    jane = {"PatientName": "Doe^Jane", "PatientBirthDate": "19700102"}
    now = study(tmp_path, "now", "1.1", "20260301", **jane)
    other = study(tmp_path, "other", "1.2", "20250301", PatientName="Roe^Richard")
    with pytest.raises(StudyFolderError, match="names that have nothing in common") as refused:
        load_study(now, other)
    assert "Doe" not in str(refused.value)
    married = study(tmp_path, "married", "1.3", "20250301", PatientName="DOE-SMITH^JANE^A")
    assert load_study(now, married).priors
    renamed = {**jane, "PatientName": "Major^Joan"}
    assert load_study(now, study(tmp_path, "renamed", "1.4", "20250301", **renamed)).priors


def test_a_prior_newer_than_the_study_is_refused(tmp_path):
    now = study(tmp_path, "now", "1.1", "20260301")
    later = study(tmp_path, "later", "1.2", "20260401")
    with pytest.raises(StudyFolderError, match="2026-04-01, is newer than the one to report"):
        load_study(now, later)


def test_the_study_itself_is_no_prior(tmp_path):
    now = study(tmp_path, "now", "1.1", "20260301")
    with pytest.raises(StudyFolderError, match="no other study than the one that is loaded"):
        load_study(now, now)


def test_pictures_as_prior_are_taken_with_a_word_of_warning(tmp_path):
    Image.fromarray(ramp().view(np.uint8)[:, :8].copy()).save(tmp_path / "before.png")
    now = study(tmp_path, "now", "1.1", "20260301", Modality="CR")
    loaded = load_study(now, tmp_path / "before.png")
    assert [one.series[0].kind for one in loaded.priors] == [Kind.IMAGES]
    assert "was not checked" in loaded.notes[0]


def test_pictures_beside_dicom_are_left_out_by_name(tmp_path):
    study(tmp_path, "now", "1.1", "20260301")
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(tmp_path / "photo.png")
    loaded = load_study(tmp_path)
    assert [one.path.name for one in loaded.skipped] == ["photo.png"]
    assert "names no patient" in loaded.skipped[0].why
    assert len(loaded.study.series) == 1


def test_a_copy_of_an_image_counts_once(tmp_path):
    folder = study(tmp_path, "now", "1.1", "20260301")
    (folder / "copy.dcm").write_bytes((folder / "1.dcm").read_bytes())
    loaded = load_study(folder)
    assert len(loaded.study.series[0].slices) == 3
    assert [str(one) for one in loaded.skipped] == ["copy.dcm (the same image as 1.dcm)"]


def test_a_report_beside_the_images_says_who_the_patient_is(tmp_path):
    folder = study(tmp_path, "now", "1.1", "20260301")
    report = image_dataset(ramp(), Modality="SR", PatientID="P2", StudyInstanceUID="1.1")
    save(report, folder / "report.dcm")
    with pytest.raises(StudyFolderError, match="files of 2 patients"):
        load_study(folder)


def test_broken_files_are_left_out_by_name_with_why(tmp_path):
    folder = study(tmp_path, "now", "1.1", "20260301")
    whole = (folder / "1.dcm").read_bytes()
    (folder / "cut-in-pixels.dcm").write_bytes(whole[:-20])
    (folder / "cut-in-headers.dcm").write_bytes(whole[:400])
    (folder / "notes.txt").write_text("seen by nobody")
    (folder / "empty.dcm").write_bytes(b"")
    loaded = load_study(folder)
    assert len(loaded.study.series[0].slices) == 3
    said = {one.path.name: one.why for one in loaded.skipped}
    assert said["cut-in-pixels.dcm"] == "is cut short: 140 of 160 bytes of pixels"
    assert said["notes.txt"] == "no image"
    assert said["empty.dcm"] == "empty"
    assert "cut-in-headers.dcm" in said


def test_a_name_with_an_escape_sequence_does_not_reach_the_terminal(tmp_path):
    (tmp_path / "a\x1b[31m.dcm").write_bytes(b"x" * 500)
    with pytest.raises(StudyFolderError) as caught:
        load_study(tmp_path)
    assert "\x1b" not in str(caught.value).replace(str(tmp_path), "")


def refused(tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(StudyFolderError) as caught:
        load_study(file)
    assert name in str(caught.value)
    return str(caught.value)


def test_what_is_no_study_is_refused_with_its_name_and_kind(tmp_path):
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as archive:
        archive.writestr("a", "b")
    content = (tmp_path / "made.zip").read_bytes()
    assert "an archive: unpack it" in refused(tmp_path, "study.zip", content)
    assert "an archive" in refused(tmp_path, "a.tar.gz", gzip.compress(b"x" * 1000))
    assert "a video" in refused(tmp_path, "a.mp4", b"\0\0\0\x20ftypisom" + bytes(1000))
    assert "a video" in refused(tmp_path, "a.mkv", b"\x1aE\xdf\xa3" + bytes(1000))
    assert "a PDF document" in refused(tmp_path, "a.pdf", b"%PDF-1.7\n" + bytes(1000))
    assert "empty" in refused(tmp_path, "a.dcm", b"")
    assert "no image" in refused(tmp_path, "b.dcm", b"hello" * 200)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(StudyFolderError, match="It is empty"):
        load_study(tmp_path / "nothing")
    with pytest.raises(StudyFolderError, match="there is no such folder"):
        load_study(tmp_path / "nowhere")


def test_a_dicomdir_is_told_from_an_image(tmp_path):
    content = Path(pydicom.data.get_testdata_file("DICOMDIR")).read_bytes()
    assert "the index of a medium: give the folder" in refused(tmp_path, "DICOMDIR", content)
    assert "the index of a medium" in refused(tmp_path, "renamed.dcm", content)


@pytest.mark.parametrize("kind", ["SR", "PR", "KO", "SEG", "RTSTRUCT", "RTDOSE"])
def test_dicom_without_an_image_of_the_patient(tmp_path, kind):
    save(image_dataset(ramp(), Modality=kind), tmp_path / "a.dcm")
    with pytest.raises(StudyFolderError, match=rf"a\.dcm: holds no image \({kind}\)"):
        load_study(tmp_path / "a.dcm")


@pytest.mark.parametrize("beginning", ["nothing", "headers", "sequence"])
def test_three_gigabytes_of_nothing_are_refused_at_once(tmp_path, beginning):
    """A sparse file: it takes no room, and would take for ever to be read through."""
    file = tmp_path / "large.dcm"
    content = b""
    if beginning != "nothing":
        dataset = image_dataset(ramp())
        del dataset.PixelData
        save(dataset, file)
        content = file.read_bytes()
    if beginning == "sequence":  # of undefined length: zeros follow where its items should be
        content += b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff"
    file.write_bytes(content)
    os.truncate(file, 3 << 30)
    with pytest.raises(StudyFolderError, match=r"large\.dcm"):
        load_study(file)


def test_one_value_of_another_kind_costs_no_image(tmp_path):
    """Devices write 150.5 where a whole number belongs, and five bytes where eight do."""
    path = write_slice(tmp_path / "a.dcm", (0, 0, 0), 1, PatientAge="040Y")
    content = path.read_bytes()
    start = 144 + int.from_bytes(content[140:144], "little")
    odd = b"\x18\x00\x87\x90FD\x05\x00abcde" + b"\x18\x00\x51\x11IS\x06\x00150.5 "
    path.write_bytes(content[:start] + odd + content[start:])
    loaded = load_study(tmp_path)
    assert "DiffusionBValue" not in loaded.study.series[0].texts
    assert loaded.study.headers.text("PatientAge") == "040Y"


def test_a_patient_id_that_cannot_be_read_is_nobody_elses(tmp_path):
    write_slice(tmp_path / "a.dcm", (0, 0, 0), 1)
    write_slice(tmp_path / "b.dcm", (0, 0, 1), 2, PatientID=None)
    with pytest.raises(StudyFolderError, match="files of 2 patients"):
        load_study(tmp_path)


def test_a_video_in_dicom_is_refused_and_an_unknown_syntax_named(tmp_path):
    plain = b"1.2.840.10008.1.2.1\0"
    for syntax, said in (
        (b"1.2.840.10008.1.2.4.102", "a video in DICOM"),
        (b"1.2.3.4.5.6", "its transfer syntax 1.2.3.4.5.6 is not known"),
    ):
        path = write_slice(tmp_path / "a.dcm", (0, 0, 0), 1)
        content = path.read_bytes()
        value = syntax + b"\0" * (len(syntax) % 2)
        element = b"\x02\0\x10\0UI" + len(value).to_bytes(2, "little") + value
        old = b"\x02\0\x10\0UI" + len(plain).to_bytes(2, "little") + plain
        assert content.count(old) == 1
        length = int.from_bytes(content[140:144], "little") + len(value) - len(plain)
        path.write_bytes(
            content[:140] + length.to_bytes(4, "little") + content[144:].replace(old, element)
        )
        with pytest.raises(StudyFolderError, match=rf"a\.dcm: {said}"):
            load_study(path)


def test_a_slides_label_is_no_level_of_it(tmp_path):
    for name, kind, side in (("v", "VOLUME", 64), ("l", "LABEL", 80), ("o", "OVERVIEW", 90)):
        dataset = image_dataset(
            np.zeros((side, side, 3), np.uint8), Modality="SM", TotalPixelMatrixRows=side,
            SOPClassUID="1.2.840.10008.5.1.4.1.1.77.1.6", TotalPixelMatrixColumns=side,
            ImageType=["ORIGINAL", "PRIMARY", kind, "NONE"],
        )  # fmt: skip
        save(dataset, tmp_path / f"{name}.dcm")
    loaded = load_study(tmp_path)
    [series] = loaded.study.series
    assert (series.kind, [one.rows for one in series.slices]) == (Kind.WHOLE_SLIDE, [64])
    assert [str(one) for one in loaded.skipped] == [
        f"{name}.dcm (shows the slide's label, which may name the patient)" for name in "lo"
    ]


def test_drawings_over_the_image_are_said(tmp_path):
    dataset = image_dataset(ramp())
    dataset.add_new(0x60000010, "US", 8)
    save(dataset, tmp_path / "a.dcm")
    [series] = load_study(tmp_path).study.series
    assert series.notes == ("1 of its files carries drawings, not shown.",)
