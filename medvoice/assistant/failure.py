"""A failed request as a value, for events and screens: which kind, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from medvoice.assistant.backend import (
    BackendError,
    Garbage,
    OutOfMemory,
    Refused,
    Stopped,
    TimedOut,
    Unreachable,
)


class Paused(Unreachable):
    """Not asked at all: it failed several times in a row and rests."""


class Kind(StrEnum):
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    REFUSED = "refused"
    GARBAGE = "garbage"
    STOPPED = "stopped"
    PAUSED = "paused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """sentence: what happened and what to do, without dictated text."""

    kind: Kind
    sentence: str


def failure_of(error: BackendError) -> Failure:
    return Failure(_kind(error), str(error))


def _kind(error: BackendError) -> Kind:
    match error:
        case Paused():
            return Kind.PAUSED
        case Unreachable():
            return Kind.UNREACHABLE
        case TimedOut():
            return Kind.TIMED_OUT
        case OutOfMemory():
            return Kind.OUT_OF_MEMORY
        case Refused():
            return Kind.REFUSED
        case Garbage():
            return Kind.GARBAGE
        case Stopped():
            return Kind.STOPPED
        case _:
            return Kind.FAILED
