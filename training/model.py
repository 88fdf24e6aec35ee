"""The model under training: a LasrForCTC, and a phone head half-way up that training alone uses."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import nn
from transformers import LasrForCTC

from training.export import model_config
from training.fast import make_fast
from training.voices.spoken import PHONES


@dataclass(frozen=True, slots=True)
class Sizes:
    """d: width. L: blocks. h: heads. ff: width of the feed-forward. k: depthwise kernel."""

    d: int = 256
    L: int = 6
    h: int = 4
    ff: int = 1024
    k: int = 16

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


class Trained(nn.Module):
    """forward(features, mask) -> (logits (B, T', V), phone logits (B, T', 40))."""

    def __init__(self, sizes: Sizes, vocabulary: int) -> None:
        super().__init__()
        self.sizes = sizes
        self.ctc = LasrForCTC(model_config(sizes.as_dict(), vocabulary))
        self.ctc.config._attn_implementation = "sdpa"
        self.phones = nn.Linear(sizes.d, len(PHONES))
        self._half: torch.Tensor | None = None
        middle = self.ctc.encoder.layers[sizes.L // 2 - 1]
        middle.register_forward_hook(self._keep)

    def forward(
        self, features: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        logits = self.ctc(input_features=features, attention_mask=mask).logits
        assert self._half is not None
        return logits, self.phones(self._half)

    def fold_in_normalisation(self, mel: np.ndarray) -> None:
        """mel: (frames, 128) of training speech. The features stay as they are at run time; their
        mean and deviation go into the first layer (deviation floored at 1: the lowest bands are
        constant). He initialisation below it. Without it training does not leave its plateau."""
        device = self.phones.weight.device
        mean = torch.from_numpy(mel.mean(axis=0)).float().to(device)
        deviation = torch.from_numpy(mel.std(axis=0)).float().clamp(min=1.0).to(device)
        with torch.no_grad():
            subsampler = self.ctc.encoder.subsampler
            first = subsampler.dense_0
            first.weight.normal_(0, (2 / 128) ** 0.5).div_(deviation[None])
            first.bias.copy_(-(first.weight @ mean))
            for convolution in (subsampler.conv_0, subsampler.conv_1):
                fan_in = convolution.weight.shape[1] * convolution.weight.shape[2]
                convolution.weight.normal_(0, (2 / fan_in) ** 0.5)
            last = subsampler.dense_1
            last.weight.normal_(0, (1 / last.weight.shape[1]) ** 0.5)

    def strengthen_branches(self) -> None:
        """Of fresh weights: every branch of a block gives about as much as the stream it is added
        to (LASR's residual weights let the stream grow 4.5 times within a block; what PyTorch
        starts with gives a twentieth of it, and weights then grow for hundreds of hours)."""
        with torch.no_grad():
            for block in self.ctc.encoder.layers:
                for part, gain in (
                    (block.feed_forward1.linear2, 6.0),
                    (block.self_attn.o_proj, 5.0),
                    (block.conv.pointwise_conv2, 6.0),
                    (block.feed_forward2.linear2, 10.0),
                ):
                    part.weight.mul_(gain)

    def quicken(self) -> None:
        """Operations of our own where they are faster: on a CPU. Raises as `make_fast`."""
        if self.phones.weight.device.type == "cpu":
            make_fast(self.ctc)

    def mend_running_statistics(self) -> None:
        """After a step with non-finite values."""
        for layer in self.ctc.encoder.layers:
            layer.conv.norm.running_mean.nan_to_num_(0, 0, 0)
            layer.conv.norm.running_var.nan_to_num_(1, 1, 1)

    def _keep(self, module, inputs, output) -> None:
        self._half = output[0] if isinstance(output, tuple) else output


def parameter_groups(model: nn.Module, weight_decay: float) -> list[dict]:
    """Weight decay on matrices only."""
    parameters = list(model.parameters())
    return [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
