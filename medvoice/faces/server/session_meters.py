"""SessionMeters: figures of the live sessions, for /metrics."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from medvoice.audio.block import SAMPLE_RATE
from medvoice.faces.server.meters import Reading
from medvoice.session.hub import Running
from medvoice.session.state import SessionState
from medvoice.session.view import Figures

MINUTE = 60 * SAMPLE_RATE
"""Samples."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What only grows while a session runs. sound: seconds captured. refused: texts of the language
    model that the fidelity guard did not let through."""

    sound: float = 0.0
    words: int = 0
    turns: int = 0
    refused: int = 0

    def plus(self, other: Totals) -> Totals:
        return Totals(
            self.sound + other.sound,
            self.words + other.words,
            self.turns + other.turns,
            self.refused + other.refused,
        )


class SessionMeters:
    """Thread-safe. What a session added between the last look and its end is not counted."""

    def __init__(self, sessions: Callable[[], Iterable[Running]]) -> None:
        """sessions: those that run."""
        self._sessions = sessions
        self._lock = threading.Lock()
        self._over = Totals()
        self._seen: dict[str, Totals] = {}

    def read(self) -> Iterator[Reading]:
        """See `Meters.watch`."""
        running = list(self._sessions())
        figures = [one.made.dictation.view().figures for one in running]
        yield "sessions_running", "Live sessions", len(running)
        yield "faces", "Faces connected to them", sum(one.channel.faces for one in running)
        yield from _worst(figures)
        about = "Words of final text in the last minute of each session's sound, all together"
        recent = (recent_words(one.state, int(one.meter()[1] * SAMPLE_RATE)) for one in running)
        yield "words_per_minute", about, sum(recent)
        totals = self._totals(running)
        yield "session_sound_seconds_total", "Seconds of sound that sessions captured", totals.sound
        yield "words_total", "Words of final text", totals.words
        yield "turns_total", "Turns with final text", totals.turns
        about = "Texts of the language model that the fidelity guard refused"
        yield "guard_rejections_total", about, totals.refused

    def _totals(self, running: list[Running]) -> Totals:
        now = {one.name: totals_of(one) for one in running}
        with self._lock:
            for name in self._seen.keys() - now.keys():
                self._over = self._over.plus(self._seen.pop(name))
            self._seen = now
            found = self._over
            for totals in now.values():
                found = found.plus(totals)
            return found


def totals_of(one: Running) -> Totals:
    state = one.state
    words = sum(len(utterance.words) for utterance in state.utterances)
    return Totals(one.meter()[1], words, len(state.utterances), state.refused)


def recent_words(state: SessionState, now: int) -> int:
    """Words that ended in the minute before sample `now`."""
    found = 0
    for utterance in reversed(state.utterances):
        if utterance.end < now - MINUTE:
            break
        found += sum(word.end >= now - MINUTE for word in utterance.words)
    return found


def _worst(figures: list[Figures]) -> Iterator[Reading]:
    about = "Seconds of sound captured and not looked at yet, of the session furthest behind"
    yield "processing_lag_seconds", about, max((f.lag / 1000 for f in figures), default=0.0)
    finals = [f.final / 1000 for f in figures if f.final is not None]
    about = (
        "Seconds from the end of speech to its final text, the turn's silence not counted; worst"
    )
    yield "commit_lag_seconds", about, max(finals, default=0.0)
