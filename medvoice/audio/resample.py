"""Resampler: any rate and channel count to 16 kHz mono, as a stream without seams.

Mono is the mean of the channels, always: a fixed rule has no seams. A channel that is silent costs
level (6 dB of a stereo pair), which the recogniser's level rule makes good; picking "the channel
that speaks" would switch in mid-word and drop a second speaker. Non-finite samples are silenced
first (see `sanitise`), so a broken channel never poisons its neighbours.
"""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from medvoice.audio.block import SAMPLE_RATE, Samples

MAX_RATE = 768_000
"""Hz; no sound card goes beyond, a header that claims more is damaged."""


def mix_down(samples: NDArray[np.float32]) -> Samples:
    """float32, shape (n,) or (n, channels) -> shape (n,): the mean of the channels."""
    if samples.ndim == 1:
        return samples
    if samples.shape[1] == 1:
        return samples[:, 0]
    # Summed channel by channel: numpy's mean sums in an order that depends on the array's
    # length, and a block's last bit must not depend on how the sound was cut.
    total = samples[:, 0].copy()
    for channel in range(1, samples.shape[1]):
        total += samples[:, channel]
    mixed: Samples = total / np.float32(samples.shape[1])
    return mixed


class Resampler:
    """The output is the same to the last bit however the input is cut (soxr HQ, linear phase).

    It comes late by soxr's filter (about 20 ms of sound) and is complete after `flush`."""

    def __init__(self, rate: int) -> None:
        """rate: of the input, Hz. Raises ValueError outside 1…MAX_RATE."""
        if not 1 <= rate <= MAX_RATE:
            raise ValueError(f"cannot resample from {rate} Hz")
        self._rate = rate
        self._stream = self._new()

    def feed(self, samples: NDArray[np.float32]) -> Samples:
        """float32, shape (n,) or (n, channels), finite. Returns what is ready, shape (m,)."""
        mono = np.ascontiguousarray(mix_down(samples), dtype=np.float32)
        if self._stream is None or len(mono) == 0:
            return mono
        ready: Samples = self._stream.resample_chunk(mono)
        return ready

    def flush(self) -> Samples:
        """The rest; the resampler then starts afresh (after a gap, nothing of the sound before it
        may leak into what follows)."""
        if self._stream is None:
            return np.zeros(0, np.float32)
        rest: Samples = self._stream.resample_chunk(np.zeros(0, np.float32), last=True)
        self._stream = self._new()
        return rest

    def _new(self) -> soxr.ResampleStream | None:
        if self._rate == SAMPLE_RATE:
            return None
        return soxr.ResampleStream(self._rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
