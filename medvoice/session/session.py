"""Session: one dictation's event log and the state folded from it.

Everything that changes the report goes through `record`: durable first, then visible.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Protocol

from medvoice.asr.hypothesis import Reading, Word
from medvoice.session.event_log import EventLog
from medvoice.session.event_records import ReadingRecord, WordRecord
from medvoice.session.events import Event, UtteranceHeard
from medvoice.session.records import word_records
from medvoice.session.state import SessionState, fold


class Composer(Protocol):
    """Turns final words into events: the utterance, its placements and its commands."""

    def compose(
        self,
        state: SessionState,
        span: tuple[int, int],
        words: tuple[WordRecord, ...],
        readings: tuple[ReadingRecord, ...] = (),
    ) -> Iterable[Event]:
        """span: absolute samples of the turn. readings: what else was heard, likeliest first. What
        it decides is in the events."""
        ...

    def field(self, state: SessionState) -> str:
        """Id of the field where dictation goes now, "" when none is current."""
        ...


class Session:
    """Owner of the log. `record` and `heard` are called from one thread, `state` from any."""

    def __init__(self, log: EventLog, composer: Composer, state: SessionState) -> None:
        self._log = log
        self._composer = composer
        self._state = state
        self._lock = threading.Lock()

    @property
    def state(self) -> SessionState:
        with self._lock:
            return self._state

    @property
    def unwritten(self) -> int:
        """Events that wait for disk space."""
        return self._log.pending

    def record(self, event: Event) -> None:
        """Append and fold."""
        self._log.append(event)
        state = fold(self._state, event)
        with self._lock:
            self._state = state

    def heard(
        self,
        start: int,
        end: int,
        words: tuple[Word, ...],
        readings: tuple[Reading, ...] = (),
        background: tuple[tuple[int, int], ...] = (),
    ) -> UtteranceHeard | None:
        """A final turn; None when it held no words. start, end: absolute samples. readings: of
        places in the words. background: [first, stop) of words to be set aside.

        Its events are durable together: a crash leaves all of them or none, so that no words are
        in the log which never reached the report."""
        if not words:
            return None
        records = word_records(words, background)
        others = tuple(
            ReadingRecord(first=r.first, last=r.stop, text=" ".join(r.words)) for r in readings
        )
        events = tuple(self._composer.compose(self._state, (start, end), records, others))
        self._log.append_together(events)
        state = self._state
        for event in events:
            state = fold(state, event)
        with self._lock:
            self._state = state
        return next((event for event in events if isinstance(event, UtteranceHeard)), None)

    def close(self) -> None:
        self._log.close()
