"""Listener: drives VAD, turns and the recogniser over captured sound, in stream order.

One thread owns a Listener. What it decides is a function of the samples alone: while the turn
machine wants to know what the recogniser heard, no further VAD frame is taken. Waiting for the
encoder therefore delays, but never changes, where a turn ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from medvoice.asr.hypothesis import Hypothesis, Word
from medvoice.asr.recogniser import FinalJob, Recogniser, RecogniserError, TurnRecogniser
from medvoice.audio.block import SAMPLE_RATE, AudioBlock, AudioGap, Samples
from medvoice.audio.turns import (
    TurnEnded,
    TurnEvent,
    TurnMachine,
    TurnOpened,
    TurnReopened,
    TurnSoftEnd,
)
from medvoice.audio.vad import Vad, VadFrame

KEEP_IDLE_S = 5.0
"""Seconds of sound kept while no turn is open; more than any pre-roll and onset together."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """A turn opened. start: its first sample; onset: first sample of the first speech frame."""

    turn: int
    start: int
    onset: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A streaming result of the open turn."""

    hypothesis: Hypothesis


@dataclass(frozen=True, slots=True)
class TurnFinal:
    """Published once per turn. words may be empty. speech_end: end of the last speech frame.

    reason: why it ended."""

    turn: int
    start: int
    end: int
    words: tuple[Word, ...]
    speech_end: int
    reason: str


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """The recogniser failed on [start, end); the sound is in the journal."""

    turn: int
    start: int
    end: int
    message: str


ListenEvent = SpeechStarted | Heard | TurnFinal | TurnFailed


@dataclass(slots=True)
class _OpenTurn:
    """The turn under way. fed_to: absolute sample fed to the recogniser."""

    turn: int
    start: int
    recogniser: TurnRecogniser
    fed_to: int
    final: FinalJob | None = None
    failed: str = ""


class Listener:
    """`accept` sound in order, then `finish`; both yield what was found, in stream order."""

    def __init__(
        self, vad: Vad, turns: TurnMachine, recogniser: Recogniser, start: int = 0
    ) -> None:
        """start: absolute sample of the first block (recovery starts in mid-session)."""
        self._vad = vad
        self._turns = turns
        self._recogniser = recogniser
        self._kept = _Kept(start)
        self._at = start  # next VAD frame
        self._open: _OpenTurn | None = None
        self._onset = start
        self._speech_end = start
        self._was_speech = False

    @property
    def position(self) -> int:
        """Absolute sample up to which everything was decided."""
        return self._at

    def accept(self, item: AudioBlock | AudioGap) -> Iterator[ListenEvent]:
        """Take a block (contiguous) or a gap. Lazy: the caller must exhaust the iterator."""
        if isinstance(item, AudioGap):
            yield from self._flush(self._turns.gap(self._kept.end))
            self._vad.reset()
            self._was_speech = False
            return
        self._kept.append(item.samples)
        size = self._vad.frame
        while self._at + size <= self._kept.end:
            speech = self._vad.speech(self._kept.slice(self._at, self._at + size))
            frame = VadFrame(self._at, size, speech)
            self._mark(frame)
            self._at = frame.end
            yield from self._handle(self._turns.feed(frame))
            yield from self._hear(frame.end)
        if self._open is None:
            self._kept.forget_before(self._at - int(KEEP_IDLE_S * SAMPLE_RATE))

    def finish(self) -> Iterator[ListenEvent]:
        """The stream is over: end the open turn with what was captured."""
        yield from self._flush(self._turns.finish(self._kept.end))

    def close(self) -> None:
        """Drop an open turn (its sound stays in the journal)."""
        if self._open is not None:
            self._open.recogniser.close()
            self._open = None

    def _mark(self, frame: VadFrame) -> None:
        if frame.speech:
            self._speech_end = frame.end
            if not self._was_speech:
                self._onset = frame.start
        self._was_speech = frame.speech

    def _flush(self, events: list[TurnEvent]) -> Iterator[ListenEvent]:
        # What is left behind the last whole VAD frame belongs to the turn that ends here.
        self._at = self._kept.end
        yield from self._handle(events)

    def _hear(self, fed_to: int) -> Iterator[ListenEvent]:
        """Feed the open turn and let the turn machine know what was recognised."""
        while self._open is not None:
            turn = self._open
            wanted = self._turns.wants_coverage()
            hypothesis = self._advance(turn, fed_to)
            if turn.failed:
                # Without a recogniser the VAD alone decides: pretend tokens everywhere.
                if wanted is None:
                    return
                yield from self._handle(self._turns.coverage(fed_to, fed_to))
                continue
            if hypothesis is not None:
                yield Heard(hypothesis)
                events = self._turns.coverage(hypothesis.covered_to, hypothesis.last_token)
                yield from self._handle(events)
            if wanted is None:
                return
            if hypothesis is None:
                raise AssertionError("the turn machine wants more than the recogniser can cover")

    def _advance(self, turn: _OpenTurn, fed_to: int) -> Hypothesis | None:
        if turn.failed:
            return None
        self._feed(turn, fed_to)
        try:
            return turn.recogniser.advance()
        except RecogniserError as error:
            turn.failed = str(error)
            return None

    def _feed(self, turn: _OpenTurn, to: int) -> None:
        if to > turn.fed_to:
            turn.recogniser.feed(self._kept.slice(turn.fed_to, to))
            turn.fed_to = to
            self._kept.forget_before(to - int(KEEP_IDLE_S * SAMPLE_RATE))

    def _handle(self, events: list[TurnEvent]) -> Iterator[ListenEvent]:
        for event in events:
            match event:
                case TurnOpened():
                    recogniser = self._recogniser.open_turn(event.turn, event.start)
                    self._open = _OpenTurn(event.turn, event.start, recogniser, event.start)
                    yield SpeechStarted(event.turn, event.start, max(self._onset, event.start))
                case TurnSoftEnd():
                    self._start_final(self._turn(), event.end)
                case TurnReopened():
                    turn = self._turn()
                    if turn.final is not None:
                        turn.final.cancel()
                        turn.final = None
                    turn.recogniser.reopened(event.revision)
                case TurnEnded():
                    yield self._ended(self._turn(), event)

    def _turn(self) -> _OpenTurn:
        assert self._open is not None, "the turn machine speaks of a turn that is not open"
        return self._open

    def _start_final(self, turn: _OpenTurn, end: int) -> None:
        if turn.failed:
            return
        self._feed(turn, max(end, turn.fed_to))
        try:
            turn.final = turn.recogniser.finish(end)
        except RecogniserError as error:
            turn.failed = str(error)

    def _ended(self, turn: _OpenTurn, event: TurnEnded) -> ListenEvent:
        if turn.final is None:
            self._start_final(turn, event.end)
        words: tuple[Word, ...] = ()
        if turn.final is not None and not turn.failed:
            try:
                words = turn.final.result()
            except RecogniserError as error:
                turn.failed = str(error)
        turn.recogniser.close()
        self._open = None
        if turn.failed:
            return TurnFailed(turn.turn, turn.start, event.end, turn.failed)
        speech_end = min(self._speech_end, event.end)
        return TurnFinal(turn.turn, turn.start, event.end, words, speech_end, event.reason)


class _Kept:
    """The recent sound, addressed by absolute sample."""

    def __init__(self, start: int) -> None:
        self._blocks: deque[tuple[int, Samples]] = deque()
        self.end = start

    def append(self, samples: Samples) -> None:
        self._blocks.append((self.end, samples))
        self.end += len(samples)

    def forget_before(self, sample: int) -> None:
        """Drop whole blocks that end before `sample`."""
        while self._blocks and self._blocks[0][0] + len(self._blocks[0][1]) <= sample:
            self._blocks.popleft()

    def slice(self, start: int, stop: int) -> Samples:
        """Samples [start, stop). Raises IndexError for what was forgotten or is not there yet."""
        if stop > self.end or (self._blocks and start < self._blocks[0][0]):
            raise IndexError(f"sound [{start}, {stop}) is not kept")
        parts = []
        for at, samples in reversed(self._blocks):
            if at >= stop:
                continue
            if at + len(samples) <= start:
                break
            parts.append(samples[max(0, start - at) : stop - at])
        if not parts:
            return np.zeros(0, np.float32)
        return np.concatenate(parts[::-1]) if len(parts) > 1 else parts[0]
