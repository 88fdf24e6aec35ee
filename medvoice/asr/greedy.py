"""Greedy CTC: the best token of each frame, runs collapsed over the stitched stream.

Collapse works on absolute frames, nowhere on text: "bilateral, bilateral" survives, and a token
that lies across two windows is one token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from medvoice.asr.decoder import DecodedWord
from medvoice.asr.encoder import Logits
from medvoice.asr.hypothesis import Reading
from medvoice.asr.pieces import Vocabulary, WordBuilder


@dataclass(frozen=True, slots=True)
class GreedyDecoder:
    """Best path. vocabulary: what the ids mean."""

    vocabulary: Vocabulary

    @property
    def name(self) -> str:
        return "greedy"

    @property
    def blank(self) -> int:
        return self.vocabulary.blank

    @property
    def silent(self) -> frozenset[int]:
        return self.vocabulary.silent

    def stream(self) -> GreedyStream:
        return GreedyStream(self.vocabulary)

    def favouring(self, terms: tuple[str, ...]) -> GreedyDecoder:
        """Itself: the best path knows no words."""
        return self


@dataclass(frozen=True, slots=True)
class _Run:
    """A token under way: equal ids on neighbouring frames. confidence: highest posterior."""

    token: int
    first: int
    last: int
    confidence: float


class GreedyStream:
    """See `DecodeStream`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._words = WordBuilder(vocabulary)
        self._frames = 0
        self._run: _Run | None = None
        self._last_token: int | None = None

    @property
    def last_token(self) -> int | None:
        return self._last_token

    def fork(self) -> GreedyStream:
        other = GreedyStream(self._vocabulary)
        other._words = self._words.copy()
        other._frames, other._run, other._last_token = self._frames, self._run, self._last_token
        return other

    def push(self, logits: Logits) -> list[DecodedWord]:
        """logits: (n, vocabulary), finite (the worker sees to that)."""
        found: list[DecodedWord] = []
        for token, confidence in zip(*_best(logits), strict=True):
            at = self._frames
            self._frames += 1
            run = self._run
            if run is not None and run.token == token:
                self._run = _Run(run.token, run.first, at, max(run.confidence, confidence))
            else:
                found += self._end_run()
                if token != self._vocabulary.blank:
                    self._run = _Run(token, at, at, confidence)
            if token != self._vocabulary.blank and token not in self._vocabulary.dropped:
                self._last_token = at
        return found

    def ended(self, logits: Logits) -> list[DecodedWord]:
        copy = self.fork()
        found = copy.push(logits)
        return [*found, *copy._end_run(), *copy._words.rest()]

    def concluded(
        self, logits: Logits, before: Sequence[str]
    ) -> tuple[list[DecodedWord], list[Reading]]:
        """No readings: there is one path."""
        return self.ended(logits), []

    def _end_run(self) -> list[DecodedWord]:
        run, self._run = self._run, None
        if run is None or run.token in self._vocabulary.dropped:
            return []
        return self._words.add(run.token, run.first, run.last, run.confidence)


def _best(logits: Logits) -> tuple[list[int], list[float]]:
    """Best token of each frame and its posterior."""
    if len(logits) == 0:
        return [], []
    best = logits.argmax(axis=1)
    highest = logits.max(axis=1, keepdims=True)
    posterior = 1.0 / np.exp(logits - highest).sum(axis=1, dtype=np.float64)
    return best.tolist(), posterior.tolist()
