"""Encoder: log-mel frames → logits. Torch now; anything that maps arrays to arrays fits."""

from __future__ import annotations

from typing import Protocol

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
