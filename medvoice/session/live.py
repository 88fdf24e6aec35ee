"""Live: what is true of a running dictation but never of its log: level, partial words, latencies.

Written by the capture and pump threads, read by faces; one lock, no waiting under it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, replace

from medvoice.asr.hypothesis import Hypothesis, Word
from medvoice.audio.block import (
    PAUSED,
    SAMPLE_RATE,
    AudioBlock,
    AudioGap,
    Captured,
    SourceState,
)
from medvoice.audio.level import SILENCE_DBFS, level_dbfs
from medvoice.session.audit import assistance, replaced
from medvoice.session.events import ImpressionDrafted, UtteranceHeard
from medvoice.session.listening import SpeechStarted, TurnFailed, TurnFinal
from medvoice.session.question_turns import is_awaited
from medvoice.session.state import SessionState
from medvoice.session.view import Figures, HandView, Mode, SessionView, UtteranceView

NOTICES = 20
"""Notices kept for the screen; older ones are in the event log."""
SHOWN_UTTERANCES = 200
"""Finished turns handed to a face; the report holds the rest."""


@dataclass(frozen=True, slots=True)
class TurnLatency:
    """Seconds of one turn, for the benchmarks. onset, speech_end: absolute samples as the VAD saw
    them. first_tail_at, final_at: monotonic seconds; None when there was no word."""

    turn: int
    onset: int
    speech_end: int
    first_tail_at: float | None
    final_at: float
    words: int


class Live:
    """The transient half of a SessionView."""

    def __init__(self, recogniser: str, source: str, silence_s: float, start: int = 0) -> None:
        """start: absolute sample of the source's first."""
        self._lock = threading.Lock()
        self._recogniser = recogniser
        self._source = source
        self._silence_s = silence_s
        self._clock = (start, time.monotonic())  # (absolute sample, its capture time)
        self._level = SILENCE_DBFS
        self._seconds = start / SAMPLE_RATE
        self._open = False
        self._lost = False
        self._off = False
        self._ended = False
        self._onset = 0
        self._first_tail_at: float | None = None
        self._stable: tuple[Word, ...] = ()
        self._tail: tuple[Word, ...] = ()
        self._notices: deque[str] = deque(maxlen=NOTICES)
        self._figures = Figures()
        self._latencies: deque[TurnLatency] = deque(maxlen=10_000)
        self._version = 0
        self.storage = "disk"

    @property
    def version(self) -> int:
        """Grows with every change but those of level, position and what is on the disk."""
        with self._lock:
            return self._version

    def meter(self) -> tuple[float, float]:
        """Level of the last block in dBFS; seconds captured."""
        with self._lock:
            return self._level, self._seconds

    def captured(self, item: Captured) -> None:
        """From the capture thread, before the spool: the meter must not lag."""
        with self._lock:
            if isinstance(item, AudioBlock):
                self._level = level_dbfs(item.samples)
                self._clock = (item.start, item.time)
                self._seconds = item.end / SAMPLE_RATE
            elif isinstance(item, SourceState):
                self._version += 1
                self._lost = item.state == "lost"
                self._off = item.state == PAUSED
                if item.state not in ("open", PAUSED):
                    self._notices.append(f"Microphone {item.state}: {item.device} {item.message}")

    def block(self, block: AudioBlock) -> None:
        """From the pump: this block is being looked at."""
        with self._lock:
            self._clock = (block.start, block.time)

    def speech(self, event: SpeechStarted) -> None:
        with self._lock:
            self._version += 1
            self._open = True
            self._onset = event.onset
            self._first_tail_at = None
            self._stable = self._tail = ()

    def heard(self, hypothesis: Hypothesis) -> None:
        with self._lock:
            self._version += 1
            self._stable, self._tail = hypothesis.stable, hypothesis.tail
            if self._first_tail_at is None and (hypothesis.stable or hypothesis.tail):
                self._first_tail_at = time.monotonic()
                late = self._first_tail_at - self._captured_at(self._onset)
                self._figures = replace(self._figures, first_tail=1000 * late)

    def final(self, event: TurnFinal, utterance: UtteranceHeard | None) -> None:
        """The final text is durable and in the report: now it counts as shown."""
        now = time.monotonic()
        with self._lock:
            self._version += 1
            self._open = False
            self._stable = self._tail = ()
            if utterance is not None:
                late = now - self._captured_at(event.speech_end) - self._silence_s
                self._figures = replace(self._figures, final=1000 * late)
            self._latencies.append(
                TurnLatency(
                    event.turn,
                    self._onset,
                    event.speech_end,
                    self._first_tail_at,
                    now,
                    len(event.words),
                )
            )

    def failed(self, event: TurnFailed) -> None:
        with self._lock:
            self._version += 1
            self._open = False
            self._stable = self._tail = ()
        self.notice(
            f"Recognition failed ({event.message}). The sound is kept; "
            "`medvoice recover` recognises it again."
        )

    def gap(self, gap: AudioGap) -> None:
        missing = gap.missing / SAMPLE_RATE
        self.notice(f"{missing:.2f} s of sound were not captured ({gap.reason})")

    def storage_changed(self, state: str) -> None:
        with self._lock:
            self.storage = state
        if state == "disk":
            self.notice("Disk space is back: the sound kept in memory was written")
        else:
            self.notice("DISK FULL: sound is kept in memory only. Free space now.")

    def durable(self, samples: int) -> None:
        with self._lock:
            self._figures = replace(self._figures, written_s=samples / SAMPLE_RATE)

    def ended(self) -> None:
        with self._lock:
            self._version += 1
            self._ended = True
            self._open = False

    def notice(self, text: str) -> None:
        with self._lock:
            self._version += 1
            self._notices.append(text)

    def latencies(self) -> tuple[TurnLatency, ...]:
        with self._lock:
            return tuple(self._latencies)

    def view(self, state: SessionState, backlog: int, field: str) -> SessionView:
        """backlog: samples captured but not yet looked at. field: where dictation goes now."""
        with self._lock:
            figures = replace(self._figures, lag=1000 * backlog / SAMPLE_RATE)
            return SessionView(
                mode=self._mode(state),
                level=self._level,
                utterances=_utterances(state),
                stable=self._stable,
                tail=self._tail,
                report=state.report,
                current_field=field,
                figures=figures,
                notices=tuple(self._notices),
                recogniser=self._recogniser,
                source=self._source,
                seconds=self._seconds,
                by_hand=_by_hand(state),
            )

    def _mode(self, state: SessionState) -> Mode:
        if self._ended:
            return Mode.ENDED
        if self._lost:
            return Mode.MICROPHONE_LOST
        if self._off:
            return Mode.MICROPHONE_OFF
        if state.playing:
            return Mode.PLAYING
        if is_awaited(state, int(self._seconds * SAMPLE_RATE)):
            return Mode.ASKING
        if state.asleep:
            return Mode.ASLEEP
        if state.listening != "both":
            return Mode.DICTATION_ONLY if state.listening == "dictation" else Mode.COMMANDS_ONLY
        return Mode.SPEAKING if self._open else Mode.LISTENING

    def position(self) -> int:
        """Absolute sample that is captured now. A source gives a block every 0.1 s; what is later
        than 0.5 s has stopped, or never was a microphone."""
        with self._lock:
            known, at = self._clock
        late = min(0.5, max(0.0, time.monotonic() - at))
        return known + int(late * SAMPLE_RATE)

    def _captured_at(self, sample: int) -> float:
        """Monotonic time at which an absolute sample was captured."""
        known, at = self._clock
        return at + (sample - known) / SAMPLE_RATE


def _by_hand(state: SessionState) -> HandView | None:
    if not state.intents:
        return None
    last = state.intents[-1]
    what = f"not done: {last.name}" if last.outcome == "refused" else last.name
    return HandView(last.key, f"{what}: {last.answer}" if last.answer else what)


def _utterances(state: SessionState) -> tuple[UtteranceView, ...]:
    commands = {c.utterance: c.name for c in state.commands}
    gone = {run.rsplit(".", 1)[0] for run in state.scratched}
    answers = {u.id: [*u.hints, *replaced(u)] for u in state.utterances if u.hints or u.replaced}
    for command in state.commands:
        if command.answer:
            why = "not done: " if command.outcome == "refused" else ""
            answers.setdefault(command.utterance, []).append(why + command.answer)
    for event in state.assisted:
        answers.setdefault(event.utterance, []).extend(assistance(event))
    drafts = [e for e in state.assisted if isinstance(e, ImpressionDrafted) and e.omitted]
    if drafts:  # only the newest stands
        omitted = frozenset(drafts[-1].omitted)
        lines = [
            f"not in the draft: {s.text}" for s in state.report.statements() if s.id in omitted
        ]
        answers[drafts[-1].utterance].extend(lines)
    for aside in state.aside:
        if aside.why != "asleep":
            answers.setdefault(aside.utterance, []).append(f"not in the report: {aside.why}")
    return tuple(
        UtteranceView(
            u.id,
            u.text,
            commands.get(u.id, ""),
            str(u.id) in gone,
            u.asleep,
            "\n".join(answers.get(u.id, ())),
        )
        for u in state.utterances[-SHOWN_UTTERANCES:]
    )
