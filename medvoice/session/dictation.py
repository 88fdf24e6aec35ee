"""Dictation: a running session. Source → spool (journal first) → listener → session.

Two threads, both joined by `stop`: `capture` only moves sound from the source to the spool, so that
nothing slow ever stands between the microphone and the disk; `pump` does everything else.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import Empty, Full, Queue

from medvoice.audio.block import (
    PAUSED,
    SAMPLE_RATE,
    AudioBlock,
    AudioGap,
    Captured,
    SourceState,
    later,
)
from medvoice.audio.journal import JournalWriter
from medvoice.audio.source import AudioSource, patience_of
from medvoice.audio.spool import Spool
from medvoice.session.assistant import Assistant
from medvoice.session.begun import Names, begun
from medvoice.session.engine import Engine
from medvoice.session.event_log import EventLog
from medvoice.session.events import (
    GapRecorded,
    RecognitionFailed,
    SessionEnded,
    SourceChanged,
    StorageChanged,
)
from medvoice.session.folder import FolderLock, SessionFolder
from medvoice.session.intents import Intent, IntentsFullError
from medvoice.session.ledger import note_ended
from medvoice.session.listening import Heard, ListenEvent, SpeechStarted, TurnFailed, TurnFinal
from medvoice.session.live import Live, TurnLatency
from medvoice.session.session import Composer, Session
from medvoice.session.sound_events import SoundEnded
from medvoice.session.sounding import Sounding, SoundOut, captured_in
from medvoice.session.state import SessionState
from medvoice.session.view import SessionView

log = logging.getLogger(__name__)

POLL_S = 0.1
"""Seconds the pump waits for sound before it looks at the disk and the clock again."""

LOOK_S = 0.02
"""Seconds the pump waits for live text that is being computed before it looks for sound again."""

MOST_INTENTS = 64
"""Things done by hand that may wait for the pump."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a dictation ended. error: what went wrong ("" if nothing); the sound is kept anyway."""

    folder: Path
    samples: int
    error: str = ""


class Dictation:
    """start → (view …) → wait or stop → outcome."""

    def __init__(
        self,
        source: AudioSource,
        engine: Engine,
        composer: Composer,
        folder: SessionFolder,
        template: str,
        save: Callable[[SessionState], None],
        assistant: Assistant | None = None,
        sound: SoundOut | None = None,
    ) -> None:
        """template: its name. save: writes the report, called when the session ends. assistant:
        what helps beside it, which is closed at the end. sound: None for a dictation that
        plays nothing."""
        self._source = source
        self._engine = engine
        self._composer = composer
        self._folder = folder
        self._template = template
        self._save = save
        self._assistant = assistant
        self._sound = sound
        self._intents: Queue[tuple[Intent, str]] = Queue(MOST_INTENTS)
        self._gate = threading.Lock()
        self._gate_shut = False
        self._error = ""
        self._base = 0
        self._samples = 0
        self._lost = 0  # samples that the journal lost, as last reported
        self._losing = False
        self._repaired = False
        self._capture = threading.Thread(target=self._run_capture, name="capture")
        self._pump = threading.Thread(target=self._run_pump, name="pump")

    def start(self, now: datetime, author: str = "") -> None:
        """Open the files and start both threads; a session that was begun before goes on in them,
        with the sound that nobody listened to yet. author: who signs. Raises OSError,
        FolderBusyError, EventLogError, JournalError."""
        self._lock = FolderLock(self._folder)
        try:
            before = begun(self._folder)
            self._journal = JournalWriter(self._folder.sound, after=before.end)
        except (OSError, ValueError):
            self._lock.release()
            raise
        self._base = self._samples = before.base
        self._unheard = before.sound()
        self._spool = Spool(self._journal, patient=patience_of(self._source))
        try:
            events = EventLog(self._folder.log)
        except (OSError, ValueError):
            self._journal.close()
            self._lock.release()
            raise
        self._session = Session(events, self._composer, before.state, author)
        engine = self._engine
        self._live = Live(engine.recogniser.name, self._source.name, engine.silence_s, before.base)
        self._listener = engine.listener(before.listen_from, live=True)
        if self._sound is not None:
            played = len(before.state.sounds)
            hear = captured_in(self._folder.sound)
            self._sounding = Sounding(self._sound, hear, self._live.position, played)
        names = Names(
            self._template,
            engine.recogniser.name,
            self._source.name,
            self._assistant.name if self._assistant is not None else "",
            self._assistant.study if self._assistant is not None else "",
        )
        self._session.record(before.event(self._folder.name, names, now))
        if self._assistant is not None:
            self._assistant.start(self._session.state)
        self._capture.start()
        self._pump.start()

    def give(self, intent: Intent, by: str = "") -> None:
        """Something to do by hand, from any thread; the pump does it soon, and none that was taken
        is left undone. by: who signs. Raises IntentsFullError, also when the session ends."""
        with self._gate:
            if self._gate_shut:
                raise IntentsFullError("the session ends")
            try:
                self._intents.put_nowait((intent, by))
            except Full as error:
                raise IntentsFullError(f"{MOST_INTENTS} intents wait") from error

    @property
    def base(self) -> int:
        """Absolute sample of the source's first one."""
        return self._base

    def stop(self) -> Outcome:
        """Close the source, recognise what was captured, save the report, join both threads."""
        self._source.close()
        return self.wait(None)

    def wait(self, timeout: float | None) -> Outcome:
        """Until the source has ended and everything is saved, or `timeout` seconds."""
        self._pump.join(timeout)
        if not self._pump.is_alive():
            self._capture.join(timeout)
        return Outcome(self._folder.path, self._samples, self._error)

    @property
    def running(self) -> bool:
        return self._pump.is_alive()

    @property
    def state(self) -> SessionState:
        return self._session.state

    @property
    def durable_to(self) -> int:
        """Absolute sample up to which all sound is on the device (written, fdatasync returned)."""
        return self._journal.safe_to

    @property
    def live(self) -> Live:
        """What is true of it and is no event; there from `start` on."""
        return self._live

    @property
    def assisted(self) -> bool:
        """Whether something helps beside it, whose state changes without an event now."""
        return self._assistant is not None and self._assistant.changing

    def latencies(self) -> tuple[TurnLatency, ...]:
        """Of the turns so far (the last 10,000), for measurements."""
        return self._live.latencies()

    def view(self) -> SessionView:
        """A snapshot for a face; cheap, any thread."""
        state = self._session.state
        view = self._live.view(state, self._spool.backlog_samples, self._composer.field(state))
        return view if self._assistant is None else self._assistant.seen(view, state)

    def _run_capture(self) -> None:
        try:
            for item in self._source.captured():
                moved = later(item, self._base)
                self._live.captured(moved)
                self._spool.put(moved)
        except Exception as error:  # noqa: BLE001 - the capture stage's boundary: the rest is still saved
            self._fail("the sound source failed", error)
        finally:
            self._source.close()
            self._spool.end()

    def _run_pump(self) -> None:
        try:
            self._listen()
            self._drain(self._listener.finish())
            self._live.ended()
            if self._sound is not None:
                self._sounding.close()
                self._sounded(self._sounding)
            if self._assistant is not None:
                self._note(self._assistant.finish(self._session))
            self._save(self._session.state)
            # A turn that was not recognised keeps the session open for `medvoice recover`.
            if not self._session.state.unrecognised:
                self._session.record(SessionEnded(samples=self._samples))
        except Exception as error:  # noqa: BLE001 - the session stage's boundary: the journal goes on
            self._shut()
            self._fail("the session failed; what was said is in the journal", error)
            self._swallow()
        finally:
            self._listener.close()
            if self._sound is not None:
                self._sounding.close()
            if self._assistant is not None:
                self._assistant.close()
            self._session.close()
            self._closed(self._journal.close())
            if self._session.state.ended:
                fault = note_ended(self._folder, self._session.written, self._session.state.status)
                self._note([fault] if fault else [])
            self._lock.release()

    def _listen(self) -> None:
        for old in self._unheard:
            if isinstance(old, GapRecorded | SourceChanged):
                self._session.record(old)
            else:
                self._drain(self._listener.accept(old))
            self._hands()
        while True:
            item = self._spool.get(0 if self._listener.under_way else POLL_S)
            self._watch_disk()
            self._hands()
            if self._sound is not None:
                self._sounded(self._sounding)
                self._sounding.follow(self._session.state.sounds)
            if self._assistant is not None:
                self._note(self._assistant.settle(self._session))
            if item is not None:
                self._take(item)
            elif self._spool.ended:
                self._shut()
                self._hands()
                return
            else:
                self._drain(self._listener.look(LOOK_S))

    def _take(self, item: Captured) -> None:
        match item:
            case AudioBlock():
                self._samples = item.end
                self._live.block(item)
                self._watch_source()
                self._drain(self._listener.accept(item))
            case AudioGap():
                self._drain(self._listener.accept(item))
                self._session.record(
                    GapRecorded(at=item.at, missing=item.missing, reason=item.reason)
                )
                self._live.gap(item)
            case SourceState():
                self._session.record(
                    SourceChanged(
                        at=self._samples,
                        state=item.state,
                        device=item.device,
                        message=item.message,
                    )
                )
                if item.state == PAUSED:
                    self._drain(self._listener.accept(AudioGap(self._samples, 0, PAUSED)))

    def _drain(self, events: Iterable[ListenEvent]) -> None:
        for event in events:
            self._listened(event)

    def _listened(self, event: ListenEvent) -> None:
        match event:
            case SpeechStarted():
                self._live.speech(event)
            case Heard():
                self._live.heard(event.hypothesis)
            case TurnFinal():
                utterance = self._session.heard(
                    event.start, event.end, event.words, event.readings, event.background
                )
                self._live.final(event, utterance)
                if self._assistant is not None and utterance is not None:
                    self._assistant.heard(self._session.state, utterance.id)
            case TurnFailed():
                self._session.record(
                    RecognitionFailed(start=event.start, end=event.end, message=event.message)
                )
                self._live.failed(event)

    def _shut(self) -> None:
        """Nothing more is taken by hand."""
        with self._gate:
            self._gate_shut = True

    def _hands(self) -> None:
        """Do what was given by hand."""
        while True:
            try:
                intent, by = self._intents.get_nowait()
            except Empty:
                return
            self._session.by_hand(intent, by)
            if self._assistant is not None:
                self._assistant.commanded(self._session.state)

    def _sounded(self, sounding: Sounding) -> None:
        """What became of the sounds that were asked for."""
        for event in sounding.taken():
            self._session.record(event)
            if isinstance(event, SoundEnded) and event.fault:
                self._live.notice(f"No sound: {event.fault}")

    def _note(self, notices: Iterable[str]) -> None:
        for notice in notices:
            self._live.notice(notice)

    def _watch_source(self) -> None:
        if self._source.repaired and not self._repaired:
            self._repaired = True
            self._live.notice(
                "The sound holds samples that are no numbers (NaN, infinite): they are silenced. "
                "Check the device or the file."
            )

    def _watch_disk(self) -> None:
        self._live.durable(self._journal.durable_to)
        state, lost = self._journal.state, self._journal.lost
        if lost > self._lost:
            if not self._losing:
                self._losing = True
                self._live.notice("DISK FULL: the memory is full as well. Sound is being lost NOW.")
                self._session.record(StorageChanged(at=self._samples, state=state, lost=lost))
            self._lost = lost
        if state != self._live.storage:
            self._losing = False
            self._live.storage_changed(state)
            self._session.record(StorageChanged(at=self._samples, state=state, lost=lost))

    def _swallow(self) -> None:
        """Keep the journal growing until the source ends, though nothing is recognised."""
        self._spool.abandon()
        self._capture.join()

    def _closed(self, unwritten: int) -> None:
        """unwritten: samples that the disk refused to the end."""
        if unwritten or self._session.unwritten:
            missing = unwritten / SAMPLE_RATE
            self._error = self._error or (
                f"the disk is full: the last {missing:.1f} s of sound and "
                f"{self._session.unwritten} log entries could not be written; free space"
            )
            self._live.notice(self._error)

    def _fail(self, what: str, error: Exception) -> None:
        log.error("dictation failed", extra={"stage": what, "fault": type(error).__name__})
        message = f"{what}: {error}"
        self._error = self._error or message
        self._live.notice(message)
