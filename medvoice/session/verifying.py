"""Verifying: whether logs and sound are what the ledger says they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medvoice.session.event_log import EventLogError, read_events
from medvoice.session.folder import SessionFolder, all_folders
from medvoice.session.ledger import Ledger, LedgerContents, LedgerError, Note, file_hash


@dataclass(frozen=True, slots=True)
class Verified:
    """One session, or the ledger itself (session ""). faults: what does not fit, () for nothing.
    noted: whether the ledger knows it."""

    session: str
    lines: int = 0
    noted: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """head: of the ledger, to be noted elsewhere. heads: all that it ever had."""

    sessions: tuple[Verified, ...]
    head: str
    heads: frozenset[str]

    @property
    def faults(self) -> int:
        return sum(len(one.faults) for one in self.sessions)


def verify(root: Path, names: tuple[str, ...] = ()) -> Audit:
    """names: only these sessions; () for all, and the ledger. Raises OSError."""
    ledger = Ledger(root)
    try:
        contents = ledger.read()
        broken = contents.broken
        fault = f"line {broken} of {ledger.path.name}, or one before it, was changed"
    except LedgerError as error:
        contents, broken, fault = LedgerContents(()), 1, str(error)
    notes = contents.notes
    folders = {folder.name: folder for folder in all_folders(root)}
    gone = {note.session for note in notes if note.what == "deleted"}
    known = dict.fromkeys([*folders, *(note.session for note in notes)])
    found = [
        _session(folders.get(name), name, [n for n in notes if n.session == name], name in gone)
        for name in known
        if not names or name in names
    ]
    if not names:
        found.insert(0, Verified("", len(notes), True, (fault,) if broken else ()))
    return Audit(tuple(found), contents.head, frozenset(contents.chains))


def _session(folder: SessionFolder | None, name: str, notes: list[Note], deleted: bool) -> Verified:
    if folder is None:
        why = () if deleted else ("it is gone, and nobody deleted it",)
        return Verified(name, 0, True, why)
    try:
        contents = read_events(folder.log)
    except (EventLogError, OSError) as error:
        return Verified(name, 0, bool(notes), (f"its log cannot be read: {error}",))
    faults = []
    if contents.broken:
        faults.append(f"line {contents.broken} of its log, or one before it, was changed")
    faults += _against(folder, contents.chains, [n for n in notes if n.what == "ended"])
    return Verified(name, len(contents.chains), bool(notes), tuple(faults))


def _against(folder: SessionFolder, chains: tuple[str, ...], notes: list[Note]) -> Iterator[str]:
    """What of a log and its sound is not as it was noted."""
    for note in notes:
        if len(chains) < note.lines:
            missing = note.lines - len(chains)
            yield f"{missing} lines at the end of its log are gone ({note.at})"
        elif note.lines and chains[note.lines - 1] != note.head:
            yield f"its log is not the one of {note.at}"
    last = notes[-1:]  # earlier ends of the sound lie within it
    for note in last:
        if note.sound and file_hash(folder.journal, note.sound_bytes) != (
            note.sound,
            note.sound_bytes,
        ):
            yield f"its sound is not the one of {note.at}"
