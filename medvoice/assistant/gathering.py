"""Gathering: choices of several sessions that wait for one model are scored in one call.

What waits on the same fixed part becomes branches behind the one kept prefix: each sees that and
itself, none the others (`scoring.scores_of_each`), so there is no padding and no copy of the
prefix, and the scores are those of a call for each. Whoever gets the model first scores the oldest
others with its own, as many as one slice of a prefill holds: speech waits for no longer step.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from medvoice.assistant.backend import Ask, Message


@dataclass(slots=True, eq=False)
class Waiting:
    """scores: natural log, one for each choice, once they are there; read them when the model is
    had. alone: a call for several failed with it."""

    ask: Ask
    choices: tuple[str, ...]
    against: Message | None
    scores: tuple[float, ...] | None = None
    alone: bool = False
    ids: list[int] = field(default_factory=list)


class Gathering:
    """Who waits, in the order of their coming. Thread-safe; never blocks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Waiting] = []

    def __len__(self) -> int:
        with self._lock:
            return len(self._waiting)

    def enter(self, one: Waiting) -> None:
        with self._lock:
            self._waiting.append(one)

    def leave(self, one: Waiting) -> None:
        """Answered or not; a second time it changes nothing."""
        with self._lock:
            if one in self._waiting:
                self._waiting.remove(one)

    def beside(self, first: Waiting, rows: Callable[[Waiting], int], most: int) -> list[Waiting]:
        """`first`, and those that are scored with it: on the same fixed part, `most` rows
        together. rows: of one in the call. They stay until they leave by themselves."""
        with self._lock:
            others = [one for one in self._waiting if one is not first and fits(first, one)]
        return list(_within([first, *others], rows, most))


def fits(first: Waiting, other: Waiting) -> bool:
    """Whether both can be in one call."""
    if first.alone or other.alone or other.scores is not None:
        return False
    return other.ask.fixed == first.ask.fixed


def _within(
    ones: Iterable[Waiting], rows: Callable[[Waiting], int], most: int
) -> Iterable[Waiting]:
    """The first in any case; then each that still has room, so that a long one keeps no short one
    behind it waiting."""
    left = most
    for number, one in enumerate(ones):
        needs = rows(one)
        if number == 0 or needs <= left:
            left -= needs
            yield one
