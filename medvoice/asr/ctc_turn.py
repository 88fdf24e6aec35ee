"""CtcTurn: one turn, through streaming windows (tail) and the final pass (stable words, final)."""

from __future__ import annotations

from dataclasses import dataclass, field

from medvoice.asr.decoder import Decoder
from medvoice.asr.features import MelSettings
from medvoice.asr.final_pass import FinalPass, LastWindow
from medvoice.asr.gain import GainPolicy
from medvoice.asr.hypothesis import Hypothesis, Reading, Word
from medvoice.asr.live_words import LiveWords
from medvoice.asr.recogniser import FinalJob
from medvoice.asr.spare_time import SpareTime
from medvoice.asr.stitching import NOTHING, joined
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

    def feed(self, samples: Samples) -> None:
        self._frames.feed(samples)

    def advance(self) -> Hypothesis | None:
        """See `TurnRecogniser`. Raises RecogniserError where the model failed."""
        heard = None
        frames = self._frames.count
        while (window := self._scheme.next(self._kept, frames)) is not None:
            heard = self._keep(window)
        if heard is None and not self._shown:
            heard = self._look(frames)
        self._final.grow(self._frames.samples)
        self._start_finals(behind=heard is not None)
        self._frames.forget_before(min(self._kept - self._scheme.left, self._final.needs))
        return heard

    def finish(self, end: int) -> FinalJob:
        """See `TurnRecogniser`. Raises ValueError where `end` was not fed or lies too far back."""
        samples = end - self._start
        if not 0 <= samples <= self._frames.samples:
            raise ValueError(f"sample {end} was not fed")
        self._waiting = last = self._final.finish(samples)
        self._start_finals(behind=False)
        return _TurnFinal(last, self._start, end)

    def reopened(self, revision: int) -> None:
        self._revision = revision
        self._waiting = None

    def close(self) -> None:
        self._final.cancel()

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
        return self._worker.submit_final(self._frames.window(window), self._behind)

    def _keep(self, window: Window) -> Hypothesis:
        """Decode a window, stitch its chunk, show what lies behind it as tail."""
        mel = self._frames.window(window)
        logits = self._worker.submit_partial(mel, self._behind).result()
        self._spare.streamed(self._frames.samples, window.frames)
        kept, self._ahead = joined(self._ahead, logits, window, self._scheme.seam, self._blank)
        self._live.push(kept)
        # By the windows alone, so that the machine's speed does not change what is stable when.
        self._live.settle(self._final.settled(window.stop - self._hold))
        self._kept = window.keep_to
        return self._hypothesis(self._live.tail(logits[window.keep_to - window.first :]))

    def _look(self, frames: int) -> Hypothesis | None:
        """The extra looks at a turn's start. A look that was dropped is as one that saw nothing."""
        window = self._scheme.early(self._kept, self._looked, frames)
        if window is None:
            return None
        self._looked = window.stop
        job = self._worker.offer_partial(self._frames.window(window), self._behind)
        if job is None:
            return None
        logits = job.result()
        self._spare.streamed(self._frames.samples, window.frames)
        tail = self._live.tail(logits[window.keep_to - window.first :])
        return self._hypothesis(tail) if tail else None

    def _hypothesis(self, tail: tuple[Word, ...]) -> Hypothesis:
        stable = self._live.stable
        self._shown = self._shown or bool(tail) or bool(stable)
        last = self._live.last_token
        return Hypothesis(
            turn=self._turn,
            revision=self._revision,
            stable=stable,
            tail=tail,
            covered_to=self._start + FRAME * self._kept,
            last_token=None if last is None else self._start + FRAME * last + CENTRE,
        )


class _TurnFinal:
    """See `FinalJob`."""

    def __init__(self, last: LastWindow, start: int, end: int) -> None:
        self._last = last
        self._start = start
        self._end = end
        self.readings: tuple[Reading, ...] = ()

    def result(self) -> tuple[Word, ...]:
        words, readings = self._last.words()
        self.readings = tuple(readings)
        return tuple(placed(words, self._start, self._end))

    def cancel(self) -> None:
        self._last.cancel()
