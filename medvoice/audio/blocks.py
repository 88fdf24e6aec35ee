"""BlockMaker: native sound of any rate and shape -> numbered AudioBlocks, for every source."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medvoice.audio.block import SAMPLE_RATE, AudioBlock, to_grid
from medvoice.audio.resample import Resampler
from medvoice.audio.sanitise import silence_non_finite


class BlockMaker:
    """Sanitise, mix down, resample, put on the 16-bit grid, cut and count."""

    def __init__(self, rate: int, size: int, start: int = 0) -> None:
        """rate: of the input, Hz. size: samples per block at 16 kHz. start: absolute index of the
        first. Raises ValueError for a rate that cannot be."""
        self._resampler = Resampler(rate)
        self._rate = rate
        self._size = size
        self._rest = np.zeros(0, np.float32)
        self._next = start
        self._run_start = start  # first block since the resampler started afresh
        self._run_fed = 0  # input samples since then
        self._repaired = 0

    @property
    def next_start(self) -> int:
        """Absolute index of the first sample of the next block."""
        return self._next

    @property
    def repaired(self) -> int:
        """Non-finite samples (of all channels) silenced so far."""
        return self._repaired

    def feed(self, samples: NDArray[np.float32], time: float) -> list[AudioBlock]:
        """samples: float32, (n,) or (n, channels), whose last sample was captured at `time`
        (monotonic seconds). Returns whole blocks."""
        clean, bad = silence_non_finite(samples)
        self._repaired += bad
        self._run_fed += len(clean)
        return self._cut(self._resampler.feed(clean), time, whole=True)

    def flush(self, time: float) -> list[AudioBlock]:
        """What is left, the last block shorter; nothing if there is nothing."""
        blocks = self._cut(self._resampler.flush(), time, whole=False)
        self._run_start = self._next
        self._run_fed = 0
        return blocks

    def _cut(self, ready: NDArray[np.float32], time: float, whole: bool) -> list[AudioBlock]:
        sound = np.concatenate([self._rest, to_grid(ready)])
        blocks: list[AudioBlock] = []
        at = 0
        while len(sound) - at >= self._size or (not whole and at < len(sound)):
            part = sound[at : at + self._size].copy()
            # By what was fed, not by what has come out: the filter's delay is not the sound's age.
            age = self._run_fed / self._rate - (self._next - self._run_start) / SAMPLE_RATE
            blocks.append(AudioBlock(part, self._next, time - age))
            self._next += len(part)
            at += len(part)
        self._rest = sound[at:]
        return blocks
