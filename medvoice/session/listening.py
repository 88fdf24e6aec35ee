"""Listener: drives VAD, turns and the recogniser over captured sound, in stream order.

One thread owns a Listener. What it decides is a function of the samples alone: while the turn
machine wants to know what the recogniser heard, no further VAD frame is taken. Waiting for the
encoder therefore delays, but never changes, where a turn ends.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from medvoice.asr.hypothesis import Hypothesis, Reading, Word
from medvoice.asr.recogniser import FinalJob, Recogniser, RecogniserError, TurnRecogniser
from medvoice.audio.block import AudioBlock, AudioGap
from medvoice.audio.kept import KeptSound
from medvoice.audio.turn_settings import TurnSettings
from medvoice.audio.turns import (
    TurnEnded,
    TurnEvent,
    TurnMachine,
    TurnOpened,
    TurnReopened,
    TurnSoftEnd,
)
from medvoice.audio.vad import Vad, VadFrame
from medvoice.session.background import background_runs, sure_until

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """A turn opened. start: its first sample; onset: first sample of the first speech frame.

    in_doubt: may be noise; a screen should not say "speaking" before the first word."""

    turn: int
    start: int
    onset: int
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A streaming result of the open turn."""

    hypothesis: Hypothesis


@dataclass(frozen=True, slots=True)
class TurnFinal:
    """Published once per turn. words may be empty. speech_end: end of the last speech frame.

    reason: why it ended. readings: other readings of places in words, likeliest first, where the
    recogniser has them. background: [first, stop) of words that may be voices in the background
    (medvoice/session/background.py); in_doubt: it opened behind noise."""

    turn: int
    start: int
    end: int
    words: tuple[Word, ...]
    speech_end: int
    reason: str
    readings: tuple[Reading, ...] = ()
    background: tuple[tuple[int, int], ...] = ()
    in_doubt: bool = False

    @property
    def aside(self) -> tuple[Word, ...]:
        """The words that may be voices in the background."""
        return tuple(word for first, stop in self.background for word in self.words[first:stop])

    @property
    def printed(self) -> tuple[Word, ...]:
        """The others."""
        aside = set(self.aside)
        return tuple(word for word in self.words if word not in aside)


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
    """The turn under way. recogniser: None where it could not be had. fed_to: absolute sample fed
    to it. failed: why its words are not to be had, "" while all is well. in_doubt: the detector
    was wrong before; tokens count only where the recogniser is sure of the words."""

    turn: int
    start: int
    recogniser: TurnRecogniser | None
    fed_to: int
    final: FinalJob | None = None
    failed: str = ""
    in_doubt: bool = False


class Listener:
    """`accept` sound in order, then `finish`; both yield what was found, in stream order."""

    def __init__(
        self,
        vad: Vad,
        settings: TurnSettings,
        recogniser: Recogniser,
        start: int = 0,
        live: bool = False,
    ) -> None:
        """vad: is reset here. start: absolute sample of the first block (recovery starts in
        mid-session). live: somebody looks on; streaming windows are waited for only where they
        decide something, and their words come from `look`, too."""
        self._vad = vad
        self._turns = TurnMachine(settings, start)
        self._reach = settings.reach
        self._recogniser = recogniser
        self._live = live
        self._kept = KeptSound(start)
        self._at = start  # next VAD frame
        self._open: _OpenTurn | None = None
        self._onset = start
        self._speech_end = start
        self._was_speech = False
        vad.reset()

    @property
    def position(self) -> int:
        """Absolute sample up to which everything was decided."""
        return self._at

    @property
    def kept(self) -> int:
        """Samples held in memory."""
        return self._kept.end - self._kept.start

    def accept(self, item: AudioBlock | AudioGap) -> Iterator[ListenEvent]:
        """Take a block or a gap. Lazy: the caller must exhaust the iterator.

        A block that does not follow the one before it (a journal with a hole) is a gap, too."""
        if isinstance(item, AudioGap):
            yield from self._gap()
            return
        if item.start != self._kept.end:
            yield from self._gap()
            self._jump(item.start)
        self._kept.append(item.samples)
        size = self._vad.frame
        while self._at + size <= self._kept.end:
            speech = self._vad.speech(self._kept.slice(self._at, self._at + size))
            frame = VadFrame(self._at, size, speech)
            self._mark(frame)
            self._at = frame.end
            yield from self._handle(self._turns.feed(frame))
            yield from self._hear(frame.end)
        self._kept.forget_before(self._needed_from())

    @property
    def under_way(self) -> bool:
        """Whether there is something to `look` for."""
        turn = self._open
        if turn is None or turn.recogniser is None or turn.failed:
            return False
        return turn.recogniser.under_way

    def look(self, seconds: float) -> Iterator[ListenEvent]:
        """Live words that were computed meanwhile, or will be within so many seconds."""
        turn = self._open
        if turn is None or not self.under_way:
            return
        hypothesis = self._advance(turn, turn.fed_to, seconds)
        if hypothesis is not None:
            yield Heard(hypothesis)
            yield from self._handle(self._words_known(turn, hypothesis))

    def finish(self) -> Iterator[ListenEvent]:
        """The stream is over: end the open turn with what was captured."""
        yield from self._flush(self._turns.finish(self._kept.end))

    def close(self) -> None:
        """Drop an open turn (its sound stays in the journal)."""
        if self._open is not None and self._open.recogniser is not None:
            self._open.recogniser.close()
        self._open = None

    def _mark(self, frame: VadFrame) -> None:
        if frame.speech:
            self._speech_end = frame.end
            if not self._was_speech:
                self._onset = frame.start
        self._was_speech = frame.speech

    def _needed_from(self) -> int:
        """A turn still to be opened reaches back `reach` samples, an open one wants the rest."""
        needed = self._at - self._reach
        if self._open is not None and not self._open.failed:
            needed = min(needed, self._open.fed_to)
        return needed

    def _gap(self) -> Iterator[ListenEvent]:
        yield from self._flush(self._turns.gap(self._kept.end))
        self._vad.reset()
        self._was_speech = False

    def _jump(self, to: int) -> None:
        self._kept.jump(to)
        self._at = self._onset = self._speech_end = to
        self._turns.jump(to)

    def _flush(self, events: list[TurnEvent]) -> Iterator[ListenEvent]:
        # What is left behind the last whole VAD frame belongs to the turn that ends here.
        self._at = self._kept.end
        yield from self._handle(events)

    def _hear(self, fed_to: int) -> Iterator[ListenEvent]:
        """Feed the open turn and let the turn machine know what was recognised."""
        while self._open is not None:
            turn = self._open
            wanted = self._turns.wants_coverage()
            # In doubt the words decide, else the tokens, which are asked for where they do.
            patient = not self._live or turn.in_doubt
            hypothesis = self._advance(turn, fed_to, None if patient else 0.0)
            known = hypothesis is not None
            if hypothesis is not None:
                yield Heard(hypothesis)
                yield from self._handle(self._words_known(turn, hypothesis))
            if wanted is None:
                return
            if not turn.in_doubt:
                edge = self._token_by(turn, wanted)
                known = edge is not None
                if edge is not None:
                    yield from self._handle(self._turns.coverage(*edge))
            if not known:
                # It failed, or trails further than its coverage lag says. Then the VAD alone
                # decides: its last speech stands in for the last token.
                if not turn.failed:
                    log.warning("recogniser trails its lag", extra={"wanted": wanted})
                yield from self._handle(self._turns.coverage(fed_to, self._speech_end))

    def _token_by(self, turn: _OpenTurn, wanted: int) -> tuple[int, int | None] | None:
        if turn.recogniser is None or turn.failed:
            return None
        try:
            return turn.recogniser.token_by(wanted)
        except RecogniserError as error:
            turn.failed = _fault(error)
            return None

    def _words_known(self, turn: _OpenTurn, hypothesis: Hypothesis) -> list[TurnEvent]:
        """What the words say of a turn in doubt; of another one the tokens do."""
        if not turn.in_doubt:
            return []
        covered = hypothesis.covered_to
        words = hypothesis.stable + hypothesis.tail
        sure = sure_until([word for word in words if word.start < covered])
        token = min(sure, covered) if sure is not None else None
        unsure = token is None and hypothesis.last_token is not None
        return self._turns.coverage(covered, token, unsure)

    def _advance(self, turn: _OpenTurn, fed_to: int, seconds: float | None) -> Hypothesis | None:
        """seconds: to wait for the encoder; None: until all that is due is decoded."""
        if turn.recogniser is None or turn.failed:
            return None
        try:
            self._feed(turn, turn.recogniser, fed_to)
            if seconds is None:
                return turn.recogniser.advance()
            return turn.recogniser.poll(seconds)
        except RecogniserError as error:
            turn.failed = _fault(error)
            return None

    def _feed(self, turn: _OpenTurn, recogniser: TurnRecogniser, to: int) -> None:
        if to > turn.fed_to:
            recogniser.feed(self._kept.slice(turn.fed_to, to))
            turn.fed_to = to

    def _handle(self, events: list[TurnEvent]) -> Iterator[ListenEvent]:
        for event in events:
            match event:
                case TurnOpened():
                    self._open = self._opened(event)
                    yield SpeechStarted(
                        event.turn, event.start, max(self._onset, event.start), event.in_doubt
                    )
                case TurnSoftEnd():
                    self._start_final(self._turn(), event.end)
                case TurnReopened():
                    self._reopened(self._turn(), event.revision)
                case TurnEnded():
                    yield self._ended(self._turn(), event)

    def _turn(self) -> _OpenTurn:
        assert self._open is not None, "the turn machine speaks of a turn that is not open"
        return self._open

    def _opened(self, event: TurnOpened) -> _OpenTurn:
        try:
            recogniser = self._recogniser.open_turn(event.turn, event.start)
        except RecogniserError as error:
            return _OpenTurn(event.turn, event.start, None, event.start, failed=_fault(error))
        return _OpenTurn(event.turn, event.start, recogniser, event.start, in_doubt=event.in_doubt)

    def _start_final(self, turn: _OpenTurn, end: int) -> None:
        if turn.recogniser is None or turn.failed:
            return
        try:
            self._feed(turn, turn.recogniser, end)
            turn.final = turn.recogniser.finish(end)
        except RecogniserError as error:
            turn.failed = _fault(error)

    def _reopened(self, turn: _OpenTurn, revision: int) -> None:
        if turn.final is not None:
            turn.final.cancel()
            turn.final = None
        if turn.recogniser is None or turn.failed:
            return
        try:
            turn.recogniser.reopened(revision)
        except RecogniserError as error:
            turn.failed = _fault(error)

    def _ended(self, turn: _OpenTurn, event: TurnEnded) -> ListenEvent:
        words: tuple[Word, ...] = ()
        readings: tuple[Reading, ...] = ()
        if turn.final is not None and not turn.failed:
            try:
                words = turn.final.result()
                readings = turn.final.readings
            except RecogniserError as error:
                turn.failed = _fault(error)
        if turn.recogniser is not None:
            turn.recogniser.close()
        self._open = None
        background = background_runs(words, turn.start, event.end, in_doubt=turn.in_doubt)
        spoken = len(words) > sum(stop - first for first, stop in background)
        # What was not heard is not known to be noise.
        self._turns.heard(event.turn, spoken or bool(turn.failed))
        if turn.failed:
            return TurnFailed(turn.turn, turn.start, event.end, turn.failed)
        return TurnFinal(
            turn.turn,
            turn.start,
            event.end,
            words,
            min(self._speech_end, event.end),
            event.reason,
            readings,
            background,
            turn.in_doubt,
        )


def _fault(error: RecogniserError) -> str:
    return str(error) or "the recogniser gave no reason"
