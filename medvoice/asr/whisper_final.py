"""WhisperFinal: the text that counts, a function of the turn's samples alone.

A turn up to 30 s is one window. A longer one is cut where it is quietest (whisper_windows); windows
that are complete are heard while the turn goes on, so at its end only the last is outstanding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from medvoice.asr.hypothesis import Word
from medvoice.asr.whisper_agreement import behind
from medvoice.asr.whisper_guards import GuardSettings, HeardWord, guarded, looped
from medvoice.asr.whisper_prompt import echoed
from medvoice.asr.whisper_windows import Cutting
from medvoice.asr.whisper_worker import Whisper, WhisperJob, WhisperWorker
from medvoice.audio.block import SAMPLE_RATE, Samples

LOOK_BACK = 30 * SAMPLE_RATE
"""Samples by which a turn's end may lie behind the sound that was fed: more than the longest
configurable silence (10 s) with the turn machine's own delays."""

BEFORE = 120
"""Characters of the window before that the next one is primed with, so that a sentence goes on."""

SHORTEST = SAMPLE_RATE // 10
"""Samples; nobody says a word in less."""

SILENCE = 3e-4
"""Peak (-70 dB) below which a clip is silence: 10 steps of 16 bits. Whisper would write "You"."""

_Heard = tuple[HeardWord, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """start, end: samples of the turn. job: under way or done."""

    start: int
    end: int
    job: WhisperJob[_Heard]


class WhisperFinal:
    """The windows of one turn."""

    def __init__(
        self,
        worker: WhisperWorker,
        prompt: str,
        cutting: Cutting,
        guard: GuardSettings,
        behind: bool = False,
    ) -> None:
        """behind: its windows give way."""
        self._worker = worker
        self._prompt = prompt
        self._cutting = cutting
        self._guard = guard
        self._behind = behind
        self._complete: list[Window] = []
        self._reported = 0  # complete windows that `news` has given
        self._needs = 0

    @property
    def needs(self) -> int:
        """First sample of the turn that a window still to come may need."""
        return self._needs

    def grow(self, sound: Samples, first: int) -> None:
        """sound: the turn's samples from `first` on. Start the windows that are complete."""
        fed = first + len(sound)
        while fed - (start := self._next(len(self._complete))) >= self._cutting.whole:
            window = sound[start - first : start - first + self._cutting.whole]
            end = start + self._cutting.cut(window)
            job = self._submit(window[: end - start], len(self._complete))
            self._complete.append(Window(start, end, job))
        self._needs = self._next(self._count(fed - LOOK_BACK))

    def finish(self, sound: Samples, first: int, samples: int) -> LastWindow:
        """Start the last window of a turn of exactly so many samples. Raises ValueError where it
        ends too far behind the sound that was fed."""
        self.grow(sound, first)
        count = self._count(samples)
        start = self._next(count)
        if start < first:
            raise ValueError("the turn's end lies too far behind the sound that was fed")
        job = self._submit(sound[start - first : samples - first], count)
        return LastWindow([*self._complete[:count], Window(start, samples, job)])

    def news(self) -> list[Window]:
        """Windows that were completed since the last call."""
        fresh = self._complete[self._reported :]
        self._reported = len(self._complete)
        return fresh

    def look(self, sound: Samples, first: int) -> tuple[int, WhisperJob[_Heard] | None]:
        """Hear the last window as if the turn ended where the sound does: (its first sample, the
        job). None where the worker has no room."""
        index = len(self._complete)
        start = self._next(index)
        work = self._work(sound[start - first :], index)
        return start, self._worker.offer_partial(work, self._behind)

    def cancel(self) -> None:
        """Nobody wants any of it."""
        for window in self._complete:
            window.job.cancel()

    def _count(self, samples: int) -> int:
        """How many windows are complete in a turn of so many samples."""
        return sum(window.start + self._cutting.whole <= samples for window in self._complete)

    def _next(self, count: int) -> int:
        """Where the window behind the first `count` starts."""
        return self._complete[count - 1].end if count else 0

    def _submit(self, sound: Samples, index: int) -> WhisperJob[_Heard]:
        return self._worker.submit_final(self._work(sound, index), self._behind)

    def _work(self, sound: Samples, index: int) -> Callable[[Whisper], _Heard]:
        before = self._complete[index - 1].job if index else None
        prompt, guard = self._prompt, self._guard

        def work(model: Whisper) -> _Heard:
            # The worker takes finals in order, each no later than a look: the window before is
            # done (where they give way, all are in one line).
            words = before.result() if before is not None else ()
            said = primed(prompt, [word.text for word in words])
            return hear(model, sound, said, guard, prompt)

        return work


class LastWindow:
    """The final pass under way: all windows of the turn."""

    def __init__(self, windows: Sequence[Window]) -> None:
        self._windows = windows

    def words(self, offset: int) -> tuple[Word, ...]:
        """Wait. offset: absolute sample of the turn's start. Raises RecogniserError."""
        out: list[Word] = []
        for window in self._windows:
            words = placed(window.job.result(), offset + window.start, offset + window.end)
            out += behind(words, out[-1].end if out else offset)
        return tuple(out)

    def cancel(self) -> None:
        """The last window only: the others stay right however the turn goes on."""
        self._windows[-1].job.cancel()


def hear(
    model: Whisper, sound: Samples, prompt: str, guard: GuardSettings, own: str = ""
) -> _Heard:
    """The final pass over one window; nothing for silence. prompt: `own`, which nobody said, and
    what was said before."""
    if len(sound) < SHORTEST or float(np.abs(sound).max()) < SILENCE:
        return ()
    pieces = model.thorough(sound, prompt, careful=False)
    if any(echoed(piece.words, own) for piece in pieces):
        pieces = model.thorough(sound, "", careful=False)
    if any(looped(piece, guard) and piece.no_speech <= guard.no_speech for piece in pieces):
        pieces = model.thorough(sound, "", careful=True)
    return guarded(pieces, guard)


def primed(prompt: str, before: Sequence[str]) -> str:
    """The prompt, followed by the end of the words that were said before."""
    said = " ".join(before[-BEFORE:])
    if len(said) > BEFORE:
        said = said[-BEFORE:].partition(" ")[2]
    return f"{prompt} {said}".strip()


def placed(heard: Sequence[HeardWord], offset: int, end: int) -> list[Word]:
    """Seconds of a clip → absolute samples. offset: the clip's first sample, end: its end."""
    out: list[Word] = []
    for word in heard:
        first = min(offset + int(word.start * SAMPLE_RATE), end - 1)
        last = max(first + 1, min(offset + int(word.end * SAMPLE_RATE), end))
        out.append(Word(word.text, first, last, min(1.0, max(0.0, word.probability))))
    return out
