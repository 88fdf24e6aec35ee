"""Session: one dictation's event log and the state folded from it.

Everything that changes the report goes through `record`: durable first, then visible.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from medvoice.asr.hypothesis import Reading, Word
from medvoice.session.doubt import doubted
from medvoice.session.event_log import EventLog
from medvoice.session.event_records import ReadingRecord, WordRecord
from medvoice.session.events import Event, StatusChanged, UtteranceHeard
from medvoice.session.intents import Intent
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

    def by_hand(self, state: SessionState, intent: Intent) -> Iterable[Event]:
        """What an intent does; nothing for one that was taken already."""
        ...

    def field(self, state: SessionState) -> str:
        """Id of the field where dictation goes now, "" when none is current."""
        ...


class Session:
    """Owner of the log. `record`, `heard` and `by_hand` are called from one thread, `state` from
    any."""

    def __init__(
        self,
        log: EventLog,
        composer: Composer,
        state: SessionState,
        author: str = "",
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        """author: who signs where nobody is known to hold the microphone. clock: wall time of
        signatures."""
        self._log = log
        self._composer = composer
        self._state = state
        self._author = author
        self._clock = clock
        self._lock = threading.Lock()

    @property
    def state(self) -> SessionState:
        with self._lock:
            return self._state

    @property
    def unwritten(self) -> int:
        """Events that wait for disk space."""
        return self._log.pending

    @property
    def written(self) -> tuple[int, str]:
        """Lines of the log, and the chain's head after them."""
        return self._log.lines, self._log.head

    def record(self, event: Event) -> None:
        """Append and fold."""
        self._together([event])

    def by_hand(self, intent: Intent, by: str = "") -> tuple[Event, ...]:
        """Do what a face wants; what it did, durable together; () for one that was taken already.
        by: who signs, "" for the author."""
        return self._together(self._composer.by_hand(self._state, intent), by)

    def heard(
        self,
        start: int,
        end: int,
        words: tuple[Word, ...],
        readings: tuple[Reading, ...] = (),
        background: tuple[tuple[int, int], ...] = (),
    ) -> UtteranceHeard | None:
        """A final turn; None when it held no words. start, end: absolute samples. readings: of
        places in the words; where one would turn a finding round, the word has little confidence.
        background: [first, stop) of words to be set aside.

        Its events are durable together: a crash leaves all of them or none, so that no words are
        in the log which never reached the report."""
        if not words:
            return None
        records = word_records(doubted(words, readings), background)
        others = tuple(
            ReadingRecord(
                first=r.first, last=r.stop, text=" ".join(r.words), share=round(r.share, 4)
            )
            for r in readings
        )
        events = self._together(self._composer.compose(self._state, (start, end), records, others))
        return next((event for event in events if isinstance(event, UtteranceHeard)), None)

    def close(self) -> None:
        self._log.close()

    def _together(self, events: Iterable[Event], by: str = "") -> tuple[Event, ...]:
        signed = tuple(self._signed(event, by or self._author) for event in events)
        if len(signed) == 1:
            self._log.append(signed[0])
        else:
            self._log.append_together(signed)
        state = self._state
        for event in signed:
            state = fold(state, event)
        with self._lock:
            self._state = state
        return signed

    def _signed(self, event: Event, by: str) -> Event:
        """When, and who where the composer does not know: a replay must not ask again."""
        if not isinstance(event, StatusChanged) or event.at:
            return event
        at = self._clock().astimezone().isoformat(timespec="seconds")
        return event.model_copy(update={"by": event.by or by, "at": at})
