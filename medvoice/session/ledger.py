"""Ledger: what became of each session, for `medvoice audit verify`: its log's and sound's hashes.

<root>/audit.jsonl, chained like the logs. A note is made when a session ends and when one is
deleted, so that a log that was cut short or replaced, or a session that was taken away, shows.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from medvoice.session.chain import START, line_of, link, read_line
from medvoice.session.event_records import Record
from medvoice.session.folder import SessionFolder

FILE = "audit.jsonl"
_PIECE = 1 << 20


class LedgerError(ValueError):
    """The ledger cannot be read; the message names the line."""


class Note(Record):
    """What became of a session. lines, head: of its log then; sound, sound_bytes: SHA-256 and
    length of the journal's bytes; status: of the report. at: ISO 8601. why: it was deleted. An
    encrypted session was written anew: what is noted of it before that holds no more."""

    what: Literal["ended", "encrypted", "deleted"]
    session: str
    at: str
    lines: int = 0
    head: str = ""
    status: str = ""
    sound: str = ""
    sound_bytes: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class LedgerContents:
    """whole_bytes: of its good part. chains: the hash after each note. broken: number of the first
    line that says another one, 0 for none."""

    notes: tuple[Note, ...]
    whole_bytes: int = 0
    chains: tuple[str, ...] = ()
    broken: int = 0

    @property
    def head(self) -> str:
        return self.chains[-1] if self.chains else START


class Ledger:
    """Any number of processes. root: the data folder."""

    def __init__(self, root: Path) -> None:
        self.path = root / FILE

    def note(self, note: Note) -> None:
        """Durable when it returns. Raises OSError, LedgerError."""
        with self._locked() as fd:
            data = _all(fd)
            before = _read(self.path, data)
            if before.broken:
                raise LedgerError(f"{self.path}: line {before.broken} is not what was written")
            body = note.model_dump_json().encode()
            os.ftruncate(fd, before.whole_bytes)
            os.pwrite(fd, line_of(link(before.head, body), body), before.whole_bytes)
            os.fsync(fd)

    def read(self) -> LedgerContents:
        """Raises OSError, LedgerError."""
        return _read(self.path, self.path.read_bytes() if self.path.exists() else b"")

    @contextmanager
    def _locked(self) -> Iterator[int]:
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield fd
        finally:
            os.close(fd)


def note_ended(folder: SessionFolder, written: tuple[int, str], status: str) -> str:
    """A session has ended, its files are closed. written: lines and head of its log. Returns why it
    could not be noted, "" where it was."""
    try:
        _note(folder, "ended", written, status)
    except (OSError, LedgerError) as error:
        return f"the end could not be noted in the audit log: {error}"
    return ""


def note_encrypted(folder: SessionFolder, written: tuple[int, str], status: str) -> None:
    """As note_ended, of one that was written anew. Raises OSError, LedgerError."""
    _note(folder, "encrypted", written, status)


def note_deleted(folder: SessionFolder, why: str = "") -> None:
    """Before the folder goes. Raises OSError, LedgerError."""
    note = Note(what="deleted", session=folder.name, at=_now(), why=why)
    Ledger(folder.path.parent.parent).note(note)


def _note(
    folder: SessionFolder,
    what: Literal["ended", "encrypted"],
    written: tuple[int, str],
    status: str,
) -> None:
    sound, size = file_hash(folder.journal)
    note = Note(
        what=what,
        session=folder.name,
        at=_now(),
        lines=written[0],
        head=written[1],
        status=status,
        sound=sound,
        sound_bytes=size,
    )
    Ledger(folder.path.parent.parent).note(note)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def file_hash(path: Path, size: int | None = None) -> tuple[str, int]:
    """SHA-256 of the file's first `size` bytes (None: all), and how many there were; an hour's
    sound (115 MB) takes a quarter of a second. Raises OSError."""
    if not path.exists():
        return "", 0
    digest, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE if size is None else min(_PIECE, size - done)):
            digest.update(piece)
            done += len(piece)
    return digest.hexdigest(), done


def _all(fd: int) -> bytes:
    return os.pread(fd, os.fstat(fd).st_size, 0)


def _read(path: Path, data: bytes) -> LedgerContents:
    """A torn last line is left out. Raises LedgerError."""
    notes: list[Note] = []
    chains: list[str] = []
    at = broken = 0
    for number, raw in enumerate(data.splitlines(keepends=True), 1):
        line = read_line(raw[:-1]) if raw.endswith(b"\n") else None
        if line is None:
            if at + len(raw) == len(data):
                break
            raise LedgerError(f"{path}: line {number} is damaged")
        try:
            notes.append(Note.model_validate_json(line.body))
        except ValidationError as error:
            raise LedgerError(f"{path}: line {number} is no note") from error
        chains.append(link(chains[-1] if chains else START, line.body))
        if line.chain != chains[-1] and not broken:
            broken = number
        at += len(raw)
    return LedgerContents(tuple(notes), at, tuple(chains), broken)
