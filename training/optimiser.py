"""Muon for the matrices of the blocks, AdamW for everything else, behind one interface.

Muon's update of a matrix is made orthogonal (Newton-Schulz), so that rare directions learn as fast
as frequent ones; scaled to AdamW's root mean square, one learning rate serves both.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from training.model import parameter_groups

WEIGHT_DECAY = 0.01
"""Of the runs until 522 h. Their weights grew to four times their first size; 0.1 holds them."""
_BETAS = (0.9, 0.98)


class Both:
    """As far as a training loop needs a `torch.optim.Optimizer`."""

    def __init__(
        self, model: nn.Module, rate: float, muon: bool, weight_decay: float = WEIGHT_DECAY
    ) -> None:
        matrices = _matrices(model) if muon else []
        taken = {id(p) for p in matrices}
        groups = parameter_groups(model, weight_decay)
        for group in groups:
            group["params"] = [p for p in group["params"] if id(p) not in taken]
        self._parts: list[torch.optim.Optimizer] = [
            torch.optim.AdamW(groups, lr=rate, betas=_BETAS, fused=True)
        ]
        if matrices:
            self._parts.append(
                torch.optim.Muon(
                    matrices, lr=rate, weight_decay=weight_decay, adjust_lr_fn="match_rms_adamw"
                )
            )

    def set_rate(self, rate: float) -> None:
        for part in self._parts:
            for group in part.param_groups:
                group["lr"] = rate

    def step(self) -> None:
        for part in self._parts:
            part.step()

    def zero_grad(self) -> None:
        for part in self._parts:
            part.zero_grad(set_to_none=True)

    def state_dict(self) -> list[dict[str, Any]]:
        return [part.state_dict() for part in self._parts]

    def load_state_dict(self, states: list[dict[str, Any]]) -> None:
        """Raises ValueError where the states are those of another choice of optimisers."""
        for part, state in zip(self._parts, states, strict=True):
            part.load_state_dict(state)


def _matrices(model: nn.Module) -> list[nn.Parameter]:
    """Weights of the linear layers inside the encoder's blocks."""
    return [p for name, p in model.named_parameters() if ".layers." in name and p.ndim == 2]
