"""WindowTimes: what a window of so many encoder frames is likely to take, from those that were run.

Time is far from proportional to length: at MedASR's size on one core of a Xeon with bfloat16 units,
48 frames took 92 ms and 224 took 201 ms. So each length has its own figure.
"""

from __future__ import annotations

from medvoice.asr.windows import SHAPE_STEP

_SMOOTHING = 0.2
"""Weight of the newest window of a length."""


class WindowTimes:
    """Seconds. Not thread-safe."""

    def __init__(self) -> None:
        self._seconds: dict[int, float] = {}  # by length in steps

    def note(self, frames: int, seconds: float) -> None:
        """A window was computed."""
        length = _steps(frames)
        known = self._seconds.get(length)
        change = 0.0 if known is None else (1 - _SMOOTHING) * (known - seconds)
        self._seconds[length] = seconds + change

    def likely(self, frames: int) -> float:
        """Of a length not seen: as the next longer one, or in proportion to the longest; both are
        more than it will be. 0 where nothing was seen."""
        length = _steps(frames)
        longer = [known for known in self._seconds if known >= length]
        if longer:
            return self._seconds[min(longer)]
        if not self._seconds:
            return 0.0
        longest = max(self._seconds)
        return self._seconds[longest] * length / longest


def _steps(frames: int) -> int:
    return max(1, -(-frames // SHAPE_STEP))
