"""traced: a model's forward pass as one TorchScript graph, which runs without Python's global lock.

In eager torch every operation (some 400 for a window) lets go of the lock and takes it again, and
a thread that runs Python beside it keeps it for up to 5 ms each time. With one such thread a window
of 48 frames took 1.7 s instead of 0.02 s; as a graph 0.02 s (benchmarks/encoder_batching.py).
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from typing import Any

import torch

log = logging.getLogger(__name__)

Forward = Callable[[torch.Tensor, torch.Tensor | None], torch.Tensor]
"""(rows, log-mel frames, bands), mask of the frames that are there (None: all) → logits."""


def eager(model: Any) -> Forward:
    """The model as it is."""

    def forward(features: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        logits: torch.Tensor = model(input_features=features, attention_mask=mask).logits
        return logits

    return forward


def traced(model: Any, example: torch.Tensor, lengths: tuple[int, ...]) -> Forward:
    """The same function as `eager`, for any number of rows and any length; `eager` itself where no
    graph can be made, or where it does not give the very same logits.

    example: (at least 2 rows, frames, bands), in the model's format, on its device. lengths: of
    log-mel frames, not more than the example's, at which graph and model are compared."""
    plain = eager(model)
    try:
        graph = _graphs(model, example)
        same = all(_same(plain, graph, example[:, :length]) for length in lengths)
    except RuntimeError as error:
        log.info("the encoder runs without a graph", extra={"fault": type(error).__name__})
        return plain
    if not same:
        log.info("the encoder runs without a graph", extra={"fault": "other logits"})
        return plain
    return graph


def _graphs(model: Any, example: torch.Tensor) -> Forward:
    mask = torch.ones(example.shape[:2], dtype=torch.bool, device=example.device)
    mask[0, -(example.shape[1] // 3) :] = False
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # what a trace might miss: `traced` compares
        trace: Any = torch.jit.trace
        whole = trace(_Whole(model), (example,), check_trace=False)
        masked = trace(_Masked(model), (example, mask), check_trace=False)

    jit: Any = torch.jit

    def forward(features: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        # Optimised anew for every length, the first windows of a length took 0.1 to 1.7 s, and
        # later ones no less than without.
        with jit.optimized_execution(False):
            logits: torch.Tensor = whole(features) if mask is None else masked(features, mask)
        return logits

    return forward


def _same(one: Forward, other: Forward, features: torch.Tensor) -> bool:
    mask = torch.ones(features.shape[:2], dtype=torch.bool, device=features.device)
    mask[0, -(features.shape[1] // 4) :] = False
    with torch.inference_mode():
        return all(
            torch.equal(one(rows, given), other(rows, given))
            for rows, given in ((features, None), (features[:1], None), (features, mask))
        )


class _Whole(torch.nn.Module):
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.model(input_features=features).logits
        return logits


class _Masked(torch.nn.Module):
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.model(input_features=features, attention_mask=mask).logits
        return logits
