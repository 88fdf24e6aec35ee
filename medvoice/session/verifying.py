"""Verifying: whether logs and sound are what the ledger says they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medvoice.audio.journal_reader import JournalError, JournalReader
from medvoice.sealing.stored_file import Keys
from medvoice.session.event_log import EventLogError, read_chain, read_events
from medvoice.session.folder import SessionFolder, all_folders
from medvoice.session.ledger import Ledger, LedgerContents, LedgerError, Note, file_hash


@dataclass(frozen=True, slots=True)
class Verified:
    """One session, or the ledger itself (session ""). faults: what does not fit, () for nothing.
    noted: whether the ledger knows it. locked: encrypted, and its key was not at hand: its chain
    and sound were compared, and not what is in them."""

    session: str
    lines: int = 0
    noted: bool = False
    faults: tuple[str, ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Audit:
    """head: of the ledger, to be noted elsewhere. heads: all that it ever had."""

    sessions: tuple[Verified, ...]
    head: str
    heads: frozenset[str]

    @property
    def faults(self) -> int:
        return sum(len(one.faults) for one in self.sessions)


def verify(root: Path, names: tuple[str, ...] = (), keys: Keys | None = None) -> Audit:
    """names: only these sessions; () for all, and the ledger. keys: of the data folder's vault.
    Raises OSError."""
    ledger = Ledger(root)
    try:
        contents = ledger.read()
        broken = contents.broken
        fault = f"line {broken} of {ledger.path.name}, or one before it, was changed"
    except LedgerError as error:
        contents, broken, fault = LedgerContents(()), 1, str(error)
    notes = contents.notes
    folders = {folder.name: folder for folder in all_folders(root, keys)}
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
    locked = folder.log.sealed and folder.keys is None
    faults: list[str] = []
    try:
        if locked:
            chains, broken = read_chain(folder.events)
        else:
            contents = read_events(folder.log)
            chains, broken = contents.chains, contents.broken
            faults += _read_through(folder, contents.sealed)
    except (EventLogError, OSError) as error:
        return Verified(name, 0, bool(notes), (f"its log cannot be read: {error}",))
    if broken:
        faults.append(f"line {broken} of its log, or one before it, was changed")
    faults += _against(folder, chains, _holding(notes))
    return Verified(name, len(chains), bool(notes), tuple(faults), locked)


def _holding(notes: list[Note]) -> list[Note]:
    """Those of its files as they are: a session that was encrypted has new ones."""
    kept = [note for note in notes if note.what != "deleted"]
    anew = [n for n, note in enumerate(kept) if note.what == "encrypted"]
    return kept[anew[-1] :] if anew else kept


def _read_through(folder: SessionFolder, log_sealed: bool) -> Iterator[str]:
    """What shows when a session whose key is at hand is read. Raises OSError."""
    if folder.log.sealed and not log_sealed:
        yield "its log is not encrypted, though it has a key"
    if not folder.journal.exists():
        return
    try:
        reader = JournalReader(folder.sound)
        for _ in reader.items():
            pass
    except JournalError as error:
        yield f"its sound cannot be read: {error}"
        return
    if folder.sound.sealed and not reader.sealed and reader.holds:
        yield "its sound is not encrypted, though it has a key"
    if reader.damaged_bytes:
        yield f"{reader.damaged_bytes} bytes of its sound cannot be read"
    if reader.missing_records:
        yield f"{reader.missing_records} records of its sound are missing or in another place"


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
