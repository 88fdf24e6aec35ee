"""FewRowsLinear: a linear layer in float32 on a CPU that is quick for 4 to 15 rows, too.

A step that checks a draft reads a few tokens at once. torch hands such a product to a kernel whose
time grows with every row: Gemma 3's output layer (262144 x 640) took 49 ms for one row, 170 for 8,
300 for 15 and 130 for 16 on one core of a Xeon. The same product over blocks of the weights, a view
of them, took 69 ms for 8 rows and 92 for 15. bfloat16 and cards have no such kernel and are left
alone. Sums are made in another order, so values differ in the last bits, as they do between
matrices of any two shapes.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

BLOCK = 64
"""Rows of weights in a block: 32 to 128 take the same time, 512 up to a third more."""

FEWEST, MOST = 4, 15
"""Rows of input that are done so; for fewer, and from 16 on, torch's own way is as quick."""


class FewRowsLinear(nn.Linear):
    """Shares the weights of the layer it is made of."""

    def __init__(self, layer: nn.Linear) -> None:
        """layer: its output width is a multiple of BLOCK."""
        super().__init__(layer.in_features, layer.out_features, bias=False, device="meta")
        self.weight = layer.weight
        self.bias = layer.bias

    def forward(self, input: Tensor) -> Tensor:
        rows = input.numel() // self.in_features
        if not FEWEST <= rows <= MOST:
            return super().forward(input)
        blocks = self.weight.view(-1, BLOCK, self.in_features)
        shared = input.reshape(1, rows, self.in_features).expand(len(blocks), -1, -1)
        product = torch.bmm(shared, blocks.transpose(1, 2))  # (blocks, rows, BLOCK)
        product = product.transpose(0, 1).reshape(*input.shape[:-1], self.out_features)
        return product if self.bias is None else product + self.bias


def quicken(model: nn.Module) -> int:
    """Replaces the linear layers of a model in float32 on a CPU; returns how many."""
    replaced = 0
    for parent in list(model.modules()):
        for name, layer in list(parent.named_children()):
            if type(layer) is nn.Linear and _suits(layer):
                setattr(parent, name, FewRowsLinear(layer))
                replaced += 1
    return replaced


def _suits(layer: nn.Linear) -> bool:
    weight = layer.weight
    return (
        weight.dtype is torch.float32
        and weight.device.type == "cpu"
        and weight.is_contiguous()
        and layer.out_features % BLOCK == 0
    )
