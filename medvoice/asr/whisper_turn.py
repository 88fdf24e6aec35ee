"""WhisperTurn: one turn streamed by agreement of two passes, and its final pass.

A pass is due every `step` of sound and hears the window: from the last agreed sentence on, at most
`longest`. What it says depends on the samples and on the calls' positions alone: passes that were
not taken in time (the caller fed more than one step at once) are stale and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from medvoice.asr.hypothesis import Hypothesis, Reading, Word
from medvoice.asr.recogniser import FinalJob, RecogniserError
from medvoice.asr.whisper_agreement import agreed, behind, said_already
from medvoice.asr.whisper_final import SILENCE, LastWindow, WhisperFinal, placed, primed
from medvoice.asr.whisper_guards import GuardSettings, HeardWord, guarded
from medvoice.asr.whisper_prompt import echoed
from medvoice.asr.whisper_windows import Cutting, quietest
from medvoice.asr.whisper_worker import Whisper, WhisperWorker
from medvoice.audio.block import SAMPLE_RATE, Samples

MARGIN = SAMPLE_RATE * 2 // 5
"""Samples (0.4 s) at a window's end about which a pass is not believed to have heard nothing: a
word cut off there may not be written yet."""

GRID = 640
"""Samples; what a hypothesis covers ends on this grid of the turn machine."""


@dataclass(frozen=True, slots=True)
class WhisperSettings:
    """prompt: words and style that Whisper is primed with. step: samples from one pass to the
    next. settled: a window longer than this starts anew behind its last agreed sentence. longest:
    samples of a window, at most 28 s."""

    prompt: str = ""
    step: int = SAMPLE_RATE
    settled: int = 6 * SAMPLE_RATE
    longest: int = 16 * SAMPLE_RATE
    cutting: Cutting = field(default_factory=Cutting)
    guard: GuardSettings = field(default_factory=GuardSettings)

    @property
    def lag(self) -> int:
        """Samples by which `Hypothesis.covered_to` may trail the sound that was fed, at most."""
        return self.step + MARGIN + GRID


class WhisperTurn:
    """See `TurnRecogniser`. Not thread-safe: one caller drives it."""

    def __init__(
        self, worker: WhisperWorker, settings: WhisperSettings, turn: int, start: int
    ) -> None:
        self._worker = worker
        self._settings = settings
        self._turn = turn
        self._start = start
        self._revision = 0
        self._sound = np.zeros(0, np.float32)
        self._first = 0  # of the turn's samples, the one that _sound starts with
        self._window = 0  # first sample of the next pass's window, from the turn's start
        self._looked = 0  # end of the last pass
        self._stable: list[Word] = []
        self._inside = 0  # stable words at the end of _stable that lie in the window
        self._before: list[Word] = []  # what the last pass said behind the stable words
        self._final = WhisperFinal(worker, settings.prompt, settings.cutting, settings.guard)

    def feed(self, samples: Samples) -> None:
        self._sound = np.concatenate([self._sound, samples])

    @property
    def _fed(self) -> int:
        return self._first + len(self._sound)

    def advance(self) -> Hypothesis | None:
        """See `TurnRecogniser`. Raises RecogniserError where the model failed."""
        due = self._fed // self._settings.step * self._settings.step
        if due <= self._looked:
            return None
        self._bound_window(due)
        sound = self._slice(self._window, due)
        said, own, guard = self._prompt(), self._settings.prompt, self._settings.guard
        job = self._worker.offer_partial(lambda model: _look(model, sound, said, guard, own))
        self._looked = due
        if job is None:
            return None
        heard = self._agree(self._words(job.result()), due)
        self._final.grow(self._sound, self._first)
        self._forget()
        return heard

    def finish(self, end: int) -> FinalJob:
        """See `TurnRecogniser`. Raises ValueError where `end` was not fed or lies too far back."""
        samples = end - self._start
        if not 0 <= samples <= self._fed:
            raise ValueError(f"sample {end} was not fed")
        return _TurnFinal(self._final.finish(self._sound, self._first, samples), self._start)

    def reopened(self, revision: int) -> None:
        self._revision = revision

    def close(self) -> None:
        self._final.cancel()
        self._sound = np.zeros(0, np.float32)

    def _slice(self, start: int, stop: int) -> Samples:
        return self._sound[start - self._first : stop - self._first]

    def _prompt(self) -> str:
        settled = self._stable[: len(self._stable) - self._inside]
        return primed(self._settings.prompt, [word.text for word in settled])

    def _words(self, heard: Sequence[HeardWord]) -> list[Word]:
        return placed(heard, self._start + self._window, self._start + self._looked)

    def _agree(self, words: list[Word], due: int) -> Hypothesis:
        inside = self._stable[len(self._stable) - self._inside :]
        rest = words[said_already(inside, words) :]
        count = agreed(self._before, rest)
        end = self._stable[-1].end if self._stable else self._start
        rest = behind(rest, end)
        self._commit(rest[:count])
        self._before = tail = rest[count:]
        self._settle(tail)
        covered = self._start + max(0, due - MARGIN) // GRID * GRID
        tokens = [min(w.end, w.start + SAMPLE_RATE) for w in (*self._stable[-1:], *tail)]
        known = [token for token in tokens if token <= covered]
        return Hypothesis(
            turn=self._turn,
            revision=self._revision,
            stable=tuple(self._stable),
            tail=tuple(tail),
            covered_to=covered,
            last_token=max(known) if known else None,
        )

    def _commit(self, words: Sequence[Word]) -> None:
        self._stable += words
        self._inside += len(words)

    def _settle(self, tail: Sequence[Word]) -> None:
        """Start the window anew behind the last agreed sentence, once it is long."""
        if self._looked - self._window <= self._settings.settled:
            return
        inside = self._stable[len(self._stable) - self._inside :]
        for at in range(len(inside) - 1, -1, -1):
            if not inside[at].text.endswith((".", "?", "!")):
                continue
            following = [*inside[at + 1 :], *tail]
            until = following[0].start if following else self._start + self._looked
            self._begin(inside[at].end, until, len(inside) - at - 1)
            return

    def _begin(self, from_: int, until: int, inside: int) -> None:
        """Move the window's start to the quietest place between two words' times (absolute)."""
        from_, until = from_ - self._start, max(from_, until) - self._start
        reach = SAMPLE_RATE // 10  # Whisper's word times waver by as much
        low = max(self._window, from_ - reach)
        high = min(self._looked, until + reach)
        self._window = low + quietest(self._slice(low, high))
        self._inside = inside

    def _bound_window(self, due: int) -> None:
        """A window never grows beyond `longest`, agreed sentences or not."""
        if due - self._window <= self._settings.longest:
            return
        start = due - self._settings.longest // 2
        # What the last pass heard in front of the new start will not be heard again.
        gone = [word for word in self._before if word.end - self._start <= start]
        self._commit(gone)
        self._before = self._before[len(gone) :]
        inside = [w for w in self._stable if w.end - self._start > start]
        until = start + SAMPLE_RATE
        self._window = start + quietest(self._slice(start, until))
        self._inside = len([w for w in inside if w.end - self._start > self._window])

    def _forget(self) -> None:
        keep = min(self._window, self._final.needs)
        if keep - self._first > 4 * SAMPLE_RATE:  # now and then: it copies
            self._sound = self._sound[keep - self._first :].copy()
            self._first = keep


def _look(
    model: Whisper, sound: Samples, prompt: str, guard: GuardSettings, own: str
) -> tuple[HeardWord, ...]:
    """A streaming pass; nothing for silence. Where it echoes `own`, the part of the prompt that
    nobody said, it is made again without a prompt."""
    if not len(sound) or float(np.abs(sound).max()) < SILENCE:
        return ()
    pieces = model.quick(sound, prompt)
    if any(echoed(piece.words, own) for piece in pieces):
        pieces = model.quick(sound, "")
    return guarded(pieces, guard)


class _TurnFinal:
    """See `FinalJob`."""

    def __init__(self, last: LastWindow, start: int) -> None:
        self._last = last
        self._start = start
        self._cancelled = False
        self.readings: tuple[Reading, ...] = ()  # one path

    def result(self) -> tuple[Word, ...]:
        if self._cancelled:
            raise RecogniserError("This final pass was cancelled: its turn was reopened.")
        return self._last.words(self._start)

    def cancel(self) -> None:
        self._cancelled = True
        self._last.cancel()
