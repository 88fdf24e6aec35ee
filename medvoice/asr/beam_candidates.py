"""Which pieces a beam search tries at each frame, and the settings that bound it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from medvoice.asr.encoder import Logits
from medvoice.asr.pieces import Vocabulary


@dataclass(frozen=True, slots=True)
class BeamSettings:
    """width: hypotheses kept. tokens: pieces tried at a frame, at most; margin: and only those
    within so many nats of the frame's best (blank included): what lies below is never written,
    whatever language model and boosting say. prune: hypotheses that many nats behind the best are
    dropped. skip: a frame whose blank is likelier than this writes nothing. delay: frames after
    which a piece of the best hypothesis is given out even where others disagree.

    The defaults are measured: docs/measurements/decoding.md."""

    width: int = 16
    tokens: int = 12
    margin: float = 7.0
    prune: float = 12.0
    skip: float = 0.999
    delay: int = 50

    def __post_init__(self) -> None:
        if min(self.width, self.tokens, self.delay) < 1 or min(self.margin, self.prune) <= 0:
            raise ValueError("beam: width, tokens, delay >= 1, margin and prune > 0 are needed")


def candidates(
    logits: Logits, vocabulary: Vocabulary, settings: BeamSettings
) -> Iterator[tuple[float, list[tuple[int, float]] | None]]:
    """(log posterior of blank, those of the pieces to try) of each frame; None for the pieces where
    the frame is surely blank."""
    exact = logits.astype(np.float64)
    exact -= exact.max(axis=1, keepdims=True)
    logp = exact - np.log(np.exp(exact).sum(axis=1, keepdims=True))
    silent = [vocabulary.blank, *sorted(vocabulary.dropped)]
    blank = np.log(np.exp(logp[:, silent]).sum(axis=1) + 1e-300)
    logp[:, silent] = -math.inf
    best = np.maximum(blank, logp.max(axis=1))
    sure = blank > math.log(settings.skip) if settings.skip < 1 else np.zeros(len(blank), bool)
    rows, ids = np.nonzero((logp >= best[:, None] - settings.margin) & ~sure[:, None])
    tried: list[list[tuple[int, float]]] = [[] for _ in range(len(logits))]
    for row, token, value in zip(
        rows.tolist(), ids.tolist(), logp[rows, ids].tolist(), strict=True
    ):
        tried[row].append((token, value))
    for row, (found, skip) in enumerate(zip(tried, sure.tolist(), strict=True)):
        if len(found) > settings.tokens:
            found = sorted(found, key=lambda pair: -pair[1])[: settings.tokens]
        yield float(blank[row]), None if skip else found
