"""Which files make which study of which patient, and which study is the one to report.

A report that carries another patient's name is the worst that can happen here: files of several
patients are refused, and where files of one study disagree about who or which it is, nothing is
taken from them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import combinations
from pathlib import Path

from medvoice.study.dicom_file import NO_IMAGES
from medvoice.study.folder_error import SHOWN, StudyFolderError
from medvoice.study.keywords import STUDY_TEXTS
from medvoice.study.study_headers import StudyHeaders, moment_of

_ONE_ONLY = "PatientID PatientBirthDate PatientSex AccessionNumber StudyDate".split()
"""Where files of one study disagree about these, none of them is believed."""


def one_patient(path: Path, found: Sequence[dict[str, str]]) -> None:
    """Raises StudyFolderError for several. A patient is an id with its issuer; where there is no
    id, a name. found: STUDY_TEXTS of each file."""
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
        shown = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
        raise StudyFolderError(
            f"{path}: files of {len(names)} patients ({shown}). A report is of one patient: give "
            "the folder of one study. Nothing was started."
        )
    born = sorted({texts["PatientBirthDate"] for texts in found if "PatientBirthDate" in texts})
    if len(born) > 1:
        raise StudyFolderError(
            f"{path}: one patient ID with {len(born)} dates of birth ({', '.join(born[:SHOWN])}), "
            "so these may be several patients. Give the folder of one study. Nothing was started."
        )
    if _named_apart(found):
        raise StudyFolderError(
            f"{path}: one patient ID with names that have nothing in common, and no date of birth "
            "that says it is one patient all the same. Give the folder of one study. Nothing was "
            "started."
        )


def _named_apart(found: Sequence[dict[str, str]]) -> bool:
    """Whether two names share no word, and no date of birth: hospitals count their patients each
    from 1, and the issuer is often left out. Who marries keeps a name and the date."""
    born: dict[frozenset[str], set[str]] = {}
    for texts in found:
        words = frozenset(re.findall(r"[^\W_]+", texts.get("PatientName", "").casefold()))
        if words:
            born.setdefault(words, set()).add(texts.get("PatientBirthDate", ""))
    return any(
        not one & other and not (born[one] & born[other]) - {""}
        for one, other in combinations(born, 2)
    )


def studies_of(found: Sequence[dict[str, str]]) -> list[StudyHeaders]:
    """found: STUDY_TEXTS of each file."""
    by_uid: dict[str, list[dict[str, str]]] = {}
    for texts in found:
        by_uid.setdefault(texts["StudyInstanceUID"], []).append(texts)
    return [_study(uid, files) for uid, files in by_uid.items()]


def study_and_priors(
    path: Path, studies: Sequence[StudyHeaders], uid: str
) -> tuple[StudyHeaders, tuple[StudyHeaders, ...]]:
    """The study that is reported and the older ones, newest first. Raises StudyFolderError."""
    study = _chosen(path, studies, uid)
    older = (one for one in studies if one is not study and is_before(one, study))
    return study, tuple(sorted(older, key=lambda one: sortable(one.moment), reverse=True))


def _study(uid: str, files: Sequence[dict[str, str]]) -> StudyHeaders:
    texts: dict[str, str] = {}
    doubts: list[str] = []
    images = [one for one in files if one.get("Modality") not in NO_IMAGES] or list(files)
    for keyword in STUDY_TEXTS:
        # Who the patient is stands in every file; what was examined, in those of the images.
        source = files if keyword in _ONE_ONLY else images
        values = Counter(one[keyword] for one in source if keyword in one)
        if len(values) > 1 and keyword in _ONE_ONLY:
            doubts.append(f"{keyword}: {', '.join(list(values)[:SHOWN])}")
        elif values:
            texts[keyword] = values.most_common(1)[0][0]
    series = tuple(
        dict.fromkeys(o["SeriesDescription"] for o in images if "SeriesDescription" in o)
    )
    moment = moment_of(texts.get("StudyDate", ""), texts.get("StudyTime", ""))
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
            f"{', '.join(study.uid for study in studies[:SHOWN])}. Nothing was started."
        )
    # A report stored beside its images is no newer examination.
    candidates = [one for one in studies if one.modality not in NO_IMAGES] or list(studies)
    candidates.sort(key=lambda one: sortable(one.moment), reverse=True)
    if len(candidates) > 1 and sortable(candidates[0].moment) == sortable(candidates[1].moment):
        raise StudyFolderError(
            f"{path}: {len(candidates)} studies, and their dates do not say which is the newest. "
            f"Say which: --set study_uid={candidates[0].uid} (or "
            f"{', '.join(one.uid for one in candidates[1:SHOWN])}), for medvoice study --uid UID, "
            "or give the folder of one study. Nothing was started."
        )
    return candidates[0]


def is_before(one: StudyHeaders, other: StudyHeaders) -> bool:
    return bool(one.moment and other.moment) and sortable(one.moment) < sortable(other.moment)


def sortable(moment: datetime | date | None) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time()) if moment else datetime.min
