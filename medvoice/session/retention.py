"""Retention: deleting finished dictations that are older than the user wants them kept.

Off unless a number of days is set. A dictation that did not end, is damaged, locked, or runs right
now is never deleted: it may hold the only copy of what was said. Neither is one whose report was
not made final, unless that is wanted: an export lies in the session's own folder and goes with it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from medvoice.sealing.stored_file import Keys
from medvoice.session.deleting import Deleted, delete_locked
from medvoice.session.event_log import EventLogError, read_events
from medvoice.session.events import Event, SessionResumed, StatusChanged
from medvoice.session.folder import FolderBusyError, FolderLock, SessionFolder, all_folders
from medvoice.session.ledger import LedgerError
from medvoice.session.state import replay

log = logging.getLogger(__name__)

SIGNED = frozenset({"final", "addendum"})


@dataclass(frozen=True, slots=True)
class Retention:
    """days: kept since it was last worked on; 0: for ever. unsigned: also those whose report is not
    final."""

    days: int = 0
    unsigned: bool = False


def delete_expired(
    root: Path, rule: Retention, now: datetime, keys: Keys | None = None
) -> list[Deleted]:
    """What was deleted."""
    if rule.days < 1:
        return []
    found = (delete_if_expired(folder, rule, now) for folder in all_folders(root, keys))
    return [one for one in found if one is not None]


def delete_if_expired(folder: SessionFolder, rule: Retention, now: datetime) -> Deleted | None:
    """None where it stays."""
    try:
        lock = FolderLock(folder)
    except (FolderBusyError, OSError):
        return None
    try:
        if not _expired(folder, rule, now.astimezone() - timedelta(days=rule.days)):
            return None
        return delete_locked(folder, f"kept for {rule.days} days")
    except (OSError, LedgerError) as error:
        log.warning("dictation not deleted", extra={"fault": type(error).__name__})
        return None
    finally:
        lock.release()


def _expired(folder: SessionFolder, rule: Retention, before: datetime) -> bool:
    try:
        contents = read_events(folder.log)
        state = replay(contents.events)
        if contents.broken or contents.ignored_bytes:
            return False
        if rule.days < 1 or not state.ended or not (rule.unsigned or state.status in SIGNED):
            return False
        return max(*_times(contents.events), _written(folder)) < before
    except (EventLogError, OSError, ValueError, TypeError):
        return False  # not certain that it is finished and old: keep it


def _written(folder: SessionFolder) -> datetime:
    """When its log was written last: most events carry no wall time."""
    return datetime.fromtimestamp(folder.events.stat().st_mtime).astimezone()


def _times(events: tuple[Event, ...]) -> Iterator[datetime]:
    """When it was worked on."""
    yield datetime.fromisoformat(replay(events[:1]).created)
    for event in events:
        if isinstance(event, SessionResumed):
            yield datetime.fromisoformat(event.resumed)
        elif isinstance(event, StatusChanged) and event.at:
            yield datetime.fromisoformat(event.at)
