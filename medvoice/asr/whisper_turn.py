"""WhisperTurn: one turn streamed, and its final pass.

A greedy pass is due every `step` of sound and hears a short window; it gives the tail. Every `look`
the final's own decoder hears the final's last window instead; what two such looks agree on is
stable (`whisper_stable`). What a pass says depends on the samples and on the calls' positions
alone: passes that were not taken in time (the caller fed more than one step at once) are stale and
are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from medvoice.asr.hypothesis import Hypothesis, Reading, Word
from medvoice.asr.recogniser import FinalJob, RecogniserError
from medvoice.asr.whisper_agreement import behind, said_already
from medvoice.asr.whisper_final import SILENCE, LastWindow, WhisperFinal, placed, primed
from medvoice.asr.whisper_guards import GuardSettings, HeardWord, guarded
from medvoice.asr.whisper_prompt import echoed
from medvoice.asr.whisper_stable import StableWords
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
    next. look: a multiple of it, from one look with the final's decoder to the next. settled: a
    greedy window longer than this starts anew behind its last stable sentence. longest: samples of
    a greedy window, at most 28 s. behind: the turn gives way to others."""

    prompt: str = ""
    step: int = SAMPLE_RATE
    look: int = 3 * SAMPLE_RATE
    settled: int = 6 * SAMPLE_RATE
    longest: int = 16 * SAMPLE_RATE
    cutting: Cutting = field(default_factory=Cutting)
    guard: GuardSettings = field(default_factory=GuardSettings)
    behind: bool = False

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
        self._window = 0  # first sample of the next greedy window, from the turn's start
        self._passed = 0  # end of the last pass
        self._looked = 0  # end of the last look
        self._stable = StableWords(start)
        self._tail: list[Word] = []  # behind the stable words
        self._gone: list[Word] = []  # of the tail, in front of the greedy window
        self._token = start
        self._final = WhisperFinal(
            worker, settings.prompt, settings.cutting, settings.guard, settings.behind
        )

    def feed(self, samples: Samples) -> None:
        self._sound = np.concatenate([self._sound, samples])

    @property
    def _fed(self) -> int:
        return self._first + len(self._sound)

    def advance(self) -> Hypothesis | None:
        """See `TurnRecogniser`. Raises RecogniserError where the model failed."""
        due = _last(self._fed, self._settings.step)
        if due <= self._passed:
            return None
        self._passed = due
        self._final.grow(self._sound, self._first)
        for window in self._final.news():
            words = self._placed(window.start, window.end, window.job.result())
            self._stable.completed(self._start + window.start, self._start + window.end, words)
        passed = self._look(due) if _last(due, self._settings.look) == due else self._pass(due)
        if not passed:
            return None
        self._settle()
        self._forget()
        return self._hypothesis()

    def poll(self, seconds: float) -> Hypothesis | None:
        """As `advance`: passes that come late are left out there, too."""
        return self.advance()

    def token_by(self, sample: int) -> tuple[int, int | None] | None:
        """As the last pass has it."""
        covered = self._covered
        return (covered, self._last_token) if covered >= sample else None

    @property
    def under_way(self) -> bool:
        return False

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

    def _look(self, due: int) -> bool:
        """False where there was no room."""
        window, job = self._final.look(self._slice(self._first, due), self._first)
        if job is None:
            return False
        words = self._placed(window, due, job.result())
        end = self._start + due
        self._tail, self._gone = self._stable.looked(self._start + window, end, words), []
        return True

    def _pass(self, due: int) -> bool:
        """False where there was no room."""
        self._bound_window(due)
        sound = self._slice(self._window, due)
        said, own, guard = self._prompt(), self._settings.prompt, self._settings.guard
        job = self._worker.offer_partial(
            lambda model: _greedy(model, sound, said, guard, own), self._settings.behind
        )
        if job is None:
            return False
        words = self._placed(self._window, due, job.result())
        rest = words[said_already(self._stable.since(self._start + self._window), words) :]
        end = self._stable.end
        self._gone = [word for word in self._gone if word.start + word.end > 2 * end]
        self._tail = behind([*self._gone, *rest], end)
        return True

    def _slice(self, start: int, stop: int) -> Samples:
        return self._sound[start - self._first : stop - self._first]

    def _placed(self, start: int, end: int, heard: Sequence[HeardWord]) -> list[Word]:
        return placed(heard, self._start + start, self._start + end)

    def _prompt(self) -> str:
        inside = len(self._stable.since(self._start + self._window))
        settled = self._stable.words[: len(self._stable.words) - inside]
        return primed(self._settings.prompt, [word.text for word in settled])

    def _hypothesis(self) -> Hypothesis:
        stable, tail = tuple(self._stable.words), tuple(self._tail)
        covered = self._covered
        tokens = [min(w.end, w.start + SAMPLE_RATE) for w in (*stable[-1:], *tail)]
        known = [token for token in tokens if token <= covered]
        # A word of the tail that is gone again was sound all the same: the turn machine keeps no
        # sound for a last token that runs back.
        self._token = max([self._token, *known])
        return Hypothesis(
            turn=self._turn,
            revision=self._revision,
            stable=stable,
            tail=tail,
            covered_to=covered,
            last_token=self._last_token,
        )

    @property
    def _covered(self) -> int:
        return self._start + max(0, self._passed - MARGIN) // GRID * GRID

    @property
    def _last_token(self) -> int | None:
        return self._token if self._token > self._start else None

    def _settle(self) -> None:
        """Start the greedy window anew behind the last stable sentence, once it is long."""
        if self._passed - self._window <= self._settings.settled:
            return
        inside = self._stable.since(self._start + self._window)
        for at in range(len(inside) - 1, -1, -1):
            if not inside[at].text.endswith((".", "?", "!")):
                continue
            following = [*inside[at + 1 :], *self._tail]
            until = following[0].start if following else self._start + self._passed
            self._begin(inside[at].end - self._start, until - self._start)
            return

    def _begin(self, from_: int, until: int) -> None:
        """Move the window's start to the quietest place between two words' times."""
        until = max(from_, until)
        reach = SAMPLE_RATE // 10  # Whisper's word times waver by as much
        low = max(self._window, from_ - reach)
        high = min(self._passed, until + reach)
        self._window = low + quietest(self._slice(low, high))

    def _bound_window(self, due: int) -> None:
        """A window never grows beyond `longest`, stable sentences or not."""
        if due - self._window <= self._settings.longest:
            return
        start = due - self._settings.longest // 2
        self._window = start + quietest(self._slice(start, start + SAMPLE_RATE))
        # What was heard in front of the new start is not heard again by greedy passes.
        middle = 2 * (self._start + self._window)
        self._gone = [word for word in self._tail if word.start + word.end <= middle]

    def _forget(self) -> None:
        keep = min(self._window, self._final.needs)
        if keep - self._first > 4 * SAMPLE_RATE:  # now and then: it copies
            self._sound = self._sound[keep - self._first :].copy()
            self._first = keep


def _last(samples: int, grid: int) -> int:
    return samples // grid * grid


def _greedy(
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
