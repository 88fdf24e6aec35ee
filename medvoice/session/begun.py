"""Begun: what a session's folder holds when a dictation starts in it: nothing, or what goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from medvoice.audio.block import AudioBlock, AudioGap
from medvoice.audio.journal_reader import JournalEnd, end_of
from medvoice.session.event_log import read_events
from medvoice.session.events import (
    Event,
    GapRecorded,
    SessionResumed,
    SessionStarted,
    SourceChanged,
)
from medvoice.session.folder import SessionFolder
from medvoice.session.state import SessionState, replay
from medvoice.session.unheard import known_of, unheard


@dataclass(frozen=True, slots=True)
class Names:
    """Of what a dictation is made with, as shown. assistant, study: "" for none."""

    template: str
    recogniser: str
    source: str
    assistant: str
    study: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """events: so far. end: of the journal, None where there is none. state: after the events."""

    folder: SessionFolder
    events: tuple[Event, ...]
    end: JournalEnd | None
    state: SessionState

    @property
    def base(self) -> int:
        """Absolute sample where new sound begins."""
        return self.end.sample if self.end is not None else 0

    @property
    def listen_from(self) -> int:
        """Absolute sample from which on nobody listened: where the last turn ended, in a session
        that was cut off."""
        return self.base if self.state.ended else min(self.base, self.state.heard_to)

    def sound(self) -> Iterator[AudioBlock | AudioGap | GapRecorded | SourceChanged]:
        """What was captured from there on. Raises JournalError, OSError."""
        if self.end is None or self.listen_from >= self.base:
            return iter(())
        known = known_of(self.events)
        return unheard(self.folder.sound, self.listen_from, known, self.end)

    def event(self, name: str, names: Names, now: datetime) -> SessionStarted | SessionResumed:
        """With which the log goes on."""
        at = now.astimezone().isoformat(timespec="seconds")
        if not self.state.session:
            return SessionStarted(
                session=name,
                created=at,
                template=names.template,
                recogniser=names.recogniser,
                source=names.source,
                assistant=names.assistant,
                study=names.study,
            )
        return SessionResumed(
            at=self.base,
            resumed=at,
            recogniser=names.recogniser,
            source=names.source,
            assistant=names.assistant,
            study=names.study,
        )


def begun(folder: SessionFolder) -> Begun:
    """Raises EventLogError, JournalError, OSError."""
    events = read_events(folder.log).events if folder.events.exists() else ()
    end = end_of(folder.sound) if folder.journal.exists() else None
    return Begun(folder, events, end, replay(events))
