"""How a model is tuned; apart from the tuning, so that a command's options need no torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TuningSettings:
    """passes: over all clips. rate: highest learning rate (AdamW), falling to 0. batch_s: seconds
    of sound in a step. blocks: how many of the last blocks learn; 0: chosen by the model's size.
    keep: share of the old weights in the result (0..1): what was known is forgotten less."""

    passes: int = 12
    rate: float = 3e-4
    batch_s: float = 40.0
    blocks: int = 0
    keep: float = 0.0
    threads: int = 0
    seed: int = 1
