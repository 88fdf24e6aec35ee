"""Retention: deleting finished dictations that are older than the user wants them kept.

Off unless a number of days is set. A dictation that did not end, is damaged, or runs right now is
never deleted: it may hold the only copy of what was said.
"""

from __future__ import annotations

import logging
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from medvoice.sealing.stored_file import Keys
from medvoice.session.event_log import EventLogError, read_events
from medvoice.session.folder import FolderBusyError, FolderLock, SessionFolder, all_folders
from medvoice.session.ledger import LedgerError, note_deleted
from medvoice.session.state import replay

log = logging.getLogger(__name__)


def delete_expired(root: Path, days: int, now: datetime, keys: Keys | None = None) -> list[str]:
    """Delete finished sessions begun more than `days` ago; their names. 0 days: nothing."""
    if days < 1:
        return []
    before = now.astimezone() - timedelta(days=days)
    return [folder.name for folder in all_folders(root, keys) if _deleted(folder, before)]


def _deleted(folder: SessionFolder, before: datetime) -> bool:
    try:
        lock = FolderLock(folder)
    except (FolderBusyError, OSError):
        return False
    try:
        if not _expired(folder, before):
            return False
        note_deleted(folder)
        shutil.rmtree(folder.path)
        return True
    except (OSError, LedgerError) as error:
        log.warning("dictation not deleted", extra={"fault": str(error)})
        return False
    finally:
        lock.release()


def _expired(folder: SessionFolder, before: datetime) -> bool:
    try:
        state = replay(read_events(folder.log).events)
        return state.ended and datetime.fromisoformat(state.created) < before
    except (EventLogError, OSError, ValueError, TypeError):
        return False  # not certain that it is finished and old: keep it
