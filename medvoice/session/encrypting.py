"""Encrypting a session that was begun without a vault: its files are written anew, read back and
compared, and take the old ones' names one by one. Stopped anywhere it can be run again; at every
moment each file is whole under its name."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from medvoice.audio.journal_file import sync_folder
from medvoice.audio.journal_format import encode_item
from medvoice.audio.journal_reader import JournalReader
from medvoice.audio.journal_records import records_for_new
from medvoice.sealing.erasing import erase, medium_of
from medvoice.sealing.errors import SealError
from medvoice.sealing.stored_file import Keys, StoredFile
from medvoice.session.chain import read_line
from medvoice.session.event_log import EventLog, read_events
from medvoice.session.folder import SEALED_SUFFIX, FolderLock, SessionFolder
from medvoice.session.kept_record import PATTERN
from medvoice.session.ledger import note_encrypted
from medvoice.session.saving import save_beside
from medvoice.session.state import replay
from medvoice.session.verifying import verify

NEW, OLD = ".new", ".old"
BEGUN = "encrypting"
"""Empty file: there from the first step until the ledger knows of the last."""


class NotEncryptedError(Exception):
    """The session was left as it is; the message says why."""


def plain_files(folder: SessionFolder) -> list[str]:
    """Names of what is not encrypted, or of what a conversion left when it was stopped. Raises
    JournalError, EventLogError, OSError."""
    found = [path.name for path in _exports(folder)]
    if folder.journal.exists():
        sound = JournalReader(folder.sound)
        found += [folder.journal.name] if sound.holds and not sound.sealed else []
    if folder.events.exists():
        contents = read_events(folder.log)
        found += [folder.events.name] if contents.chains and not contents.sealed else []
    found += [path.name for path in folder.path.glob(f"*{OLD}")]
    return found + ([BEGUN] if (folder.path / BEGUN).exists() else [])


def encrypt(folder: SessionFolder, keys: Keys) -> bool:
    """False where nothing was to be done. Raises NotEncryptedError, FolderBusyError, SealError,
    EventLogError, JournalError, LedgerError, ExportError, OSError."""
    folder = SessionFolder(folder.path, keys)
    lock = FolderLock(folder)
    try:
        if not plain_files(folder):
            return False
        if not folder.log.sealed:
            _check(folder)
            (folder.path / BEGUN).touch(mode=0o600)
            keys.make_key(folder.path)
        _journal(folder)
        _log(folder)
        for path in _exports(folder):
            if not _written_since(folder, path):
                save_beside(folder, path.name, path.read_bytes())
            _erased(path)
        for old in folder.path.glob(f"*{OLD}"):
            _erased(old)
        contents = read_events(folder.log) if folder.events.exists() else None
        if contents is not None:
            written = (len(contents.chains), contents.chain)
            note_encrypted(folder, written, replay(contents.events).status)
        (folder.path / BEGUN).unlink(missing_ok=True)
        return True
    finally:
        lock.release()


def _exports(folder: SessionFolder) -> list[Path]:
    """The report, its exports and the patient's record that are not encrypted."""
    found = [path for pattern in ("report.*", PATTERN) for path in folder.path.glob(pattern)]
    return [path for path in found if path.suffix != SEALED_SUFFIX]


def _written_since(folder: SessionFolder, plain: Path) -> bool:
    """Whether the sealed one is there and newer: written by a dictation that went on after a
    conversion was stopped. One as old as the plain one may be that conversion's, of the same."""
    sealed = folder.beside(plain.name).path
    if sealed == plain or not sealed.exists():
        return False
    return sealed.stat().st_mtime_ns > plain.stat().st_mtime_ns


def _check(folder: SessionFolder) -> None:
    """What was changed or is damaged stays as it is: it would not be seen any more."""
    root = folder.path.parent.parent
    faults = [fault for one in verify(root, (folder.name,)).sessions for fault in one.faults]
    if faults:
        raise NotEncryptedError(f"{folder.name}: {faults[0]}. It was left as it is.")


def _journal(folder: SessionFolder) -> None:
    if not folder.journal.exists():
        return
    plain = JournalReader(folder.sound)
    if plain.sealed or not plain.holds:
        return
    with _replacing(folder.sound) as new:
        records = records_for_new(new)
        records.begin(0)
        with new.path.open("ab") as file:
            file.write(records.header())
            for item in plain.items():
                file.write(records.stored(encode_item(item)))
            file.flush()
            os.fsync(file.fileno())
        for before, after in zip(plain.items(), JournalReader(new).items(), strict=True):
            if encode_item(before) != encode_item(after):
                raise SealError("the encrypted sound is not the sound; nothing was replaced")


def _log(folder: SessionFolder) -> None:
    if not folder.events.exists():
        return
    before = read_events(folder.log)
    if before.sealed or not before.chains:
        return
    with _replacing(folder.log) as new:
        log = EventLog(new)
        for raw in folder.events.read_bytes()[: before.whole_bytes].splitlines():
            line = read_line(raw)
            if line is not None:
                log.append_json(line.body)
        log.close()
        if log.pending:
            raise OSError(28, "No space left on device", str(new.path))
        if read_events(new).events != before.events:
            raise SealError("the encrypted log is not the log; nothing was replaced")


@contextmanager
def _replacing(file: StoredFile) -> Iterator[StoredFile]:
    """A new file of the same kind, which takes the old one's place when all went well."""
    path = file.path
    new = StoredFile(path.with_name(path.name + NEW), file.kind, file.keys)
    new.path.unlink(missing_ok=True)
    os.close(os.open(new.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        yield new
        old = path.with_name(path.name + OLD)
        old.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # no links here: then its bytes are not overwritten
            os.link(path, old)
        os.replace(new.path, path)
        sync_folder(path.parent)
        if old.exists():
            _erased(old)
    finally:
        new.path.unlink(missing_ok=True)


def _erased(path: Path) -> None:
    erase(path, overwrite=medium_of(path.parent).in_place)
