"""AudioBlock: a run of captured samples, and AudioGap: samples that a source could not deliver.

The sample counter is the only clock for decisions. It counts *captured* samples: a gap does not
advance it (so the journal is contiguous) but ends the turn under way, so that words before and
after a gap are never joined. Monotonic time stamps serve latency figures only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Hz; the only rate behind the sources. MedASR and every LASR checkpoint want 16 kHz."""

Samples = NDArray[np.float32]
"""float32 mono in [-1, 1]."""


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """Mono samples at 16 kHz.

    samples: float32, shape (n,), n >= 1, on the 16-bit grid (see `to_grid`).
    start: absolute index of the first sample, counted from the start of the session.
    time: monotonic seconds at which the first sample was captured.
    """

    samples: Samples
    start: int
    time: float

    @property
    def end(self) -> int:
        """Absolute index one past the last sample."""
        return self.start + len(self.samples)


@dataclass(frozen=True, slots=True)
class AudioGap:
    """Sound that was never captured.

    at: absolute index of the first sample after the gap. missing: lost samples at 16 kHz
    (an estimate from the clock where the device was gone). reason: short, for the event log.
    """

    at: int
    missing: int
    reason: str


PAUSED = "paused"
"""The user switched the device off: what was being said ends there."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """The state of the device changed: "open", "lost", "reopened" or PAUSED. device: its name."""

    state: str
    device: str
    message: str = ""


Captured = AudioBlock | AudioGap | SourceState


def later(item: Captured, by: int) -> Captured:
    """The item of a source that begins at 0, in a session that goes on from sample `by`."""
    match item:
        case AudioBlock():
            return AudioBlock(item.samples, item.start + by, item.time) if by else item
        case AudioGap():
            return AudioGap(item.at + by, item.missing, item.reason)
        case SourceState():
            return item


def to_grid(samples: Samples) -> Samples:
    """Round to the 16-bit grid (and clip), so that the journal's PCM16 is exactly what was heard.

    Costs nothing in accuracy: the rounding noise in one mel band is about 1e-8, the recogniser's
    log floor is 1e-5. Shape and dtype are kept.
    """
    return (to_pcm16(samples).astype(np.float32)) / np.float32(32768.0)


def to_pcm16(samples: Samples) -> NDArray[np.int16]:
    """float32 [-1, 1] -> int16, rounded and clipped."""
    scaled = np.rint(samples.astype(np.float32) * np.float32(32768.0))
    pcm: NDArray[np.int16] = np.clip(scaled, -32768, 32767).astype(np.int16)
    return pcm
