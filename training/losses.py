"""CTC, and the two frame-wise losses that get the model off its plateau."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from training.examples import Batch
from training.targets import IGNORE

TOKENS_PER_FRAME = 0.27
"""The token loss is divided by it: most frames are blank."""


@dataclass(frozen=True, slots=True)
class Losses:
    """total: what is differentiated. ctc, phone, token: for the log, 0 where switched off."""

    total: torch.Tensor
    ctc: float
    phone: float
    token: float


def losses(
    logits: torch.Tensor, phones: torch.Tensor, batch: Batch, with_phones: bool, with_tokens: bool
) -> Losses:
    """logits (B, T, V) and phones (B, T, 40), any dtype; the losses are float32."""
    log_probabilities = logits.float().log_softmax(-1).transpose(0, 1)
    ctc = functional.ctc_loss(
        log_probabilities, batch.tokens, batch.frames, batch.lengths, zero_infinity=True
    )
    total, phone, token = ctc, ctc.new_zeros(()), ctc.new_zeros(())
    if with_phones:
        phone = _framewise(phones, batch.phones)
        total = total + phone
    if with_tokens:
        token = _framewise(logits, batch.aligned) / TOKENS_PER_FRAME
        total = total + token
    return Losses(total, float(ctc.detach()), float(phone.detach()), float(token.detach()))


def _framewise(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean over the frames whose class is known; 0 where none is."""
    count = int((target != IGNORE).sum())
    total = functional.cross_entropy(
        logits.float().flatten(0, 1), target.flatten(), ignore_index=IGNORE, reduction="sum"
    )
    return total / max(count, 1)
