"""Recovery: find dictations that did not end, recognise what is missing, finish their reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from medvoice.asr.hypothesis import Word
from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.block import SAMPLE_RATE, AudioBlock
from medvoice.audio.journal_reader import JournalReader
from medvoice.sealing.stored_file import Keys
from medvoice.session.assisting_in_turn import AssistingInTurn
from medvoice.session.engine import Engine
from medvoice.session.event_log import EventLog, EventLogError, read_events
from medvoice.session.events import (
    Event,
    GapRecorded,
    RecognitionFailed,
    SessionEnded,
    SourceChanged,
    UtteranceHeard,
)
from medvoice.session.exchanges import without_answer
from medvoice.session.folder import FolderBusyError, FolderLock, SessionFolder, all_folders
from medvoice.session.ledger import note_ended
from medvoice.session.listening import ListenEvent, TurnFailed, TurnFinal
from medvoice.session.session import Composer, Session
from medvoice.session.state import SessionState, replay
from medvoice.session.unheard import known_of, unheard


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


def find_interrupted(root: Path, keys: Keys | None = None) -> list[Interrupted]:
    """Oldest first; sessions that run right now are left out. A damaged one is listed, with its
    fault. keys: of the data folder's vault."""
    found = []
    for folder in all_folders(root, keys):
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
            contents = read_events(folder.log)
            state, torn = replay(contents.events), contents.ignored_bytes
        if folder.journal.exists():
            reader = JournalReader(folder.sound)
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
    assisting: AssistingInTurn | None = None,
) -> SessionState:
    """Recognise what no final turn covers, add it to the log, save the report, end the session.
    assisting: a language model that looks at the turns which come in so.

    Stopped in the middle it can be run again: every turn is durable when it is placed. Raises
    FolderBusyError, EventLogError, JournalError, OSError.
    """
    lock = FolderLock(found.folder)
    try:
        session = Session(EventLog(found.folder.log), composer, found.state)
        try:
            work = _Recovery(found, engine, session, assisting)
            work.failed_turns()
            work.rest(on_progress)
            work.finish()
            save(session.state)
            if not work.failed:
                session.record(SessionEnded(samples=found.captured, recovered=True))
            return session.state
        finally:
            session.close()
            if session.state.ended:
                note_ended(found.folder, session.written, session.state.status)
    finally:
        lock.release()


class _Recovery:
    """One dictation's recovery. failed: a part was not recognised again; it stays recoverable."""

    def __init__(
        self,
        found: Interrupted,
        engine: Engine,
        session: Session,
        assisting: AssistingInTurn | None,
    ) -> None:
        self._found = found
        self._engine = engine
        self._session = session
        self._assisting = assisting
        if assisting is not None:
            assisting.begin(found.state)
        self._start = found.state.heard_to
        self._known = known_of(read_events(found.folder.log).events)
        self.failed = False

    def failed_turns(self) -> None:
        """Turns before the last final one: what they say goes to the end of the report, since the
        text behind them is final already."""
        for start, end in self._found.state.unrecognised:
            if end <= self._start:  # later ones are heard again in `rest`
                try:
                    self._placed(self._session.heard(start, end, self._recognised(start, end)))
                except RecogniserError as error:
                    self._fail(start, end, str(error))

    def rest(self, on_progress: Callable[[float], None] | None) -> None:
        """Everything behind the last final turn."""
        if not self._found.folder.journal.exists():
            return
        listener = self._engine.listener(self._start)
        try:
            for item in unheard(self._found.folder.sound, self._start, self._known):
                if isinstance(item, GapRecorded | SourceChanged):
                    self._session.record(item)
                    continue
                for event in listener.accept(item):
                    self._take(event)
                if on_progress is not None and isinstance(item, AudioBlock):
                    on_progress(item.end / SAMPLE_RATE)
            for event in listener.finish():
                self._take(event)
        finally:
            listener.close()

    def _recognised(self, start: int, end: int) -> tuple[Word, ...]:
        turn = self._engine.recogniser.open_turn(0, start)
        try:
            for block in JournalReader(self._found.folder.sound).blocks():
                if block.start < end and block.end > start:
                    turn.feed(block.samples[max(0, start - block.start) : end - block.start])
            return turn.finish(end).result()
        finally:
            turn.close()

    def _take(self, event: ListenEvent) -> None:
        if isinstance(event, TurnFinal):
            self._placed(
                self._session.heard(
                    event.start, event.end, event.words, event.readings, event.background
                )
            )
        if isinstance(event, TurnFailed):
            self._fail(event.start, event.end, event.message)

    def finish(self) -> None:
        """What the model has still to do; nobody is there to answer a question."""
        if self._assisting is not None:
            self._record(self._assisting.finish(self._session.state))
        why = "the dictation was interrupted"
        self._record(without_answer(self._session.state.exchanges, why))

    def _placed(self, heard: UtteranceHeard | None) -> None:
        if self._assisting is not None and heard is not None:
            self._record(self._assisting.after(self._session.state, heard.id))

    def _record(self, events: Iterable[Event]) -> None:
        for event in events:
            self._session.record(event)

    def _fail(self, start: int, end: int, message: str) -> None:
        self.failed = True
        self._session.record(RecognitionFailed(start=start, end=end, message=message))
