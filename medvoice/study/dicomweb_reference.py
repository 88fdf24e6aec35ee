"""How a study on a DICOMweb server is named: "dicomweb:accession=A1" or the server's own URL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from medvoice.study.folder_error import StudyFolderError

_UID = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_LONGEST_UID = 64
_KEYS = {
    "study": "study",
    "studyinstanceuid": "study",
    "0020000d": "study",
    "accession": "accession",
    "accessionnumber": "accession",
    "00080050": "accession",
    "patient": "patient",
    "patientid": "patient",
    "00100020": "patient",
}
_SCHEMES = ("http", "https")
_HOW = (
    "Write dicomweb:accession=A123 (or study=UID, patient=ID), or https://server/path/studies/UID"
)


class DicomwebError(StudyFolderError):
    """The server gives no study: what happened, what was kept, what to do."""


@dataclass(frozen=True, slots=True)
class Reference:
    """url: of the server's DICOMweb root, without a slash at its end; "" for the configured one.
    Of study (a UID), accession and patient (an ID) at least one is not ""."""

    url: str
    study: str = ""
    accession: str = ""
    patient: str = ""


def is_reference(text: str) -> bool:
    """Whether this names a study on a server, and no folder."""
    return text.lower().startswith(("dicomweb:", "https://", "http://"))


def reference_of(text: str) -> Reference:
    """Raises DicomwebError; its message never holds a password of the address."""
    if text.lower().startswith("dicomweb:"):
        rest = text[len("dicomweb:") :].lstrip("/?")
        if rest.lower().startswith(("http://", "https://")):
            return reference_of(rest)
        return _named("", rest)
    parts = urlsplit(text.strip())
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise DicomwebError(f"This names no study on a server. {_HOW}.")
    if parts.username or parts.password:
        raise DicomwebError(
            "A name or password does not belong in the address: put NAME:PASSWORD into an "
            "environment variable and name that in dicomweb.credentials_env."
        )
    if parts.fragment:
        raise DicomwebError('The address has a "#", which means nothing to a server.')
    root, marker, behind = parts.path.rstrip("/").partition("/studies")
    url = f"{parts.scheme}://{parts.netloc}{root}"
    if marker and behind:
        uid = behind.strip("/").split("/")[0]
        return Reference(url, study=_uid(uid))
    return _named(url, parts.query)


def _named(url: str, query: str) -> Reference:
    found: dict[str, str] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        meant = _KEYS.get(key.strip().lower())
        if meant is None:
            raise DicomwebError(f"{key} does not say which study. {_HOW}.")
        found[meant] = _exact(meant, value.strip())
    if not any(found.values()):
        raise DicomwebError(f"Which study is not said. {_HOW}.")
    return Reference(url, **found)


def _exact(key: str, value: str) -> str:
    """A "*" or "?" would match other patients' studies."""
    if key == "study":
        return _uid(value)
    if set(value) & set("*?\\") or not value.isprintable():
        raise DicomwebError(f'The {key} holds a sign that stands for others ("*", "?", "\\").')
    return value


def _uid(value: str) -> str:
    if not is_uid(value):
        raise DicomwebError(f"This is no study instance UID: {value[:80]!r}.")
    return value


def is_uid(value: str) -> bool:
    """Digits and dots, 64 at most: also a safe name for a file."""
    return len(value) <= _LONGEST_UID and _UID.fullmatch(value) is not None
