"""Turnstile: speech goes first through the processor that it shares with the language model.

The recogniser's side says when final work is waiting or running (`speech`). The language model
asks `between` after every slice of a prefill and every decode step; there it waits until no speech
is left. Speech itself never waits: the most that is in its way is the one step that had begun.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from medvoice.assistant.backend import Stopped, TimedOut

Clock = Callable[[], float]


class Turnstile:
    """Shared by all that recognise and all that write. Thread-safe; holds no thread of its own."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._speaking = 0
        self._waiting = 0
        self._closed = False

    @property
    def speaking(self) -> int:
        """Pieces of final work that are waiting or running now."""
        with self._changed:
            return self._speaking

    @property
    def waiting(self) -> int:
        """Requests that stand at the turnstile now."""
        with self._changed:
            return self._waiting

    @contextmanager
    def speech(self) -> Iterator[None]:
        """Around final work, from before it is queued until it is done. Never blocks."""
        self.speech_begins()
        try:
            yield
        finally:
            self.speech_ends()

    def speech_begins(self) -> None:
        """For work that one thread queues and another finishes; one `speech_ends` for each."""
        with self._changed:
            self._speaking += 1

    def speech_ends(self) -> None:
        """Raises RuntimeError where nothing had begun."""
        with self._changed:
            if not self._speaking:
                raise RuntimeError("speech ended that had not begun")
            self._speaking -= 1
            self._changed.notify_all()

    def between(self) -> None:
        """The language model's side: wait while there is speech. Raises Stopped once closed."""
        self.wait(lambda: False, None, time.monotonic)

    def ticket(self, seconds: float | None = None, clock: Clock = time.monotonic) -> Ticket:
        """For one request that can be called off. seconds: the time it may take, waiting at the
        turnstile included, from now on; None: as long as it needs."""
        return Ticket(self, seconds, clock)

    def close(self) -> None:
        """Every request now and later is stopped: the program ends."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def wake(self) -> None:
        """Let those who wait look again whether they are still wanted."""
        with self._changed:
            self._changed.notify_all()

    def wait(self, called_off: Callable[[], bool], end: float | None, clock: Clock) -> None:
        """end: on `clock`, in seconds. Raises Stopped, TimedOut."""
        with self._changed:
            self._waiting += 1
            try:
                while True:
                    if self._closed or called_off():
                        raise Stopped("The request was called off; nothing of it was used.")
                    left = None if end is None else end - clock()
                    if left is not None and left <= 0:
                        raise TimedOut("The language model took longer than it was given.")
                    if not self._speaking:
                        return
                    self._changed.wait(left)
            finally:
                self._waiting -= 1


class Ticket:
    """One request's way through the turnstile: its `between` ends it when it is called off or its
    time is over."""

    def __init__(self, turnstile: Turnstile, seconds: float | None, clock: Clock) -> None:
        self._turnstile = turnstile
        self._clock = clock
        self._end = None if seconds is None else clock() + seconds
        self._called_off = threading.Event()

    def call_off(self) -> None:
        """From any thread; takes effect at the request's next step."""
        self._called_off.set()
        self._turnstile.wake()

    def between(self) -> None:
        """Raises Stopped when called off, TimedOut when the time is over."""
        self._turnstile.wait(self._called_off.is_set, self._end, self._clock)
