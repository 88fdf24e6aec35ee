"""Listing: the sessions of a data folder, running or not; and deleting one."""

from __future__ import annotations

import logging
import re
import threading
from dataclasses import dataclass
from pathlib import Path

from medvoice.audio.block import SAMPLE_RATE
from medvoice.sealing.stored_file import Keys
from medvoice.session.deleting import Deleted, delete_locked
from medvoice.session.event_log import EventLogError, read_events
from medvoice.session.events import SessionEnded
from medvoice.session.folder import FolderLock, SessionFolder, all_folders
from medvoice.session.state import SessionState, replay

log = logging.getLogger(__name__)

_NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")
"""As `create_folder` names them; nothing else becomes part of a path."""


class NoSuchSessionError(LookupError):
    """No session has that name."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One session. seconds: of captured sound, as far as known. statements: in its report. fault:
    why its log cannot be read, "" for nothing wrong."""

    name: str
    template: str = ""
    created: str = ""
    status: str = "draft"
    ended: bool = False
    seconds: float = 0.0
    statements: int = 0
    fault: str = ""


class Listing:
    """Of one data folder; thread-safe. A log is read again only where it has changed."""

    def __init__(self, root: Path, keys: Keys | None = None) -> None:
        """keys: of the data folder's vault."""
        self._root = root
        self._keys = keys
        self._lock = threading.Lock()
        self._known: dict[str, tuple[tuple[int, int], Listed]] = {}

    def all(self) -> list[Listed]:
        """Newest first."""
        folders = [f for f in all_folders(self._root, self._keys) if _NAME.fullmatch(f.name)]
        with self._lock:
            self._known = {f.name: self._known[f.name] for f in folders if f.name in self._known}
            return [self._one(folder) for folder in reversed(folders)]

    def folder(self, name: str) -> SessionFolder:
        """Raises NoSuchSessionError."""
        if _NAME.fullmatch(name):
            folder = SessionFolder(self._root / "sessions" / name, self._keys)
            if folder.path.is_dir():
                return folder
        raise NoSuchSessionError("there is no such session")

    def delete(self, name: str, why: str = "by hand") -> Deleted:
        """Sound, log and report. why: for the ledger. Raises NoSuchSessionError, FolderBusyError,
        LedgerError, OSError."""
        folder = self.folder(name)
        lock = FolderLock(folder)
        try:
            return delete_locked(folder, why)
        finally:
            lock.release()

    def _one(self, folder: SessionFolder) -> Listed:
        try:
            found = folder.events.stat()
            stamp = (found.st_mtime_ns, found.st_size)
        except OSError:
            return Listed(folder.name, fault="it has no log")
        known = self._known.get(folder.name)
        if known is None or known[0] != stamp:
            known = (stamp, _read(folder))
            self._known[folder.name] = known
        return known[1]


def listed(name: str, state: SessionState, seconds: float) -> Listed:
    """Of a session that runs."""
    return Listed(
        name,
        state.report.template,
        state.created,
        state.status,
        state.ended,
        seconds,
        len(state.report.statements()),
    )


def _read(folder: SessionFolder) -> Listed:
    try:
        events = read_events(folder.log).events
    except (EventLogError, OSError) as error:
        return Listed(folder.name, fault=str(error))
    state = replay(events)
    ends = [event.samples for event in events if isinstance(event, SessionEnded)]
    samples = max(ends[-1] if ends else 0, state.heard_to)
    return listed(folder.name, state, samples / SAMPLE_RATE)
