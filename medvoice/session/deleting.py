"""Deleting a session: noted, its key first, then the rest as far as the file system erases."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from medvoice.audio.journal_file import sync_folder
from medvoice.audio.journal_format import (
    HEADER_BYTES,
    SEALED_VERSION,
    BadHeaderError,
    check_header,
)
from medvoice.sealing import session_key
from medvoice.sealing.erasing import erase, medium_of
from medvoice.session.chain import read_line
from medvoice.session.folder import SEALED_SUFFIX, SessionFolder
from medvoice.session.ledger import note_deleted
from medvoice.session.log_bodies import is_sealed


@dataclass(frozen=True, slots=True)
class Deleted:
    """said: what became of its bytes, for the user."""

    name: str
    said: str


def delete_locked(folder: SessionFolder, why: str) -> Deleted:
    """Sound, log, report and exports of a session whose lock is held. why: for the ledger. A crash
    in the middle leaves a folder that can be deleted again. Raises OSError, LedgerError."""
    medium = medium_of(folder.path)
    sealed = folder.log.sealed
    plain = _plain(folder, sealed)
    note_deleted(folder, why)
    if sealed:  # without it nothing that is sealed can be read again
        erase(folder.path / session_key.FILE, overwrite=True)
        sync_folder(folder.path)
    if medium.in_place:
        for path in plain:
            erase(path, overwrite=True)
    shutil.rmtree(folder.path)
    sync_folder(folder.path.parent)
    if not sealed or plain:
        said = "Not all of it was encrypted yet. " if sealed else ""
        return Deleted(folder.name, f"{said}{medium.said}")
    said = "Its key was destroyed: no copy of its files can be read."
    if medium.in_place and medium.flash is False:
        return Deleted(folder.name, said)
    more = "The disk may keep the old bytes of its key file; they open only with the vault's locks."
    return Deleted(folder.name, f"{said} {more}")


def _plain(folder: SessionFolder, sealed: bool) -> list[Path]:
    """What can be read without the session's key; all of it where it has none. A file of which that
    is not certain is one of them. sealed: whether it has one."""
    known = {folder.lock, folder.path / session_key.FILE}
    found = []
    for entry in os.scandir(folder.path):
        path = folder.path / entry.name
        if not entry.is_file(follow_symlinks=False) or path in known:
            continue
        if not sealed or (entry.stat().st_size and not _is_sealed(folder, path)):
            found.append(path)
    return found


def _is_sealed(folder: SessionFolder, path: Path) -> bool:
    """By how it begins: the key may not be at hand."""
    if path.suffix == SEALED_SUFFIX:
        return True
    with path.open("rb") as file:
        begin = file.readline() if path.name == folder.events.name else file.read(HEADER_BYTES)
    if path.name == folder.events.name:
        line = read_line(begin.removesuffix(b"\n"))
        return line is not None and is_sealed(line.body)
    if len(begin) < HEADER_BYTES:
        return False
    try:
        check_header(begin, SEALED_VERSION)
    except BadHeaderError:
        return False
    return True
