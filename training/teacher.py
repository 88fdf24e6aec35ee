"""A trained model whose pieces, frame by frame, a new one is to give as well: it learns faster from
that than from CTC alone, since every frame has an answer from the first step on.

Hinton, Vinyals, Dean (2015), "Distilling the Knowledge in a Neural Network", at temperature 1.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch.nn import functional

from training.examples import Batch
from training.model import Trained
from training.state import sizes_of


class Teacher:
    def __init__(self, state: Path, vocabulary: int, device: torch.device) -> None:
        """state: state.pt of a run with the same vocabulary. Raises RuntimeError for another."""
        self._model = Trained(sizes_of(state), vocabulary)
        saved = torch.load(state, map_location="cpu", weights_only=True)
        self._model.ctc.load_state_dict(saved["m"])
        self._model.to(device).eval().requires_grad_(False)
        self._model.quicken()

    def distance(self, logits: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Mean divergence of a frame from the teacher's answer, nats; of the frames that the
        utterances have. logits: (B, T', V) of the pupil."""
        device = logits.device.type
        with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16):
            wanted, _ = self._model(batch.features, batch.mask)
        each = functional.kl_div(
            logits.float().log_softmax(-1), wanted.float().log_softmax(-1),
            reduction="none", log_target=True,
        ).sum(-1)  # fmt: skip
        heard = torch.arange(each.shape[1], device=each.device) < batch.frames[:, None]
        return (each * heard).sum() / heard.sum()
