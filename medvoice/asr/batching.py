"""How many streaming windows of the same length are worth one call of the encoder.

From `python -m benchmarks.encoder_batching` (docs/measurements/encoder_batching.md). On one core a
window of 48 frames gains by it, since half its time is not spent on its frames; one of 224 frames
gains nothing or loses. What waits behind a batch waits for all of it, so on a CPU no more than four
are taken, where most of the gain is. Dynamic int8 scales a whole batch alike, so that a row's
values would depend on what it is computed with: never.

Windows of a final pass are computed one by one, so that the text that counts is a function of its
sound alone, to the last bit.
"""

from __future__ import annotations

_CARD_BATCH = 16
"""Windows of any length. Not measured: there was no card."""

_CPU_BATCH = 4
_CPU_LONGEST = 64
"""Encoder frames."""


def most_together(device: str, dtype: str, frames: int) -> int:
    """device: "cpu" or "cuda". frames: encoder frames of each window."""
    if dtype == "int8":
        return 1
    if device == "cuda":
        return _CARD_BATCH
    return _CPU_BATCH if frames <= _CPU_LONGEST else 1
