from __future__ import annotations

from datetime import date, datetime

import pytest

from medvoice.study.headers import StudyFolderError, read_study


def test_what_is_known_is_read(dicom):
    folder = dicom(
        "1/a.dcm", PatientName="Doe^Jane", PatientBirthDate="19700203", PatientSex="F",
        StudyDate="20240826", StudyTime="185059.123", StudyDescription="CT chest",
        SeriesDescription="axial", BodyPartExamined="CHEST", AccessionNumber="A1",
    )  # fmt: skip
    dicom("1/b.dcm", PatientName="Doe^Jane", SeriesDescription="coronal")
    read = read_study(folder)
    study = read.study
    assert (study.uid, study.files, study.modality) == ("1.2.3", 2, "CT")
    assert study.text("PatientName") == "Doe^Jane"
    assert study.moment == datetime(2024, 8, 26, 18, 50, 59)
    assert (study.birth_date, study.age) == (date(1970, 2, 3), 54)
    assert study.series == ("axial", "coronal")
    assert (read.skipped, read.priors, study.doubts) == ((), (), ())


def test_several_patients_are_refused(dicom):
    dicom("a.dcm", PatientID="P1")
    folder = dicom("b.dcm", PatientID="P2")
    with pytest.raises(StudyFolderError, match=r"files of 2 patients \(ID P1, ID P2\)"):
        read_study(folder)
    assert read_study(folder / "a.dcm").study.text("PatientID") == "P1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"IssuerOfPatientID": "X"}, {"IssuerOfPatientID": "Y"}),
        ({"PatientBirthDate": "19700101"}, {"PatientBirthDate": "19710101"}),
        ({"PatientID": None, "PatientName": "A^B"}, {"PatientID": None, "PatientName": "A^C"}),
        ({"PatientID": None, "PatientName": "A^B"}, {}),
    ],
)
def test_who_may_be_somebody_else_is_refused(dicom, one, other):
    dicom("a.dcm", **one)
    folder = dicom("b.dcm", **other)
    with pytest.raises(StudyFolderError, match=r"patients"):
        read_study(folder)


def test_broken_files_are_left_out_by_name(dicom):
    folder = dicom("a.dcm")
    (folder / "notes.txt").write_text("no DICOM")
    whole = (folder / "a.dcm").read_bytes()
    (folder / "cut.dcm").write_bytes(whole[:150])
    (folder / "empty.dcm").write_bytes(b"")
    (folder / "DICOMDIR").write_bytes(b"x")
    (folder / ".hidden").write_bytes(b"x")
    dicom("nameless.dcm", StudyInstanceUID=None)
    read = read_study(folder)
    assert {one.path.name for one in read.skipped} == {
        "notes.txt", "cut.dcm", "empty.dcm", "nameless.dcm",
    }  # fmt: skip
    assert "notes.txt (no DICOM file)" in [str(one) for one in read.skipped]
    assert read.study.files == 1


def test_nothing_to_read_says_so(tmp_path):
    with pytest.raises(StudyFolderError, match="It is empty"):
        read_study(tmp_path)
    (tmp_path / "x").write_bytes(b"x" * 200)
    with pytest.raises(StudyFolderError, match=r"no DICOM file can be read there.*x \(no DICOM"):
        read_study(tmp_path)
    with pytest.raises(StudyFolderError, match="no such folder"):
        read_study(tmp_path / "no")


def test_the_newest_study_is_the_one_and_older_ones_are_priors(dicom):
    dicom("new.dcm", StudyInstanceUID="1.1", StudyDate="20240105")
    dicom("old.dcm", StudyInstanceUID="1.2", StudyDate="2020.01.05", Modality="CR")
    dicom("older.dcm", StudyInstanceUID="1.3", StudyDate="20190105")
    folder = dicom("report.dcm", StudyInstanceUID="1.4", StudyDate="20240106", Modality="SR")
    read = read_study(folder)
    assert read.study.uid == "1.1"
    assert [one.uid for one in read.priors] == ["1.2", "1.3"]
    assert read_study(folder, "1.2").study.uid == "1.2"
    with pytest.raises(StudyFolderError, match=r"no file there is of study 9\.9"):
        read_study(folder, "9.9")


def test_without_dates_the_user_has_to_say(dicom):
    dicom("a.dcm", StudyInstanceUID="1.1")
    folder = dicom("b.dcm", StudyInstanceUID="1.2", StudyDate="soon")
    with pytest.raises(StudyFolderError, match=r"--set study_uid=1\.1"):
        read_study(folder)


def test_disagreement_about_which_study_is_believed_nowhere(dicom):
    dicom("a.dcm", AccessionNumber="A1", BodyPartExamined="CHEST")
    dicom("b.dcm", AccessionNumber="A2", BodyPartExamined="CHEST")
    folder = dicom("c.dcm", AccessionNumber="A2", BodyPartExamined="NECK")
    study = read_study(folder).study
    assert study.text("AccessionNumber") == ""
    assert study.doubts == ("AccessionNumber: A1, A2",)
    assert study.text("BodyPartExamined") == "CHEST"


def test_names_in_several_scripts(dicom):
    folder = dicom("a.dcm", PatientName="Yamada^Tarou=山田^太郎=やまだ^たろう")
    assert read_study(folder).study.text("PatientName") == "Yamada^Tarou"
    dicom("a.dcm", PatientName="=山田^太郎")
    assert read_study(folder).study.text("PatientName") == "山田^太郎"


def test_real_files(shared):
    folder = shared / "data" / "dicom"
    head = read_study(folder / "ct_head_ge").study
    assert (head.modality, head.files, head.text("BodyPartExamined")) == ("CT", 26, "HEAD")
    brain = read_study(folder / "mr_brain_t1").study
    assert (brain.age, brain.series) == (47, ("anat-T1w",))
    with pytest.raises(StudyFolderError, match="files of 11 patients"):
        read_study(folder)
