"""Encoder: log-mel frames → logits. Torch now; anything that maps arrays to arrays fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from medvoice.asr.features import LogMel

Logits = NDArray[np.float32]
"""float32, shape (encoder frames, vocabulary), before the softmax."""


class Encoder(Protocol):
    """Called by the owner thread only."""

    @property
    def placed(self) -> str:
        """Where and how it runs, for example "cpu, bfloat16"."""
        ...

    @property
    def notice(self) -> str:
        """What the user should know about the choice of device and format; "" for nothing."""
        ...

    def __call__(self, mel: LogMel) -> Logits:
        """mel: (T, bands), T >= 13 → ((T - 13) // 4 + 1, vocabulary). Deterministic."""
        ...


@runtime_checkable
class BatchEncoder(Encoder, Protocol):
    """One that computes several windows of the same length in one call. A row's logits are those of
    the window alone but for rounding (docs/measurements/encoder_batching.md)."""

    def most(self, frames: int) -> int:
        """So many windows of so many encoder frames are worth one call; 1: one by one is best."""
        ...

    def batch(self, mels: Sequence[LogMel]) -> list[Logits]:
        """mels: at least one, all of the same shape; as `__call__` for each."""
        ...
