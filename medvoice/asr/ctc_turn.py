"""CtcTurn: one turn, through streaming windows (tail) and the final pass (stable words, final)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from medvoice.asr.decoder import Decoder
from medvoice.asr.encoder import Logits
from medvoice.asr.features import MelSettings
from medvoice.asr.final_pass import FinalPass, LastWindow
from medvoice.asr.gain import GainPolicy
from medvoice.asr.hypothesis import Hypothesis, Reading, Word
from medvoice.asr.live_words import LiveWords
from medvoice.asr.recogniser import FinalJob
from medvoice.asr.spare_time import SpareTime
from medvoice.asr.stitching import NOTHING, joined
from medvoice.asr.token_edges import TokenEdges
from medvoice.asr.turn_frames import TurnFrames
from medvoice.asr.windows import CENTRE, FRAME, FinalScheme, StreamScheme, Window, samples_for
from medvoice.asr.word_times import placed
from medvoice.asr.worker import ModelWorker, WindowJob
from medvoice.audio.block import Samples


@dataclass(frozen=True, slots=True)
class CtcSettings:
    """How turns are decoded.

    hold: encoder frames of streamed sound that must lie behind a final window before its words are
    shown as stable. A turn ends before the sound that was fed (0.54 s before it with a silence of
    0.8 s), and a window that reaches beyond that end is not one of the final's. Also, the window
    had one streaming chunk's time to be computed, so that live words seldom wait for it.

    behind: the turn gives way to those of which this is not said."""

    stream: StreamScheme = field(default_factory=StreamScheme)
    final: FinalScheme = field(default_factory=FinalScheme)
    gain: GainPolicy = field(default_factory=GainPolicy)
    hold: int = 20
    behind: bool = False

    def __post_init__(self) -> None:
        if self.hold < 0 or self.hold + self.final.right < self.stream.right:
            raise ValueError("hold >= 0 and hold + final.right >= stream.right are needed")


@dataclass(slots=True)
class _Sent:
    """A streaming window on its way. look: for the tail only, nothing of it is kept."""

    window: Window
    job: WindowJob
    look: bool


class CtcTurn:
    """See `TurnRecogniser`. Not thread-safe: one caller drives it."""

    def __init__(
        self,
        worker: ModelWorker,
        mel: MelSettings,
        decoder: Decoder,
        settings: CtcSettings,
        turn: int,
        start: int,
    ) -> None:
        self._worker = worker
        self._scheme = settings.stream
        self._turn = turn
        self._start = start
        self._revision = 0
        self._frames = TurnFrames(mel, settings.gain)
        self._blank = decoder.blank
        self._hold = settings.hold
        self._behind = settings.behind
        self._ahead = NOTHING  # what the last window said of the frames behind its chunk
        self._final = FinalPass(settings.final, decoder, self._submit_final)
        self._live = LiveWords(self._final, decoder, start)
        self._kept = 0  # encoder frames in the stitched stream
        self._looked = 0  # end of the last extra look
        self._shown = False
        self._spare = SpareTime(worker.estimate)
        self._waiting: LastWindow | None = None
        self._sent: _Sent | None = None
        self._edges = TokenEdges(settings.stream, decoder.silent)

    def feed(self, samples: Samples) -> None:
        self._frames.feed(samples)

    def advance(self) -> Hypothesis | None:
        """See `TurnRecogniser`. Raises RecogniserError where the model failed."""
        heard = self._taken() if self._sent is not None else None
        while (window := self._scheme.next(self._kept, self._frames.count)) is not None:
            self._send(window)
            heard = self._taken()
        if heard is None and not self._shown and self._send_look():
            heard = self._taken()
        self._go_on(behind=heard is not None)
        return heard

    def poll(self, seconds: float) -> Hypothesis | None:
        """See `TurnRecogniser`. Raises RecogniserError where the model failed."""
        until = time.monotonic() + seconds
        sent = self._send_due()
        while seconds > 0 and self._wait_until(until):
            pass
        heard = None
        if self._ready():
            heard = self._taken()
            sent = self._send_due() or sent
        self._go_on(behind=sent)
        return heard

    def token_by(self, sample: int) -> tuple[int, int | None] | None:
        """See `TurnRecogniser`. Raises RecogniserError where the model failed."""
        step = FRAME * self._scheme.chunk
        chunk = max(-1, -((self._start - sample) // step) - 1)
        if chunk >= 0 and self._scheme.usual(chunk).stop > self._frames.count:
            return None
        last = self._edges.last_token(chunk, self._decided)
        covered = self._start + step * (chunk + 1)
        return covered, None if last is None else self._start + FRAME * last + CENTRE

    def _decided(self, window: Window) -> Logits:
        """Logits of a window that decides whether the turn goes on; waits for them."""
        if self._sent is not None and self._sent.window == window and not self._sent.look:
            return self._sent.job.result()
        return self._worker.submit_partial(self._frames.window(window), self._behind).result()

    @property
    def under_way(self) -> bool:
        return self._sent is not None

    def finish(self, end: int) -> FinalJob:
        """See `TurnRecogniser`. Raises ValueError where `end` was not fed or lies too far back."""
        samples = end - self._start
        if not 0 <= samples <= self._frames.samples:
            raise ValueError(f"sample {end} was not fed")
        self._waiting = last = self._final.finish(samples)
        self._start_finals(behind=False)
        return _TurnFinal(last, self._start, end, self._let_go)

    def reopened(self, revision: int) -> None:
        self._revision = revision
        self._waiting = None

    def close(self) -> None:
        self._let_go()
        self._final.cancel()

    def _go_on(self, behind: bool) -> None:
        """behind: right behind a streaming window."""
        self._final.grow(self._frames.samples)
        self._start_finals(behind)
        wanted = min(self._kept - self._scheme.needs, self._edges.needs(self._kept))
        self._frames.forget_before(min(wanted, self._final.needs))

    def _start_finals(self, behind: bool) -> None:
        """Start the final windows that the model has time for (see `SpareTime`), complete ones
        first. behind: right behind a streaming window.

        When work starts changes nothing in what comes out."""
        here, due = self._frames.samples, self._kept + self._scheme.chunk + self._scheme.right
        while True:
            complete = self._final.due(self._frames.count)
            window = complete or (self._waiting.window if self._waiting is not None else None)
            if window is None:
                return
            if not self._spare.take(here, samples_for(due), window.frames, behind):
                return
            behind = False
            if complete is not None:
                self._final.start_next()
            elif self._waiting is not None:
                self._waiting.start()
                self._waiting = None

    def _submit_final(self, window: Window) -> WindowJob:
        return self._worker.submit_final(self._frames.window(window), self._behind, early=True)

    def _send(self, window: Window) -> None:
        """A window that is kept."""
        job = self._worker.submit_partial(self._frames.window(window), self._behind)
        self._sent = _Sent(window, job, look=False)
        self._spare.streamed(self._frames.samples, window.frames)

    def _send_look(self) -> bool:
        """The extra look that is due at a turn's start; False where none is, or it was dropped."""
        window = self._scheme.early(self._kept, self._looked, self._frames.count)
        if window is None:
            return False
        self._looked = window.stop
        job = self._worker.offer_partial(self._frames.window(window), self._behind)
        if job is None:
            return False
        self._sent = _Sent(window, job, look=True)
        self._spare.streamed(self._frames.samples, window.frames)
        return True

    def _send_due(self) -> bool:
        """Send what is due, in the place of what it makes stale. Was something sent?"""
        frames = self._frames.count
        due = self._scheme.wide(self._kept, frames) or self._scheme.next(self._kept, frames)
        if self._sent is None:
            if due is not None:
                self._send(due)
                return True
            return not self._shown and self._send_look()
        if due is None or (due.stop <= self._sent.window.stop and not self._sent.look):
            return False
        job = self._worker.replace_partial(self._sent.job, self._frames.window(due))
        if job is not None:
            self._sent = _Sent(due, job, look=False)
        return False

    def _ready(self) -> bool:
        """Was a window sent that can be taken without waiting?"""
        sent = self._sent
        if sent is None or not sent.job.done:
            return False
        return sent.look or self._final.ready(sent.window.stop - self._hold)

    def _wait_until(self, until: float) -> bool:
        """Wait for the window that was sent; False where there is nothing (more) to wait for."""
        left = until - time.monotonic()
        if self._sent is None or left <= 0 or self._ready():
            return False
        if self._sent.job.done:
            self._final.wait(left)
        else:
            self._sent.job.wait(left)
        return True

    def _let_go(self) -> None:
        """The window that was sent is not wanted: the turn is at its end."""
        if self._sent is not None:
            self._sent.job.cancel()
            self._sent = None

    def _taken(self) -> Hypothesis | None:
        """Decode the window that was sent; waits for it. A look that saw nothing shows nothing."""
        assert self._sent is not None, "no window was sent"
        sent, self._sent = self._sent, None
        window, logits = sent.window, sent.job.result()
        if sent.look:
            tail = self._live.tail(logits[window.keep_to - window.first :])
            return self._hypothesis(tail) if tail else None
        kept, self._ahead = joined(self._ahead, logits, window, self._scheme.seam, self._blank)
        for first, stop in self._scheme.chunks(window):
            self._live.push(kept[first - window.keep_from : stop - window.keep_from])
            self._kept = stop
        self._edges.note(window, logits)
        # By the windows alone, so that the machine's speed does not change what is stable when.
        self._live.settle(self._final.settled(window.stop - self._hold))
        return self._hypothesis(self._live.tail(logits[window.keep_to - window.first :]))

    def _edge(self) -> tuple[int, int | None]:
        last = self._live.last_token
        covered = self._start + FRAME * self._kept
        return covered, None if last is None else self._start + FRAME * last + CENTRE

    def _hypothesis(self, tail: tuple[Word, ...]) -> Hypothesis:
        stable = self._live.stable
        self._shown = self._shown or bool(tail) or bool(stable)
        return Hypothesis(self._turn, self._revision, stable, tail, *self._edge())


class _TurnFinal:
    """See `FinalJob`."""

    def __init__(self, last: LastWindow, start: int, end: int, alone: Callable[[], None]) -> None:
        """alone: lets go what the turn no longer needs once its final words are waited for."""
        self._last = last
        self._start = start
        self._end = end
        self._alone = alone
        self.readings: tuple[Reading, ...] = ()

    def result(self) -> tuple[Word, ...]:
        self._alone()
        words, readings = self._last.words()
        self.readings = tuple(readings)
        return tuple(placed(words, self._start, self._end))

    def cancel(self) -> None:
        self._last.cancel()
