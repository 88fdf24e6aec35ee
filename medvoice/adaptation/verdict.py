"""Is the adapted model better? Errors of both on the same held-out utterances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SURE = 0.9
"""Share of the resampled sets on which the new model must have fewer errors."""
_RESAMPLED = 2000


@dataclass(frozen=True, slots=True)
class Verdict:
    """words: held out. before, after: word errors. sure: share of 2000 resampled sets (bootstrap
    over utterances, Bisani & Ney 2004) with fewer errors."""

    words: int
    before: int
    after: int
    sure: float

    @property
    def better(self) -> bool:
        return self.after < self.before and self.sure >= SURE

    def line(self) -> str:
        old, new = self.before / max(1, self.words), self.after / max(1, self.words)
        return (
            f"{self.words} held-out words: {old:.1%} wrong before, {new:.1%} after "
            f"(better in {self.sure:.0%} of the resampled sets; {SURE:.0%} are needed)"
        )


def judged(words: Sequence[int], before: Sequence[int], after: Sequence[int]) -> Verdict:
    """One number each for every utterance."""
    gains = np.asarray(before) - np.asarray(after)
    chosen = np.random.default_rng(7).integers(0, len(gains), (_RESAMPLED, len(gains)))
    sure = float((gains[chosen].sum(axis=1) > 0).mean())
    return Verdict(sum(words), sum(before), sum(after), sure)
