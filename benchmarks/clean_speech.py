"""Where speech lies in clean recordings, by their energy: the truth that latencies start from.

Independent of the product's voice detectors; good for clean sound only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
FRAME = 160
"""Samples, 10 ms."""
BELOW_PEAK_DB = 45.0
"""A frame is speech when its level is within this of the loudest frame's."""
SHORTEST = 5
"""Frames (50 ms): shorter runs are clicks."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Span:
    """Samples [start, end)."""

    start: int
    end: int


def speech_spans(samples: Samples, pause_s: float) -> list[Span]:
    """Runs of speech with pauses shorter than `pause_s` closed. samples: 16 kHz mono."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    level = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-12)
    spans: list[Span] = []
    for first, stop in _runs(level > level.max() - BELOW_PEAK_DB):
        if stop - first < SHORTEST:
            continue
        start, end = first * FRAME, stop * FRAME
        if spans and start - spans[-1].end < pause_s * RATE:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return spans


def without_pauses(samples: Samples, longest_s: float) -> Samples:
    """The same speech with every pause cut to `longest_s`: one long turn."""
    keep: list[Samples] = []
    spans = speech_spans(samples, 0.05)
    for span, following in zip(spans, [*spans[1:], None], strict=True):
        stop = len(samples) if following is None else following.start
        keep.append(samples[span.start : min(stop, span.end + int(longest_s * RATE))])
    return np.concatenate(keep)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
