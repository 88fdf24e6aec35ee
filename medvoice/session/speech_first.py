"""SpeechFirst: a recogniser beside which a language model runs; the language model waits for it.

While a window is decoded, and from a turn's soft end until its final text is there, the turnstile
says that there is speech; a language model stops at its next step.
"""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.asr.hypothesis import Hypothesis, Reading, Word
from medvoice.asr.recogniser import FinalJob, Recogniser, TurnRecogniser
from medvoice.assistant.turnstile import Turnstile
from medvoice.audio.block import Samples


@dataclass(frozen=True, slots=True)
class SpeechFirst:
    """Implements Recogniser."""

    recogniser: Recogniser
    turnstile: Turnstile

    @property
    def name(self) -> str:
        return self.recogniser.name

    @property
    def notice(self) -> str:
        return self.recogniser.notice

    @property
    def coverage_lag(self) -> int:
        return self.recogniser.coverage_lag

    def favouring(self, terms: tuple[str, ...]) -> Recogniser:
        return SpeechFirst(self.recogniser.favouring(terms), self.turnstile)

    def giving_way(self) -> Recogniser:
        return SpeechFirst(self.recogniser.giving_way(), self.turnstile)

    def open_turn(self, turn: int, start: int) -> TurnRecogniser:
        return _Turn(self.recogniser.open_turn(turn, start), self.turnstile)

    def close(self) -> None:
        self.recogniser.close()


class _Turn:
    """Used from one thread."""

    def __init__(self, turn: TurnRecogniser, turnstile: Turnstile) -> None:
        self._turn = turn
        self._turnstile = turnstile
        self._finals: list[_Final] = []
        self._window = False  # under way when last looked at

    def feed(self, samples: Samples) -> None:
        self._turn.feed(samples)

    def advance(self) -> Hypothesis | None:
        try:
            with self._turnstile.speech():
                return self._turn.advance()
        finally:
            self._mind_window()

    def poll(self, seconds: float) -> Hypothesis | None:
        try:
            with self._turnstile.speech():
                return self._turn.poll(seconds)
        finally:
            self._mind_window()

    def token_by(self, sample: int) -> tuple[int, int | None] | None:
        with self._turnstile.speech():
            return self._turn.token_by(sample)

    @property
    def under_way(self) -> bool:
        return self._turn.under_way

    def finish(self, end: int) -> FinalJob:
        final = _Final(self._turn.finish(end), self._turnstile)
        self._turnstile.speech_begins()
        self._finals.append(final)
        return final

    def reopened(self, revision: int) -> None:
        self._turn.reopened(revision)

    def close(self) -> None:
        """A final that nobody asked for again holds nothing up."""
        self._turn.close()
        self._mind_window()
        for final in self._finals:
            final.over()

    def _mind_window(self) -> None:
        """There is speech while a window is under way that nobody waits for here."""
        if self._turn.under_way == self._window:
            return
        self._window = not self._window
        if self._window:
            self._turnstile.speech_begins()
        else:
            self._turnstile.speech_ends()


class _Final:
    """Speech until its result was had, or nobody wants it."""

    def __init__(self, job: FinalJob, turnstile: Turnstile) -> None:
        self._job = job
        self._turnstile = turnstile
        self._over = False
        self.readings: tuple[Reading, ...] = ()

    def result(self) -> tuple[Word, ...]:
        try:
            words = self._job.result()
            self.readings = self._job.readings
            return words
        finally:
            self.over()

    def cancel(self) -> None:
        self._job.cancel()
        self.over()

    def over(self) -> None:
        """Once."""
        if not self._over:
            self._over = True
            self._turnstile.speech_ends()
