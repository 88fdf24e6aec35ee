"""StudiesListed: what the configured folders hold, each entry with what its first file says."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from medvoice.session.exchanges import harmless
from medvoice.study.dicom_file import pydicom_module
from medvoice.study.folder_error import StudyFolderError
from medvoice.study.reading import first_texts
from medvoice.study.roots import RootEntry, Roots
from medvoice.study.study_headers import date_of

MOST = 200
"""Entries in one answer."""
LOOKED_INTO = 1_000
"""Newest entries whose first file is read: 0.5 to 4 ms each on a local disk, once."""


@dataclass(frozen=True, slots=True)
class ListedStudy:
    """id: as a face names it. name: of the folder or file. The others: what the first DICOM file
    there says, "" where it says nothing. date: ISO 8601."""

    id: str
    name: str
    patient: str = ""
    patient_id: str = ""
    description: str = ""
    modality: str = ""
    date: str = ""
    accession: str = ""

    def holds(self, text: str) -> bool:
        """Whether each word of the text stands somewhere in it."""
        told = " ".join((self.name, self.patient, self.patient_id, self.description))
        told = f"{told} {self.modality} {self.date} {self.accession}".casefold()
        return all(word in told for word in text.casefold().split())


@dataclass(frozen=True, slots=True)
class StudiesFound:
    """more: how many were left out."""

    studies: tuple[ListedStudy, ...]
    more: int


class StudiesListed:
    """Any thread. An entry is read again where it has changed."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.roots = Roots(folders)
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, ListedStudy]] = {}

    def found(self, text: str = "") -> StudiesFound:
        """The newest first. text: words that they have to hold."""
        entries = self.roots.entries()
        with self._lock:
            known = {e.id: self._known[e.id] for e in entries if e.id in self._known}
        listed = []
        for at, entry in enumerate(entries):
            before = known.get(entry.id)
            if before is None or before[0] != entry.changed:
                before = (entry.changed, self._listed(entry, at < LOOKED_INTO))
                known[entry.id] = before
            if before[1].holds(text):
                listed.append(before[1])
        with self._lock:
            self._known = known
        return StudiesFound(tuple(listed[:MOST]), max(0, len(listed) - MOST))

    def _listed(self, entry: RootEntry, look: bool) -> ListedStudy:
        texts = _texts(entry, self.roots.folders) if look else {}
        day = date_of(texts.get("StudyDate", ""))
        return ListedStudy(
            entry.id,
            entry.name,
            harmless(texts.get("PatientName", "").replace("^", " ").strip()),
            harmless(texts.get("PatientID", "")),
            harmless(texts.get("StudyDescription", "")),
            harmless(texts.get("Modality", "")),
            day.isoformat() if day else "",
            harmless(texts.get("AccessionNumber", "")),
        )


def _texts(entry: RootEntry, folders: tuple[Path, ...]) -> dict[str, str]:
    try:
        pydicom_module()
        return first_texts(entry.path, folders)
    except StudyFolderError:  # without pydicom names are all that there is
        return {}
