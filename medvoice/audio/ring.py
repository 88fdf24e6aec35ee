"""CaptureRing: between the sound card's callback and the capture thread.

The callback must never wait, so it does nothing but copy into memory that is already there. What
does not fit is counted, with its exact place in the stream: the reader is told at the sample where
frames are missing, and how many.

One producer, one consumer, no lock: each counter is written by one side only, and a record of what
is missing is published (deque.append, atomic in CPython) before the sound that follows it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.float32]
"""float32, shape (n, channels)."""


@dataclass(frozen=True, slots=True)
class Missing:
    """at: stream frame (counting only frames in the ring) before which `frames` were lost."""

    at: int
    frames: int
    reason: str


OVERRUN = "the computer was too busy to take the sound"
DRIVER = "the sound driver dropped sound"


class CaptureRing:
    """capacity: frames it holds while nobody reads."""

    def __init__(self, capacity: int, channels: int) -> None:
        self._memory = np.zeros((capacity, channels), np.float32)
        self._written = 0
        self._read = 0
        self._missing: deque[Missing] = deque()
        self._dropped = 0  # frames refused since the last frame that went in
        self._mark = (0, 0.0)

    @property
    def mark(self) -> tuple[int, float]:
        """(frames written, monotonic seconds when the last of them came); (0, 0.0) at first."""
        return self._mark

    @property
    def waiting(self) -> int:
        """Frames to read."""
        return self._written - self._read

    def write(self, frames: Frames, time: float, driver_lost: int = 0) -> None:
        """Producer. driver_lost: frames that the driver says (or the clock tells) it lost before
        these."""
        if driver_lost:
            self._state_loss()
            self._missing.append(Missing(self._written, driver_lost, DRIVER))
        capacity = len(self._memory)
        fits = min(len(frames), capacity - (self._written - self._read))
        if fits:
            self._state_loss()
            at = self._written % capacity
            first = min(fits, capacity - at)
            self._memory[at : at + first] = frames[:first]
            self._memory[: fits - first] = frames[first:fits]
            self._written += fits
        self._dropped += len(frames) - fits
        self._mark = (self._written, time)

    def finish(self) -> None:
        """The stream has stopped: state a loss that no sound followed. Call after the producer."""
        self._state_loss()

    def read(self) -> Frames:
        """Consumer: everything up to the next loss, copied; shape (n, channels), n >= 0."""
        end = self._written
        if self._missing:
            end = min(end, self._missing[0].at)
        count = end - self._read
        capacity = len(self._memory)
        at = self._read % capacity
        first = min(count, capacity - at)
        frames = np.concatenate([self._memory[at : at + first], self._memory[: count - first]])
        self._read = end
        return frames

    def take_missing(self) -> Missing | None:
        """Consumer: the loss exactly before the next frame to read, if there is one."""
        if self._missing and self._missing[0].at == self._read:
            return self._missing.popleft()
        return None

    def _state_loss(self) -> None:
        if self._dropped:
            self._missing.append(Missing(self._written, self._dropped, OVERRUN))
            self._dropped = 0
