"""Headers: what the DICOM files of a folder say of patient and study. Pixels are not read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medvoice.study.dicom_file import NO_IMAGES, pydicom_module
from medvoice.study.folder_error import Skipped, StudyFolderError, listed
from medvoice.study.reading import texts_under
from medvoice.study.studies import one_patient, studies_of, study_and_priors
from medvoice.study.study_headers import StudyHeaders

__all__ = [
    "NO_IMAGES",
    "Skipped",
    "StudyFolder",
    "StudyFolderError",
    "StudyHeaders",
    "listed",
    "read_study",
]


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """study: the newest, or the one asked for. priors: the patient's older studies that lie beside
    it, newest first. skipped: files that were left out."""

    study: StudyHeaders
    priors: tuple[StudyHeaders, ...]
    skipped: tuple[Skipped, ...]


def read_study(path: Path, uid: str = "") -> StudyFolder:
    """The study in a folder and its subfolders, or of one file. uid: which, where there are
    several; else the newest. Raises StudyFolderError."""
    pydicom_module()
    found, skipped = texts_under(path)
    if not found:
        left = f" Left out: {listed(skipped)}." if skipped else " It is empty."
        raise StudyFolderError(f"{path}: no DICOM file can be read there.{left}")
    one_patient(path, found)
    study, priors = study_and_priors(path, studies_of(found), uid)
    return StudyFolder(study, priors, tuple(skipped))
