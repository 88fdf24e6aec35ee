"""PushSource: sound that somebody else captures (a browser, a network peer) and hands over."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medvoice.audio.block import SAMPLE_RATE, AudioGap, Captured, SourceState
from medvoice.audio.blocks import BlockMaker

BLOCK = 480
"""Samples at 16 kHz (30 ms)."""


class PushFullError(TimeoutError):
    """The consumer did not make room in time; nothing of this push was taken: push it again."""


class PushClosedError(ValueError):
    """The source was closed; nothing of this push was taken."""


@dataclass(frozen=True, slots=True)
class _Pushed:
    """samples: (n, channels); seconds: their length."""

    samples: NDArray[np.float32]
    rate: int
    time: float
    seconds: float


@dataclass(frozen=True, slots=True)
class _Lost:
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Turned:
    """reached: told the absolute index of the next sample."""

    state: SourceState
    reached: Callable[[int], None]


class PushSource:
    """Sound is never dropped: a full source makes `push` wait, then refuse."""

    def __init__(
        self,
        name: str,
        bound_s: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        first: SourceState | None = None,
    ) -> None:
        """bound_s: seconds of sound held for a slow consumer. first: state of its
        device, None for open."""
        self._name = name
        self._first = first or SourceState("open", name)
        self._bound = bound_s
        self._clock = clock
        self._changed = threading.Condition()
        self._queue: deque[_Pushed | _Lost | _Turned] = deque()
        self._held = 0.0
        self._closed = False
        self._repaired = 0

    @property
    def name(self) -> str:
        return self._name

    @property
    def repaired(self) -> int:
        return self._repaired

    @property
    def patient(self) -> bool:
        return not self._closed

    def push(self, samples: NDArray[np.float32], rate: int, timeout: float = 5.0) -> None:
        """samples: float32, (n,) or (n, channels); copied. rate: Hz, may change between pushes.

        Waits while the source is full (one push larger than the bound is taken when it is empty).
        Raises PushFullError after `timeout` seconds, PushClosedError, ValueError (bad rate)."""
        BlockMaker(rate, BLOCK)  # refuses an impossible rate here, where the caller can be told
        pushed = _Pushed(np.array(samples, np.float32), rate, self._clock(), len(samples) / rate)
        with self._changed:
            fits = self._changed.wait_for(lambda: self._closed or self._fits(pushed), timeout)
            if self._closed:
                raise PushClosedError(f"{self._name} is closed")
            if not fits:
                raise PushFullError(f"{self._name}: {self._held:.1f} s wait to be taken")
            if len(pushed.samples):
                self._queue.append(pushed)
                self._held += pushed.seconds
                self._changed.notify_all()

    def lost(self, seconds: float, reason: str) -> None:
        """The peer says that sound is missing here. Raises PushClosedError."""
        with self._changed:
            if self._closed:
                raise PushClosedError(f"{self._name} is closed")
            self._queue.append(_Lost(seconds, reason))
            self._changed.notify_all()

    def turned(
        self, state: str, message: str = "", reached: Callable[[int], None] = lambda _: None
    ) -> None:
        """The peer's device was switched on or off ("open", "paused"), between two pushes. reached:
        told, by the thread that reads `captured`, the absolute index of the next sample. Raises
        PushClosedError."""
        with self._changed:
            if self._closed:
                raise PushClosedError(f"{self._name} is closed")
            self._queue.append(_Turned(SourceState(state, self._name, message), reached))
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def captured(self) -> Iterator[Captured]:
        """Once only; ends when `close` was called and everything pushed was yielded."""
        yield self._first
        maker: BlockMaker | None = None
        rate = 0
        start = 0
        while True:
            item = self._take()
            if maker is not None and (not isinstance(item, _Pushed) or item.rate != rate):
                yield from maker.flush(self._clock())
                start = maker.next_start
                maker = None
            if item is None:
                return
            if isinstance(item, _Turned):
                item.reached(start)
                yield item.state
                continue
            if isinstance(item, _Lost):
                yield AudioGap(start, round(item.seconds * SAMPLE_RATE), item.reason)
                continue
            if maker is None:
                rate = item.rate
                maker = BlockMaker(rate, BLOCK, start)
            before = maker.repaired
            blocks = maker.feed(item.samples, item.time)
            self._repaired += maker.repaired - before
            yield from blocks

    def _take(self) -> _Pushed | _Lost | _Turned | None:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            if not self._queue:
                return None
            item = self._queue.popleft()
            if isinstance(item, _Pushed):
                self._held -= item.seconds
            self._changed.notify_all()
            return item

    def _fits(self, pushed: _Pushed) -> bool:
        return not self._queue or self._held + pushed.seconds <= self._bound
