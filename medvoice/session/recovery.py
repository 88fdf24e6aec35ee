"""Recovery: find dictations that did not end, recognise what is missing, finish their reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.block import SAMPLE_RATE, AudioBlock, AudioGap
from medvoice.audio.journal_reader import JournalReader
from medvoice.session.engine import Engine
from medvoice.session.event_log import EventLog, EventLogError, read_events
from medvoice.session.events import RecognitionFailed, SessionEnded
from medvoice.session.folder import FolderBusyError, FolderLock, SessionFolder, all_folders
from medvoice.session.listening import Listener, TurnFailed, TurnFinal
from medvoice.session.session import Composer, Session
from medvoice.session.state import SessionState, replay


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A dictation that has sound or text but no end. captured: samples in the journal.

    torn_bytes: length of the unreadable ends (a record was being written at that moment)."""

    folder: SessionFolder
    state: SessionState
    captured: int
    torn_bytes: int
    fault: str = ""

    @property
    def seconds(self) -> float:
        return self.captured / SAMPLE_RATE

    @property
    def unheard(self) -> int:
        """Captured samples behind the last final turn."""
        return max(0, self.captured - self.state.heard_to)


def find_interrupted(root: Path) -> list[Interrupted]:
    """Oldest first; sessions that run right now are left out. A damaged one is listed, with its
    fault."""
    found = []
    for folder in all_folders(root):
        try:
            lock = FolderLock(folder)
        except FolderBusyError:
            continue
        try:
            item = inspect_folder(folder)
        finally:
            lock.release()
        if item.fault or (not item.state.ended and (item.captured or item.state.utterances)):
            found.append(item)
    return found


def inspect_folder(folder: SessionFolder) -> Interrupted:
    """What a session folder holds; never raises for a damaged one."""
    state, torn, fault, captured = SessionState(), 0, "", 0
    try:
        if folder.events.exists():
            contents = read_events(folder.events)
            state, torn = replay(contents.events), contents.ignored_bytes
        if folder.journal.exists():
            reader = JournalReader(folder.journal)
            for block in reader.blocks():
                captured = block.end
            torn += reader.ignored_bytes
    except (EventLogError, OSError, ValueError) as error:
        fault = str(error)
    return Interrupted(folder, state, captured, torn, fault)


def recover(
    found: Interrupted,
    engine: Engine,
    composer: Composer,
    save: Callable[[SessionState], None],
    on_progress: Callable[[float], None] | None = None,
) -> SessionState:
    """Recognise what no final turn covers, add it to the log, save the report, end the session.

    Stopped in the middle it can be run again: every turn is durable when it is placed. Raises
    FolderBusyError, EventLogError, JournalError, OSError.
    """
    lock = FolderLock(found.folder)
    log = EventLog(found.folder.events)
    session = Session(log, composer, found.state)
    listener: Listener | None = None
    failed = False
    try:
        start = found.state.heard_to
        for span in found.state.unrecognised:
            if span[1] <= start:  # later ones are heard again below
                failed |= _again(found, engine, session, span)
        listener = engine.listener(start)
        for item in JournalReader(found.folder.journal).items():
            events = None
            if isinstance(item, AudioBlock) and item.end > start:
                skip = max(0, start - item.start)
                events = listener.accept(
                    AudioBlock(item.samples[skip:], item.start + skip, item.time)
                )
            elif isinstance(item, AudioGap) and item.at > start:
                events = listener.accept(item)
            for event in events or ():
                failed |= _take(session, event)
            if on_progress is not None and isinstance(item, AudioBlock):
                on_progress(item.end / SAMPLE_RATE)
        for event in listener.finish():
            failed |= _take(session, event)
        save(session.state)
        if not failed:
            session.record(SessionEnded(samples=found.captured, recovered=True))
        return session.state
    finally:
        if listener is not None:
            listener.close()
        session.close()
        lock.release()


def _again(found: Interrupted, engine: Engine, session: Session, span: tuple[int, int]) -> bool:
    """A turn that failed, whole. What it says goes to the end: text behind it is final already.
    True when it failed again."""
    start, end = span
    turn = engine.recogniser.open_turn(0, start)
    try:
        for block in JournalReader(found.folder.journal).blocks():
            if block.start < end and block.end > start:
                turn.feed(block.samples[max(0, start - block.start) : end - block.start])
        session.heard(start, end, turn.finish(end).result())
        return False
    except RecogniserError as error:
        session.record(RecognitionFailed(start=start, end=end, message=str(error)))
        return True
    finally:
        turn.close()


def _take(session: Session, event: object) -> bool:
    """True when recognition failed: the session then stays recoverable."""
    if isinstance(event, TurnFinal):
        session.heard(event.start, event.end, event.words)
    if isinstance(event, TurnFailed):
        session.record(RecognitionFailed(start=event.start, end=event.end, message=event.message))
        return True
    return False
