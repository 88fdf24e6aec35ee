"""Test helper: sound with a known truth, a detector that obeys it, and a recogniser that hears it.

The recogniser is scripted, but its clockwork is a real one's: it commits frames window by window,
trails what it was fed, and answers only for sound that it was really given."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medvoice.asr.hypothesis import Hypothesis, Word
from medvoice.asr.recogniser import RecogniserError
from medvoice.audio.block import Samples, to_grid

RATE = 16_000
GRID = 640


@dataclass(frozen=True)
class Plan:
    """sound: float32 on the 16-bit grid, loud where the detector shall hear speech. words: truth."""

    sound: NDArray[np.float32]
    words: tuple[Word, ...]


def plan(*parts: tuple[str, int], seed: int = 0) -> Plan:
    """parts: (what, milliseconds). what: "." silence, "#" noise that the detector takes for speech,
    anything else a word (spoken for that long)."""
    rng = np.random.default_rng(seed)
    sounds, words, at = [np.zeros(0)], [], 0
    for what, ms in parts:
        n = ms * RATE // 1000
        loud = 0.01 if what == "." else 0.3
        # Never exactly 0 nor twice the same, so that a lost or doubled sample shows.
        sounds.append(loud * (0.5 + 0.5 * rng.random(n)) * rng.choice([-1, 1], n))
        if what not in ".#":
            words.append(Word(what, at, at + n, 0.9))
        at += n
    return Plan(to_grid(np.concatenate(sounds).astype(np.float32)), tuple(words))


class LoudnessVad:
    """Speech is what is loud. fail_at: numbers of the frames on which it raises."""

    def __init__(self, frame: int = 512, fail_at: frozenset[int] = frozenset()) -> None:
        self.frame = frame
        self.resets = 0
        self._fail_at = fail_at
        self._frames = 0

    def speech(self, samples: Samples) -> bool:
        assert samples.shape == (self.frame,)
        self._frames += 1
        if self._frames - 1 in self._fail_at:
            raise RuntimeError("the detector failed")
        return bool(np.abs(samples).mean() > 0.1)

    def reset(self) -> None:
        self.resets += 1


@dataclass
class ScriptedRecogniser:
    """chunk, right: samples committed at a time, and heard beyond them first. fail: turn number ->
    the call that raises ("open", "feed", "advance", "finish", "result"). nap: seconds slept in
    every call. deaf: trails for ever."""

    truth: Plan
    chunk: int = 12 * GRID
    right: int = 6 * GRID
    fail: dict[int, str] = field(default_factory=dict)
    nap: float = 0.0
    deaf: bool = False
    name: str = "scripted"
    coverage_lag: int = 0
    turns: list[ScriptedTurn] = field(default_factory=list)
    closed: bool = False

    def open_turn(self, turn: int, start: int) -> ScriptedTurn:
        assert start % GRID == 0
        self.may_fail(turn, "open")
        made = ScriptedTurn(self, turn, start)
        self.turns.append(made)
        return made

    def close(self) -> None:
        self.closed = True

    def may_fail(self, turn: int, call: str) -> None:
        if self.nap:
            time.sleep(self.nap)
        if self.fail.get(turn) == call:
            raise RecogniserError(f"scripted failure in {call}")


class ScriptedTurn:
    def __init__(self, owner: ScriptedRecogniser, turn: int, start: int) -> None:
        self._owner = owner
        self.turn = turn
        self.start = start
        self.fed_to = start
        self.revision = 0
        self.cancelled = 0
        self.closed = False
        self.ends: list[int] = []
        self._covered = start

    def feed(self, samples: Samples) -> None:
        self._owner.may_fail(self.turn, "feed")
        assert not self.closed
        # The one thing that matters: it is the sound that was captured there, sample by sample.
        wanted = self._owner.truth.sound[self.fed_to : self.fed_to + len(samples)]
        np.testing.assert_array_equal(samples, wanted)
        self.fed_to += len(samples)

    def advance(self) -> Hypothesis | None:
        self._owner.may_fail(self.turn, "advance")
        assert not self.closed
        owner = self._owner
        before = self._covered
        while self._covered + owner.chunk + owner.right <= self.fed_to and not owner.deaf:
            self._covered += owner.chunk
        if self._covered == before:
            return None
        heard = self._words(self.fed_to)
        stable = tuple(w for w in heard if w.end <= self._covered)
        tokens = [t for w in heard for t in _tokens(w) if t < self._covered]
        return Hypothesis(
            self.turn,
            self.revision,
            stable,
            heard[len(stable) :],
            self._covered,
            max(tokens) if tokens else None,
        )

    def token_by(self, sample: int) -> tuple[int, int | None] | None:
        if self._covered < sample:
            return None
        tokens = [t for w in self._words(self.fed_to) for t in _tokens(w) if t < self._covered]
        return self._covered, max(tokens) if tokens else None

    under_way = False

    def poll(self, seconds: float) -> Hypothesis | None:
        return self.advance()

    def finish(self, end: int) -> ScriptedFinal:
        self._owner.may_fail(self.turn, "finish")
        assert end <= self.fed_to
        self.ends.append(end)
        return ScriptedFinal(self, end)

    def reopened(self, revision: int) -> None:
        assert revision == self.revision + 1
        self.revision = revision

    def close(self) -> None:
        self.closed = True

    def result(self, end: int) -> tuple[Word, ...]:
        self._owner.may_fail(self.turn, "result")
        return self._words(end)

    def _words(self, to: int) -> tuple[Word, ...]:
        """Words of which more than half lies in [start, to)."""
        return tuple(
            w for w in self._owner.truth.words if self.start <= (w.start + w.end) // 2 < to
        )


class ScriptedFinal:
    def __init__(self, turn: ScriptedTurn, end: int) -> None:
        self._turn = turn
        self._end = end
        self._cancelled = False

    readings = ()

    def result(self) -> tuple[Word, ...]:
        assert not self._cancelled, "the work was stale"
        return self._turn.result(self._end)

    def cancel(self) -> None:
        self._cancelled = True
        self._turn.cancelled += 1


def _tokens(word: Word) -> range:
    """Where a word's tokens stand: from its middle on, one every 200 ms."""
    return range((word.start + word.end) // 2, word.end, RATE // 5)
