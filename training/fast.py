"""A LasrForCTC that trains faster on a CPU: same weights, same results, other operations.

Its attention and depthwise convolutions are those of `kernels.py`, and its convolution blocks keep
time before channels, so that nothing is copied to and fro. `python -m benchmarks.training_step`
prints what that brings.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import AttentionInterface, LasrForCTC
from transformers.masking_utils import ALL_MASK_ATTENTION_FUNCTIONS
from transformers.models.lasr.modeling_lasr import LasrEncoderConvolutionModule

from training.kernels import Attention, Depthwise

NAME = "training_kernels"


class Convolution(LasrEncoderConvolutionModule):
    """As its parent."""

    def forward(
        self, hidden_states: torch.Tensor, attention_mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        first, last = self.pointwise_conv1, self.pointwise_conv2
        hidden = functional.linear(hidden_states, first.weight[:, :, 0], first.bias)
        hidden = functional.glu(hidden, dim=-1)
        if attention_mask is not None:
            hidden = hidden.masked_fill(~_valid(attention_mask)[:, :, None], 0.0)
        hidden = Depthwise.apply(hidden.to(torch.bfloat16), self.depthwise_conv.weight)
        shape = hidden.shape
        hidden = self.activation(self.norm(hidden.reshape(-1, shape[2])).reshape(shape))
        return functional.linear(hidden, last.weight[:, :, 0], last.bias)


def _valid(mask: torch.Tensor) -> torch.Tensor:
    """(batch, 1, time, time) -> (batch, time): no frame is looked at or by none."""
    return mask[:, 0, 0]


def _attention(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """As of transformers' AttentionInterface."""
    if attention_mask is None:
        lengths = torch.full((query.shape[0],), query.shape[2])
    else:
        lengths = _valid(attention_mask).sum(1)
    half = [part.to(torch.bfloat16) for part in (query, key, value)]
    return Attention.apply(*half, lengths, scaling).transpose(1, 2), None


def make_fast(model: LasrForCTC) -> None:
    """In place; it still saves and exports as before. Raises CalledProcessError, FileNotFoundError
    where nothing can be compiled; ValueError for biases that no LASR has."""
    AttentionInterface.register(NAME, _attention)
    ALL_MASK_ATTENTION_FUNCTIONS.register(NAME, ALL_MASK_ATTENTION_FUNCTIONS["sdpa"])
    model.config._attn_implementation = NAME
    model.encoder.config._attn_implementation = NAME
    for block in model.encoder.layers:
        if block.conv.depthwise_conv.bias is not None:
            raise ValueError("a depthwise convolution with a bias")
        block.self_attn.config._attn_implementation = NAME
        block.conv.__class__ = Convolution
