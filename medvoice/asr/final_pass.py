"""FinalPass: the text that counts, a function of the turn's samples alone.

Its windows are computed once they are complete, so at the turn's end only the last one is
outstanding; what they say is settled, and is what a turn shows as stable. Who drives it says when
each is handed to the model (see `spare_time`); whatever is wanted and was not is then. A turn may
end earlier than the sound that was fed (the turn machine looks back), and may go on after a
provisional end: the state in front of each recent window is kept for that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from medvoice.asr.decoder import DecodedWord, Decoder, DecodeStream
from medvoice.asr.encoder import Logits
from medvoice.asr.hypothesis import Reading
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.stitching import NOTHING, joined
from medvoice.asr.windows import FinalScheme, Window, frames_in
from medvoice.asr.worker import WindowJob

LOOK_BACK = 30 * 16_000
"""Samples by which a turn's end may lie behind the sound that was fed: more than the longest
configurable silence (10 s) with the turn machine's own delays."""


@dataclass(frozen=True, slots=True)
class Settled:
    """State in front of window `index`, which starts at encoder frame `frame`: words given out so
    far, the stream (fork it), and what the window before said of the next frames."""

    index: int
    frame: int
    words: int
    stream: DecodeStream
    ahead: Logits


class FinalPass:
    """submit: hands a window to the model as one that nobody waits for yet; returns at once."""

    def __init__(
        self, scheme: FinalScheme, decoder: Decoder, submit: Callable[[Window], WindowJob]
    ) -> None:
        self._scheme = scheme
        self._submit = submit
        self._blank = decoder.blank
        self._words: list[DecodedWord] = []
        first = Settled(0, 0, 0, decoder.stream(), NOTHING)
        self._before = deque([first])  # the newest is the current state
        self._asked = first
        self._jobs: deque[tuple[Window, WindowJob]] = deque()  # windows after the newest state
        self._submitted = 0

    def due(self, frames: int) -> Window | None:
        """The next window that is complete with so many frames and was not handed over yet."""
        if self._submitted >= self._scheme.complete(frames):
            return None
        return self._scheme.window(self._submitted)

    def start(self, complete: int) -> None:
        """Hand over the first `complete` windows, where that was not done yet."""
        for index in range(self._submitted, complete):
            window = self._scheme.window(index)
            self._jobs.append((window, self._submit(window)))
            self._submitted += 1

    def start_next(self) -> None:
        """Hand over the window that is due."""
        self.start(self._submitted + 1)

    def grow(self, samples: int) -> None:
        """The turn has (at least) so many samples: take what was computed, forget what is too old
        to be an end's."""
        while self._jobs and self._jobs[0][1].done:
            self._collect()
        earliest = self._scheme.complete(frames_in(samples - LOOK_BACK))
        earliest = min(earliest, self._asked.index)
        while len(self._before) > 1 and self._before[1].index <= earliest:
            self._before.popleft()

    def settled(self, frames: int) -> Settled:
        """The state behind the windows that are complete with so many frames; waits for them.

        frames: not less than the time before. Raises RecogniserError where the model failed."""
        complete = self._scheme.complete(frames)
        if complete > self._asked.index:
            self._asked = self._state(complete)
        return self._asked

    def ready(self, frames: int) -> bool:
        """Whether `settled` of so many frames would not wait; what it needs is wanted from now."""
        complete = self._scheme.complete(frames)
        self.start(complete)
        jobs = [job for _, job in islice(self._jobs, max(0, complete - self._before[-1].index))]
        for job in jobs:
            job.want()
        return all(job.done for job in jobs)

    def wait(self, seconds: float) -> None:
        """For the next window that is under way."""
        if self._jobs:
            self._jobs[0][1].wait(seconds)

    def given(self, first: int, stop: int) -> list[DecodedWord]:
        """Settled words [first, stop)."""
        return self._words[first:stop]

    @property
    def needs(self) -> int:
        """First encoder frame that a window still to come may need."""
        kept = self._before[0].index * self._scheme.chunk
        return max(0, kept - self._scheme.left)

    def finish(self, samples: int) -> LastWindow:
        """The end of a turn of exactly so many samples; nothing is started yet."""
        self.grow(samples)
        frames = frames_in(samples)
        complete = self._scheme.complete(frames)
        if complete < self._before[0].index:
            raise ValueError("the turn's end lies too far behind the sound that was fed")
        return LastWindow(self, complete, self._scheme.last(frames), self._submit)

    def words(
        self, complete: int, window: Window | None, logits: Logits
    ) -> tuple[list[DecodedWord], list[Reading]]:
        """All words, and other readings of them, when `complete` windows are followed by this last
        one and its logits."""
        state = self._state(complete)
        rest = NOTHING
        if window is not None:
            rest, _ = joined(state.ahead, logits, window, 0, self._blank)
        before = self._words[: state.words]
        words, readings = state.stream.concluded(rest, [word.text for word in before])
        return [*before, *words], readings

    def want(self) -> None:
        """Somebody waits for the windows that are under way."""
        for _, job in self._jobs:
            job.want()

    def cancel(self) -> None:
        """The turn is over; what waits is not wanted."""
        for _, job in self._jobs:
            job.cancel()

    def _state(self, complete: int) -> Settled:
        self.start(complete)
        while self._before[-1].index < complete:
            self._collect()
        return next(state for state in self._before if state.index == complete)

    def _collect(self) -> None:
        window, job = self._jobs[0]
        logits = job.result()
        self._jobs.popleft()
        state = self._before[-1]
        stream = state.stream.fork()
        kept, ahead = joined(state.ahead, logits, window, self._scheme.seam, self._blank)
        self._words += stream.push(kept)
        settled = Settled(state.index + 1, window.keep_to, len(self._words), stream, ahead)
        self._before.append(settled)


class LastWindow:
    """The end of a final pass. window: None where the complete ones are all."""

    def __init__(
        self,
        final: FinalPass,
        complete: int,
        window: Window | None,
        submit: Callable[[Window], WindowJob],
    ) -> None:
        self.window = window
        self._final = final
        self._complete = complete
        self._submit = submit
        self._job: WindowJob | None = None
        self._cancelled = False

    def start(self) -> None:
        """Hand the window, and those before it, to the model, unless that was done or nobody wants
        it any more."""
        if self._cancelled:
            return
        self._final.start(self._complete)
        if self._job is None and self.window is not None:
            self._job = self._submit(self.window)

    def cancel(self) -> None:
        self._cancelled = True
        if self._job is not None:
            self._job.cancel()

    def words(self) -> tuple[list[DecodedWord], list[Reading]]:
        """See `FinalPass.words`. Waits. Raises RecogniserError where the model failed or the work
        was cancelled."""
        if self._cancelled:
            raise RecogniserError("This final pass was cancelled: its turn was reopened.")
        self.start()
        self._final.want()
        logits = self._job.result() if self._job is not None else NOTHING
        return self._final.words(self._complete, self.window, logits)
