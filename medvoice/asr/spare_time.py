"""SpareTime: is there time for a final window before the next streaming window is due?

Live words must not stand still for a final window, and most final windows are in no hurry: a turn
goes on behind them. One model works for both, so a final window starts where it is likely done
before the next streaming window, or else right behind a streaming window, when there is most time.
The clock is the stream's own (samples), not the wall's, so that sound that is fed faster than real
time is treated alike.
"""

from __future__ import annotations

from collections.abc import Callable

from medvoice.audio.block import SAMPLE_RATE


class SpareTime:
    """Of one turn. Positions in samples from its start."""

    def __init__(self, likely: Callable[[int], float]) -> None:
        """likely: seconds that a window of so many encoder frames takes."""
        self._likely = likely
        self._free_at = 0.0
        self._on_time = True

    def streamed(self, position: int, frames: int) -> None:
        """A streaming window was computed for the sound up to `position`."""
        self._on_time = self._free_at <= position
        self._spend(position, frames)

    def take(self, position: int, due: int, frames: int, behind: bool) -> bool:
        """May a final window start at `position`? If so, its time is taken.

        due: where the next streaming window is complete. behind: right behind a streaming window.
        If that one was on time there will be no better moment, so it need not fit."""
        begin = max(self._free_at, float(position))
        fits = begin + self._samples(frames) <= due
        if not fits and not (behind and self._on_time):
            return False
        self._spend(position, frames)
        return True

    def _spend(self, position: int, frames: int) -> None:
        self._free_at = max(self._free_at, float(position)) + self._samples(frames)

    def _samples(self, frames: int) -> float:
        return SAMPLE_RATE * self._likely(frames)
