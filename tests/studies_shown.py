"""Test helper: small studies with pictures that tell their slice and study apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom.uid import ExplicitVRLittleEndian
from study_files import write_slice

PATIENT = {
    "PatientID": "P-1",
    "PatientName": "Doe^Jane",
    "PatientBirthDate": "19700102",
    "PatientSex": "F",
}
ORDER = {
    "patient": {"id": "P-1", "name": "Doe^Jane", "birth_date": "1970-01-02", "sex": "F"},
    "accession": "A-7",
    "procedure": "CT chest",
    "indication": "Cough for three weeks",
    "referring_physician": "Ordering^Olga",
}
AIR, FAT, BONE = -1000, -100, 700


def phantom(slices: int, at: int, side: int = 96) -> np.ndarray:
    """A body (0 HU) in air, with a nodule (BONE) that wanders down from slice to slice."""
    rows, columns = np.mgrid[:side, :side]
    values = np.full((side, side), AIR, dtype=np.int16)
    values[np.hypot(rows - side / 2, (columns - side / 2) * 0.8) < side * 0.42] = 0
    middle = side * (0.25 + 0.5 * at / max(1, slices - 1))
    values[np.hypot(rows - middle, columns - side * 0.4) < side * 0.06] = BONE
    return values


def write_ct(
    folder: Path,
    slices: int = 12,
    *,
    study: str = "1.2.3",
    day: str = "20240301",
    step: float = 5.0,
    start: float = 0.0,
    side: int = 96,
    syntax: str = ExplicitVRLittleEndian,
    **attributes: object,
) -> Path:
    """An axial CT of the chest; attributes: keyword -> value."""
    about = {
        **PATIENT,
        "StudyInstanceUID": study,
        "SeriesInstanceUID": f"{study}.1",
        "StudyDate": day,
        "StudyTime": "093000",
        "StudyDescription": "CT chest",
        "SeriesDescription": "axial",
        "AccessionNumber": "A-7",
        "WindowCenter": "40",
        "WindowWidth": "400",
        "SliceThickness": str(step),
        **attributes,
    }
    for at in range(slices):
        position = (-side / 2, -side / 2, start + step * at)
        picture = phantom(slices, at, side)
        write_slice(folder / f"{at:03}.dcm", position, at + 1, picture, syntax, **about)
    return folder


def write_prior(folder: Path, slices: int = 8, **attributes: object) -> Path:
    """The same patient a year before, in thicker slices over the same range."""
    return write_ct(
        folder,
        slices,
        study="1.2.4",
        day="20230215",
        step=7.5,
        **{"AccessionNumber": "A-3", **attributes},
    )
