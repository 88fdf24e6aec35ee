"""Gain for quiet microphones, as a constant added to log-mel frames when a window is built.

The model normalises nothing, so a quiet microphone costs accuracy. Amplitude times g is 2 ln g more
in every log-mel value above the floor. How loud a turn is: what 0.2 s of its loudest 0.4 s reach;
neither pauses nor a click or a knock move that. Only that turn's samples count, so the result does
not depend on how the sound arrived.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass

import numpy as np

from medvoice.asr.features import LOG_FLOOR, LogMel
from medvoice.asr.windows import FRAME, SEEN
from medvoice.audio.block import Samples

_BLOCKS = 10
"""40 ms blocks in the 0.4 s that are looked at together: about two syllables."""

_REACHED = 5
"""Blocks of these that must be as loud: a knock is shorter than 0.2 s, the word "no" is
not."""


@dataclass(frozen=True, slots=True)
class GainPolicy:
    """target: wanted root mean square (full scale = 1) in the loudest 0.4 s. most: bound on the
    amplitude factor (peers use 30). Sound louder than the target stays as it is. most = 1: off."""

    target: float = 0.05
    most: float = 30.0

    def __post_init__(self) -> None:
        if not (self.target > 0 and self.most >= 1):
            raise ValueError("target > 0 and most >= 1 are needed")

    def gain(self, level: float) -> float:
        """Amplitude factor for a turn as loud as `level`; 1 for digital silence."""
        return min(self.most, max(1.0, self.target / level)) if level > 0 else 1.0


class TurnLevel:
    """How loud a turn is up to any frame. Keeps 4 bytes for every 40 ms."""

    def __init__(self) -> None:
        self._rest: Samples = np.zeros(0, np.float32)
        self._powers: list[float] = []  # the last _BLOCKS - 1 block powers
        self._loudest = array("f")  # [i]: power reached in blocks 0..i

    def feed(self, samples: Samples) -> None:
        """float32 mono at 16 kHz, contiguous."""
        sound = np.concatenate([self._rest, samples])
        count = len(sound) // FRAME
        self._rest = sound[count * FRAME :]
        if count == 0:
            return
        blocks = sound[: count * FRAME].astype(np.float64).reshape(count, FRAME)
        for power in blocks.var(axis=1):  # var: a constant offset is not loudness
            self._powers = [*self._powers[-(_BLOCKS - 1) :], float(power)]
            reached = sorted(self._powers)[-_REACHED] if len(self._powers) >= _REACHED else 0.0
            self._loudest.append(max(reached, self._loudest[-1] if self._loudest else 0.0))

    def at(self, frames: int) -> float:
        """Level (root mean square) of the sound that encoder frames [0, frames) see."""
        blocks = min((FRAME * (frames - 1) + SEEN) // FRAME, len(self._loudest))
        return math.sqrt(self._loudest[blocks - 1]) if blocks > 0 else 0.0


def louder(mel: LogMel, gain: float) -> LogMel:
    """`mel` (frames, bands) as if the sound had been `gain` times larger.

    What lies at the floor stays there: how far below it the power was is not known."""
    if gain == 1.0:
        return mel
    raised = mel + np.float32(2.0 * math.log(gain))
    result: LogMel = np.where(mel <= LOG_FLOOR, LOG_FLOOR, np.maximum(raised, LOG_FLOOR))
    return result
