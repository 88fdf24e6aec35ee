"""Turns: when a turn opens, may be reopened, and ends. Pure, clock-free (to be filled)."""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.audio.vad import VadFrame

FRAME_GRID = 640
"""Samples; turns start on multiples of this (the encoder's frame grid, 40 ms)."""


@dataclass(frozen=True, slots=True)
class TurnOpened:
    """A turn begins. start: absolute sample, multiple of 640, pre-roll included (never before the
    end of the turn before it)."""

    turn: int
    start: int


@dataclass(frozen=True, slots=True)
class TurnSoftEnd:
    """Probably over: start the final pass over [start, end). at: sample of the decision."""

    turn: int
    revision: int
    end: int
    at: int


@dataclass(frozen=True, slots=True)
class TurnReopened:
    """Speech resumed after a soft end; the same turn goes on with this revision."""

    turn: int
    revision: int
    at: int


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """Hard end: published once. end equals the last soft end's end of the same revision."""

    turn: int
    revision: int
    end: int
    at: int
    reason: str  # "silence", "no words", "gap", "stream end"


TurnEvent = TurnOpened | TurnSoftEnd | TurnReopened | TurnEnded


class TurnMachine:
    """Folds VAD frames and recogniser coverage, in stream order, into turn events.

    While a turn is open the recogniser has a say: `wants_coverage()` is the absolute sample up to
    which the machine must know the committed tokens before it takes the next VAD frame (None: go
    on). The driver then lets the recogniser advance and calls `coverage`. So decisions depend on
    stream positions alone, not on the machine's speed.
    """

    def feed(self, frame: VadFrame) -> list[TurnEvent]:
        raise NotImplementedError

    def wants_coverage(self) -> int | None:
        raise NotImplementedError

    def coverage(self, covered_to: int, last_token: int | None) -> list[TurnEvent]:
        raise NotImplementedError

    def gap(self, at: int) -> list[TurnEvent]:
        raise NotImplementedError

    def finish(self, at: int) -> list[TurnEvent]:
        raise NotImplementedError
