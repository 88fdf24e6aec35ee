"""SessionFolder: where one dictation lives on disk, and who owns it.

<root>/sessions/20261124-091502-3f2a/
    audio.mvj      journal: every captured sample
    events.jsonl   event log: the state
    report.txt     written when the session ends
    lock           held (flock) by the running process
    key.json       where the data folder has a vault: the session's key. Then log and sound are
                   encrypted, and the report is report.txt.sealed
"""

from __future__ import annotations

import fcntl
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from medvoice.audio.journal_file import sync_folder
from medvoice.sealing.errors import SealError
from medvoice.sealing.stored_file import Keys, StoredFile
from medvoice.sealing.vault import FILE as VAULT_FILE

SEALED_SUFFIX = ".sealed"


class FolderBusyError(RuntimeError):
    """Another process is dictating into this session."""


@dataclass(frozen=True, slots=True)
class SessionFolder:
    """Paths of one session. path: the folder, mode 0700. keys: of an open vault, for a session that
    is encrypted; what is read and written goes through `log`, `sound` and `beside`."""

    path: Path
    keys: Keys | None = None

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def journal(self) -> Path:
        return self.path / "audio.mvj"

    @property
    def events(self) -> Path:
        return self.path / "events.jsonl"

    @property
    def log(self) -> StoredFile:
        return StoredFile(self.events, "log", self.keys)

    @property
    def sound(self) -> StoredFile:
        return StoredFile(self.journal, "sound", self.keys)

    @property
    def report(self) -> Path:
        return self.beside("report.txt").path

    def beside(self, name: str) -> StoredFile:
        """The report or an export."""
        plain = StoredFile(self.path / name, name, self.keys)
        if not plain.sealed:
            return plain
        return StoredFile(self.path / f"{name}{SEALED_SUFFIX}", name, self.keys)

    @property
    def lock(self) -> Path:
        return self.path / "lock"


def create_folder(
    root: Path, now: datetime, keys: Keys | None = None, *, plain: bool = False
) -> SessionFolder:
    """A new session folder under root/sessions, empty but for its key where there is a vault.
    plain: not encrypted, though there is one. Raises OSError, SealError."""
    if keys is None and not plain and (root / VAULT_FILE).exists():
        raise SealError(
            f"{root} is encrypted since this program began, and it has no key. No dictation was "
            "begun: restart it (the daemon: stop medvoice serve and start it again)."
        )
    sessions = root / "sessions"
    sessions.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = sessions / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    path.mkdir(mode=0o700)
    try:
        if keys is not None:
            keys.make_key(path)
    except (OSError, SealError):
        path.rmdir()
        raise
    sync_folder(sessions)
    sync_folder(root)
    return SessionFolder(path, keys)


def all_folders(root: Path, keys: Keys | None = None) -> list[SessionFolder]:
    """Sessions under root, oldest first."""
    sessions = root / "sessions"
    if not sessions.is_dir():
        return []
    return [SessionFolder(p, keys) for p in sorted(sessions.iterdir()) if p.is_dir()]


class FolderLock:
    """Exclusive lock on a session, released by the kernel when the process dies."""

    def __init__(self, folder: SessionFolder) -> None:
        """Raises FolderBusyError when another process holds it."""
        self._fd = os.open(folder.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._fd)
            self._fd = -1
            raise FolderBusyError(f"{folder.path}: this dictation is running right now") from error
        if not os.fstat(self._fd).st_nlink:  # its holder has deleted the session meanwhile
            self.release()
            raise FolderBusyError(f"{folder.path}: this dictation is being deleted")

    def release(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
