"""Where a long turn is cut for the final pass: at its quietest places. A function of samples alone.

Whisper hears 30 s at a time. A turn holds no pause as long as the one that ends it, but nearly
always one of a quarter second within ten; the windows meet there, so no word lies in two of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from medvoice.audio.block import SAMPLE_RATE, Samples

HOP = SAMPLE_RATE // 50
"""Samples (20 ms) from one place where a cut may be to the next."""

QUIET = 12
"""Hops (240 ms) over which loudness is averaged around a cut."""

WHOLE = 30 * SAMPLE_RATE
"""Samples that Whisper hears at once; a turn up to this length is one window."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """earliest, latest: samples from a window's start between which it is cut. Only a turn that
    goes on to `whole` is cut, so that the last window is not a stump of a word."""

    earliest: int = 18 * SAMPLE_RATE
    latest: int = 28 * SAMPLE_RATE
    whole: int = WHOLE

    def __post_init__(self) -> None:
        if not 0 < self.earliest < self.latest <= self.whole - QUIET * HOP // 2:
            raise ValueError("0 < earliest < latest < whole are needed")

    def cut(self, window: Samples) -> int:
        """Samples of the window that are its own; the next one starts there.

        window: float32, at least `whole` samples. Raises ValueError where it is shorter."""
        if len(window) < self.whole:
            raise ValueError(f"a window of {len(window)} samples is not cut")
        return self.earliest + quietest(window[self.earliest : self.latest])


def quietest(samples: Samples) -> int:
    """Offset of the middle of the quietest 240 ms (the first, among equals)."""
    hops = len(samples) // HOP
    if hops <= QUIET:
        return len(samples) // 2
    power = np.square(samples[: hops * HOP], dtype=np.float64).reshape(hops, HOP).sum(axis=1)
    over = np.convolve(power, np.ones(QUIET), mode="valid")
    return (int(np.argmin(over)) + QUIET // 2) * HOP
