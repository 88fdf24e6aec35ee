"""KeptSound: the recent sound, addressed by absolute sample."""

from __future__ import annotations

from collections import deque

import numpy as np

from medvoice.audio.block import Samples


class KeptSound:
    """A run of contiguous samples; the front is forgotten, the end grows."""

    def __init__(self, start: int) -> None:
        self._blocks: deque[tuple[int, Samples]] = deque()
        self._start = start
        self._end = start

    @property
    def start(self) -> int:
        """Absolute sample of the first one kept."""
        return self._start

    @property
    def end(self) -> int:
        """Absolute sample one past the last."""
        return self._end

    def append(self, samples: Samples) -> None:
        """float32, shape (n,); follows what is there."""
        if len(samples):
            self._blocks.append((self._end, samples))
            self._end += len(samples)

    def forget_before(self, sample: int) -> None:
        """Drop whole blocks that end before `sample`."""
        while self._blocks and self._blocks[0][0] + len(self._blocks[0][1]) <= sample:
            at, samples = self._blocks.popleft()
            self._start = at + len(samples)

    def jump(self, to: int) -> None:
        """Forget everything; the next sample is `to`."""
        self._blocks.clear()
        self._start = self._end = to

    def slice(self, start: int, stop: int) -> Samples:
        """Samples [start, stop). Raises IndexError for what was forgotten or is not there yet."""
        if start < self._start or stop > self._end:
            raise IndexError(
                f"sound [{start}, {stop}) is not kept, [{self._start}, {self._end}) is"
            )
        parts = []
        for at, samples in reversed(self._blocks):
            if at >= stop:
                continue
            if at + len(samples) <= start:
                break
            parts.append(samples[max(0, start - at) : stop - at])
        if not parts:
            return np.zeros(0, np.float32)
        return np.concatenate(parts[::-1]) if len(parts) > 1 else parts[0]
