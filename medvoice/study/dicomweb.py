"""A study from a DICOMweb server: asked for, then fetched into a folder that is read like any.

Headers come first, then the instances one by one, each as it was stored. What is there already is
not fetched again, so that a broken connection costs what was on its way.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from medvoice.study.dicom_file import NO_IMAGES
from medvoice.study.dicomweb_reference import DicomwebError, Reference, is_uid
from medvoice.study.dicomweb_requests import Requests, Server
from medvoice.study.folder_error import SHOWN
from medvoice.study.study_headers import moment_of

_MOST_STUDIES = 200
"""That one patient is asked about; priors beyond are old."""
_MOST_IMAGES = 50_000
"""Instances of one study: more are a fault of the server."""
_DAY_S = 86_400
_CONNECTIONS = 4

Progress = Callable[[int, int], None]
"""(instances fetched, of how many); may raise to stop."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """folder: with the study's files, and its priors' below it. study: its UID. notes: sentences
    for the user."""

    folder: Path
    study: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cache:
    """Where fetched files lie: a folder of its own, for the user alone. keep_days: what was not
    asked for since then is deleted at the next fetching. priors: how many are fetched."""

    folder: Path
    keep_days: float = 1.0
    priors: int = 1


@dataclass(frozen=True, slots=True)
class _Found:
    """A study as the server tells of it."""

    uid: str
    patient: str
    accession: str
    moment: datetime | date | None
    modalities: frozenset[str]
    description: str

    @property
    def said(self) -> str:
        day = f"{self.moment:%Y-%m-%d}" if self.moment else "no date"
        kinds = "/".join(sorted(self.modalities)) or "?"
        return f"{self.uid} ({kinds}, {day})"


def fetch(server: Server, wanted: Reference, cache: Cache, progress: Progress) -> Fetched:
    """Raises DicomwebError, and what `progress` raises; then what was fetched stays."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd values are judged when the files are read
        return _fetched(server, wanted, cache, progress)


def _fetched(server: Server, wanted: Reference, cache: Cache, progress: Progress) -> Fetched:
    _clear_old(cache)
    requests = Requests(server)
    try:
        study = _study(requests, server, wanted)
        folder = _private(cache.folder / study.uid)
        os.utime(folder)
        fetching = _Fetching(server, requests, progress)
        notes = fetching.study(study, _private(folder / "study"))
        notes += fetching.priors(_priors(requests, study), folder / "priors", cache.priors)
    finally:
        requests.close()
    return Fetched(folder, study.uid, tuple(notes))


def _study(requests: Requests, server: Server, wanted: Reference) -> _Found:
    filters = {
        key: value
        for key, value in (
            ("StudyInstanceUID", wanted.study),
            ("AccessionNumber", wanted.accession),
            ("PatientID", wanted.patient),
        )
        if value
    }
    found = [
        one
        for one in _studies(requests, filters)
        # Servers differ in what they match (case, spaces): only what is meant exactly is taken.
        if wanted.study in ("", one.uid)
        and wanted.accession in ("", one.accession)
        and wanted.patient in ("", one.patient)
    ]
    if not found:
        raise DicomwebError(f"{server.place} has no such study. Nothing was fetched.")
    found.sort(key=_order, reverse=True)
    one_patient = len({one.patient for one in found}) == 1
    newest = len(found) == 1 or (
        bool(wanted.patient)
        and one_patient
        and found[0].moment is not None
        and _order(found[0]) != _order(found[1])
    )
    if not newest:
        listed = ", ".join(one.said for one in found[:SHOWN])
        raise DicomwebError(
            f"{server.place} has {len(found)} such studies: {listed}. Say which, with "
            "dicomweb:study=UID. Nothing was fetched."
        )
    return found[0]


def _priors(requests: Requests, study: _Found) -> list[_Found]:
    """The patient's older studies: those with a modality in common first, then the newest. Where
    the server does not tell patient or date, there are none."""
    if not study.patient or study.moment is None:
        return []
    if set(study.patient) & set("*?\\"):
        return []
    older = [
        one
        for one in _studies(requests, {"PatientID": study.patient})
        if one.patient == study.patient
        and one.uid != study.uid
        and one.moment is not None
        and _order(one) < _order(study)
    ]
    older.sort(key=lambda one: (bool(one.modalities & study.modalities), _order(one)), reverse=True)
    return older


def _studies(requests: Requests, filters: dict[str, str]) -> list[_Found]:
    return [
        _Found(
            uid=uid,
            patient=_text(one, "00100020"),
            accession=_text(one, "00080050"),
            moment=moment_of(_text(one, "00080020"), _text(one, "00080030")),
            modalities=frozenset(_texts(one, "00080061")),
            description=_text(one, "00081030"),
        )
        for one in requests.studies(filters, _MOST_STUDIES)
        if is_uid(uid := _text(one, "0020000D"))
    ]


class _NoImage(DicomwebError):
    """There is nothing to fetch."""


class _Fetching:
    """Fetches the instances of a study, a few at once: a server takes its time for each answer."""

    def __init__(self, server: Server, requests: Requests, progress: Progress) -> None:
        self._server, self._requests, self._progress = server, requests, progress

    def study(self, study: _Found, folder: Path) -> list[str]:
        """Every instance with an image that is not there yet; files of instances that the server no
        longer has are removed. Returns notes."""
        metadata = self._requests.metadata(study.uid)
        images = _images(metadata)
        if not images:
            raise _NoImage(f"Study {study.uid} has no image on the server. Nothing was fetched.")
        if len(images) > _MOST_IMAGES:
            raise DicomwebError(f"Study {study.uid}: {len(images):,} images are too many.")
        wanted = {folder / f"{instance}.dcm" for _, instance in images}
        for path in set(folder.glob("*.dcm")) - wanted:
            path.unlink(missing_ok=True)
        missing = [one for one in images if not (folder / f"{one[1]}.dcm").is_file()]
        done = len(images) - len(missing)
        self._progress(done, len(images))
        for _ in self._each(study.uid, missing, folder):
            done += 1
            self._progress(done, len(images))
        left = len(metadata) - len(images)
        if not left:
            return []
        return [f"{left} objects of the study that hold no image were not fetched."]

    def priors(self, older: Sequence[_Found], folder: Path, most: int) -> list[str]:
        """The first of them that have images. One that cannot be fetched costs only the priors:
        the study is there. Returns notes."""
        notes: list[str] = []
        kept: set[str] = set()
        for one in older:
            if len(kept) == most:
                break
            try:
                self.study(one, _private(folder / one.uid))
            except _NoImage:
                continue
            except DicomwebError as error:
                notes.append(f"A prior study could not be fetched: {error}")
                break
            kept.add(one.uid)
        # One of an earlier fetching would be loaded, too.
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in kept and is_uid(path.name):
                shutil.rmtree(path, ignore_errors=True)
        if len(older) > len(kept):
            notes.append(
                f"Older studies of the patient on the server: {len(older)}, of which fetched: "
                f"{len(kept)} (dicomweb.priors)."
            )
        return notes

    def _each(self, study: str, images: Sequence[tuple[str, str]], folder: Path) -> Iterator[None]:
        """Once for each image that is there. Left early, no more is begun, and what is on its way
        is waited for. Raises DicomwebError."""
        own = threading.local()
        opened: list[Requests] = []

        def fetch_one(series: str, instance: str) -> None:
            if not hasattr(own, "requests"):
                own.requests = Requests(self._server)
                opened.append(own.requests)
            dataset = own.requests.instance(study, series, instance)
            _save(folder / f"{instance}.dcm", dataset, study, instance)

        threads = ThreadPoolExecutor(_CONNECTIONS, "dicomweb")
        try:
            begun = [threads.submit(fetch_one, *image) for image in images]
            for future in as_completed(begun):
                yield future.result()
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
            for requests in opened:
                requests.close()


def _images(metadata: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """(series, instance) of all that have rows of pixels; where the server does not tell rows of
    any, of all but reports and the like."""
    named = [
        one for one in metadata if is_uid(_text(one, "0020000E")) and is_uid(_text(one, "00080018"))
    ]
    kept = [one for one in named if _text(one, "00280010")] or [
        one for one in named if _text(one, "00080060") not in NO_IMAGES
    ]
    return list(dict.fromkeys((_text(one, "0020000E"), _text(one, "00080018")) for one in kept))


def _save(path: Path, dataset: Any, study: str, instance: str) -> None:
    """Whole or not at all. Raises DicomwebError: another object than was asked for, a full disk."""
    if str(dataset.get("StudyInstanceUID")) != study or str(dataset.get("SOPInstanceUID")) != (
        instance
    ):
        raise DicomwebError(
            "The server sent another object than it was asked for. It was not kept."
        )
    # Another process may fetch the same study.
    temporary = path.with_suffix(f".{os.getpid()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            dataset.save_as(file, enforce_file_format=True)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise DicomwebError(
            f"{path.parent}: {error.strerror or 'cannot be written'}. What was fetched before is "
            "kept."
        ) from error


def _private(folder: Path) -> Path:
    """Made with all above it that are missing, for the user alone."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
    return folder


def _clear_old(cache: Cache) -> None:
    """Studies that nobody asked for in `keep_days`. Only folders named by a UID are touched."""
    if not cache.folder.is_dir():
        return
    limit = time.time() - cache.keep_days * _DAY_S
    for folder in cache.folder.iterdir():
        own = is_uid(folder.name) and folder.is_dir() and not folder.is_symlink()
        if own and folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)


def _order(one: _Found) -> tuple[date, str]:
    moment = one.moment
    if isinstance(moment, datetime):
        return moment.date(), f"{moment:%H%M%S}"
    return (moment, "") if moment else (date.min, "")


def _text(one: dict[str, Any], tag: str) -> str:
    return next(iter(_texts(one, tag)), "")


def _texts(one: dict[str, Any], tag: str) -> list[str]:
    """Of DICOM JSON: a person's name is an object, everything else text or a number."""
    element = one.get(tag)
    values = element.get("Value") if isinstance(element, dict) else None
    if not isinstance(values, list):
        return []
    return [
        str(value.get("Alphabetic", "") if isinstance(value, dict) else value).strip()
        for value in values
        if value is not None
    ]
