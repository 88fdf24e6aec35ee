"""Where a study comes from: a folder here, or a DICOMweb server from which it is fetched first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from medvoice.study.dicomweb import Cache, fetch
from medvoice.study.dicomweb_reference import DicomwebError, is_reference, reference_of
from medvoice.study.dicomweb_requests import Server


@dataclass(frozen=True, slots=True)
class StudyServer:
    """The configured server. url: "" for none. credentials: "name:password" or a token, from the
    variable `credentials_from`. cache: a folder for what is fetched. priors: how many come with a
    study."""

    cache: Path
    url: str = ""
    credentials: str = ""
    credentials_from: str = ""
    timeout_s: float = 30.0
    ca_file: Path | None = None
    keep_days: float = 1.0
    priors: int = 1


@dataclass(frozen=True, slots=True)
class Located:
    """uid: which study of the folder it is, "" where the folder says. notes: for the user."""

    path: Path
    uid: str = ""
    notes: tuple[str, ...] = ()


def located(text: str, server: StudyServer, progress: Callable[[int, int], None]) -> Located:
    """text: a folder, a file, or a study on a server (`dicomweb_reference.py`). progress: told
    (images fetched, of how many). Raises StudyFolderError, and what `progress` raises."""
    if not is_reference(text):
        return Located(Path(text))
    wanted = reference_of(text)
    url = wanted.url or server.url.rstrip("/")
    if not url:
        raise DicomwebError(
            "No DICOMweb server is configured: set dicomweb.url, or write the study's whole "
            "address. Nothing was fetched."
        )
    # Another server than the configured one gets none of its secrets.
    own = url == server.url.rstrip("/")
    fetched = fetch(
        Server(
            url,
            server.credentials if own else "",
            server.credentials_from if own else "",
            server.timeout_s,
            server.ca_file,
        ),
        wanted,
        Cache(server.cache, server.keep_days, server.priors),
        progress,
    )
    return Located(fetched.folder, fetched.study, fetched.notes)
