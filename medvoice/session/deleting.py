"""Deleting a session: noted, its key first, then the rest as far as the file system erases."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

from medvoice.audio.journal_file import sync_folder
from medvoice.sealing import session_key
from medvoice.sealing.erasing import erase, medium_of
from medvoice.session.folder import SessionFolder
from medvoice.session.ledger import note_deleted


@dataclass(frozen=True, slots=True)
class Deleted:
    """said: what became of its bytes, for the user."""

    name: str
    said: str


def delete_locked(folder: SessionFolder, why: str) -> Deleted:
    """Sound, log, report and exports of a session whose lock is held. why: for the ledger. A crash
    in the middle leaves a folder that can be deleted again. Raises OSError, LedgerError."""
    medium = medium_of(folder.path)
    sealed = (folder.path / session_key.FILE).exists()
    note_deleted(folder, why)
    if sealed:  # without it nothing in the folder can be read again
        erase(folder.path / session_key.FILE, overwrite=True)
        sync_folder(folder.path)
    elif medium.in_place:
        for entry in os.scandir(folder.path):
            path = folder.path / entry.name
            if entry.is_file(follow_symlinks=False) and path != folder.lock:
                erase(path, overwrite=True)
    shutil.rmtree(folder.path)
    sync_folder(folder.path.parent)
    if not sealed:
        return Deleted(folder.name, medium.said)
    said = "Its key was destroyed: no copy of its files can be read."
    if medium.in_place and medium.flash is False:
        return Deleted(folder.name, said)
    more = "The disk may keep the old bytes of its key file; they open only with the vault's locks."
    return Deleted(folder.name, f"{said} {more}")
