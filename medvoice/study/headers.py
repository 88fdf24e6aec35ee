"""Headers: what the DICOM files of a folder say of patient and study. Pixels are not read.

A report that carries another patient's name is the worst that can happen here: files of several
patients are refused, and where files of one study disagree about who or which it is, nothing is
taken from them.
"""

from __future__ import annotations

import importlib
import os
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from types import ModuleType
from typing import Any

from medvoice.study.keywords import STUDY_TEXTS

NO_IMAGES = frozenset("SR KO PR DOC SEG REG RTSTRUCT RTPLAN RTDOSE AU PLAN".split())
"""Modalities of what is made from images or stands beside them (PS3.3 C.7.3.1.1.1)."""
_ONE_ONLY = "PatientID PatientBirthDate PatientSex AccessionNumber StudyDate".split()
"""Where files of one study disagree about these, none of them is believed."""
_SHOWN = 5
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
"""A header's escape sequences must not reach a terminal."""


class StudyFolderError(Exception):
    """The folder gives no study: what it holds instead, and what to do."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, and why."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"{self.path.name} ({self.why})"


@dataclass(frozen=True, slots=True)
class StudyHeaders:
    """One study. texts: DICOM keyword -> text, known ones only. moment: when it was made, without
    a zone. series: descriptions in the files' order. doubts: what the files disagree about."""

    uid: str
    texts: dict[str, str]
    moment: datetime | date | None
    modality: str
    series: tuple[str, ...]
    files: int
    doubts: tuple[str, ...] = ()

    def text(self, keyword: str) -> str:
        return self.texts.get(keyword, "")

    @property
    def birth_date(self) -> date | None:
        return _date(self.text("PatientBirthDate"))

    @property
    def age(self) -> int | None:
        """Years at the time of the study; None where a date is missing."""
        born, on = self.birth_date, self.moment
        if born is None or on is None or born > _day(on):
            return None
        day = _day(on)
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


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
    pydicom = _pydicom()
    if not path.exists():
        raise StudyFolderError(f"{path}: there is no such folder. Nothing was started.")
    found: list[dict[str, str]] = []
    skipped: list[Skipped] = []
    for file in _files(path):
        try:
            found.append(_read(pydicom, file))
        except Exception as error:  # noqa: BLE001 - a broken file makes pydicom raise anything
            skipped.append(Skipped(file, _why(error)))
    if not found:
        left = f" Left out: {listed(skipped)}." if skipped else " It is empty."
        raise StudyFolderError(f"{path}: no DICOM file can be read there.{left}")
    _one_patient(path, found)
    studies = _studies(found)
    study = _chosen(path, studies, uid)
    older = (one for one in studies if one is not study and _before(one, study))
    priors = sorted(older, key=lambda one: _sortable(one.moment), reverse=True)
    return StudyFolder(study, tuple(priors), tuple(skipped))


def listed(skipped: Sequence[Skipped]) -> str:
    """The first few by name, the rest counted."""
    shown = ", ".join(str(one) for one in skipped[:_SHOWN])
    return shown + (f" and {len(skipped) - _SHOWN} more" if len(skipped) > _SHOWN else "")


def _pydicom() -> ModuleType:
    try:
        return importlib.import_module("pydicom")
    except ModuleNotFoundError as error:
        raise StudyFolderError(
            "Reading a study needs pydicom, which is not installed; nothing was started. Install "
            "it with pip install pydicom, or give the data with --set."
        ) from error


def _files(path: Path) -> Iterator[Path]:
    """Ordinary files in order; hidden ones and the index DICOMDIR are none of the study's."""
    if path.is_file():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if not name.startswith(".") and name != "DICOMDIR" and file.is_file():
                yield file


def _read(pydicom: ModuleType, file: Path) -> dict[str, str]:
    """Known texts of one file. Raises nearly anything."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd values are judged below
        dataset = pydicom.dcmread(file, stop_before_pixels=True, specific_tags=STUDY_TEXTS)
        texts = {keyword: _text(dataset.get(keyword)) for keyword in STUDY_TEXTS}
    known = {keyword: text for keyword, text in texts.items() if text}
    if "StudyInstanceUID" not in known:
        raise ValueError("has no StudyInstanceUID")
    return known


def _text(value: Any) -> str:
    """As it stands; of a name in several scripts the alphabetic one, else the first there is."""
    if value is None:
        return ""
    if not isinstance(value, str) and isinstance(value, Sequence):
        value = value[0] if len(value) else ""
    text = str(value)
    if "=" in text and hasattr(value, "alphabetic"):
        text = next((group for group in text.split("=") if group.strip()), "")
    return _CONTROLS.sub(" ", text).strip()


def _why(error: Exception) -> str:
    if type(error).__name__ == "InvalidDicomError":
        return "no DICOM file"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, ValueError) and "StudyInstanceUID" in str(error):
        return str(error)
    return f"broken: {type(error).__name__}"


def _one_patient(path: Path, found: Sequence[dict[str, str]]) -> None:
    """Raises StudyFolderError for several. A patient is an id with its issuer; where there is no
    id, a name."""
    patients = {
        (f"ID {texts['PatientID']}", texts.get("IssuerOfPatientID", ""))
        if "PatientID" in texts
        else (f"name {texts.get('PatientName', '')}".casefold(), "")
        for texts in found
    }
    # One issuer may be left out in some of the files; two different ones are two patients.
    numbers = {number for number, _ in patients}
    issuers = {issuer for _, issuer in patients if issuer}
    if len(numbers) > 1 or len(issuers) > 1:
        names = [" of ".join(part for part in patient if part) for patient in sorted(patients)]
        shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
        raise StudyFolderError(
            f"{path}: files of {len(names)} patients ({shown}). A report is of one patient: give "
            "the folder of one study. Nothing was started."
        )
    born = sorted({texts["PatientBirthDate"] for texts in found if "PatientBirthDate" in texts})
    if len(born) > 1:
        raise StudyFolderError(
            f"{path}: one patient ID with {len(born)} dates of birth ({', '.join(born[:_SHOWN])}), "
            "so these may be several patients. Give the folder of one study. Nothing was started."
        )


def _studies(found: Sequence[dict[str, str]]) -> list[StudyHeaders]:
    by_uid: dict[str, list[dict[str, str]]] = {}
    for texts in found:
        by_uid.setdefault(texts["StudyInstanceUID"], []).append(texts)
    return [_study(uid, files) for uid, files in by_uid.items()]


def _study(uid: str, files: Sequence[dict[str, str]]) -> StudyHeaders:
    texts: dict[str, str] = {}
    doubts: list[str] = []
    images = [one for one in files if one.get("Modality") not in NO_IMAGES] or list(files)
    for keyword in STUDY_TEXTS:
        # Who the patient is stands in every file; what was examined, in those of the images.
        source = files if keyword in _ONE_ONLY else images
        values = Counter(one[keyword] for one in source if keyword in one)
        if len(values) > 1 and keyword in _ONE_ONLY:
            doubts.append(f"{keyword}: {', '.join(list(values)[:_SHOWN])}")
        elif values:
            texts[keyword] = values.most_common(1)[0][0]
    series = tuple(
        dict.fromkeys(o["SeriesDescription"] for o in images if "SeriesDescription" in o)
    )
    moment = _moment(texts.get("StudyDate", ""), texts.get("StudyTime", ""))
    return StudyHeaders(
        uid, texts, moment, texts.get("Modality", ""), series, len(files), tuple(doubts)
    )


def _chosen(path: Path, studies: Sequence[StudyHeaders], uid: str) -> StudyHeaders:
    if uid:
        for study in studies:
            if study.uid == uid:
                return study
        raise StudyFolderError(
            f"{path}: no file there is of study {uid}. Studies: "
            f"{', '.join(study.uid for study in studies[:_SHOWN])}. Nothing was started."
        )
    # A report stored beside its images is no newer examination.
    candidates = [one for one in studies if one.modality not in NO_IMAGES] or list(studies)
    candidates.sort(key=lambda one: _sortable(one.moment), reverse=True)
    if len(candidates) > 1 and _sortable(candidates[0].moment) == _sortable(candidates[1].moment):
        raise StudyFolderError(
            f"{path}: {len(candidates)} studies, and their dates do not say which is the newest. "
            f"Say which: --set study_uid={candidates[0].uid} (or "
            f"{', '.join(one.uid for one in candidates[1:_SHOWN])}). Nothing was started."
        )
    return candidates[0]


def _before(one: StudyHeaders, other: StudyHeaders) -> bool:
    return bool(one.moment and other.moment) and _sortable(one.moment) < _sortable(other.moment)


def _sortable(moment: datetime | date | None) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time()) if moment else datetime.min


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _moment(day: str, clock: str) -> datetime | date | None:
    """DICOM's DA and TM; a day alone where the time is missing or none."""
    on = _date(day)
    found = re.fullmatch(r"(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d*)?", clock)
    if on is None or found is None:
        return on
    try:
        at = time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return on
    return datetime.combine(on, at)


def _date(text: str) -> date | None:
    """ "20040826", and "2004.08.26" of old devices."""
    found = re.fullmatch(r"(\d{4})\.?(\d\d)\.?(\d\d)", text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
