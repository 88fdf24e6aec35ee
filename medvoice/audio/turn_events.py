"""The events of a turn: opened, (soft end, reopened) any number of times, soft end, ended."""

from __future__ import annotations

from dataclasses import dataclass

FRAME_GRID = 640
"""Samples; turns start on multiples of this (the encoder's frame grid, 40 ms)."""


@dataclass(frozen=True, slots=True)
class TurnOpened:
    """A turn begins. start: absolute sample, multiple of 640, pre-roll included (never before the
    end of the turn before it).

    in_doubt: the VAD was wrong last time (its turn had no words, or it went on without words), so
    this may be noise: a screen should not say "speaking" before the first word."""

    turn: int
    start: int
    in_doubt: bool = False


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
