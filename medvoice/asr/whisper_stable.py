"""StableWords: what the final pass is bound to say, from looks ahead with the final's own decoder.

Two greedy passes agree early, and on what the beam search of the final then writes otherwise: 6.1 %
of such words were revised. So the final's last window is heard ahead of time, with its decoder and
its prompt, now and then while the turn goes on, and the words that two looks in a row begin with
alike are stable. A window that is complete is what the final will say of it: stable as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.asr.hypothesis import Word
from medvoice.asr.whisper_agreement import agreed, behind, said_already
from medvoice.audio.block import SAMPLE_RATE

HOLD = 4 * SAMPLE_RATE
"""Samples at a look's end whose words are not stable yet, agreed or not: what follows can change
them (of one reading, 2 words of 94 were revised with less than 4 s, none with 4)."""


class StableWords:
    """Of one turn, append-only, in order. Times: absolute samples."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._words: list[Word] = []
        self._before: list[Word] = []  # what the last look said behind the stable words

    @property
    def words(self) -> Sequence[Word]:
        return self._words

    @property
    def end(self) -> int:
        """Of the last word, or the turn's start."""
        return self._words[-1].end if self._words else self._start

    def since(self, sample: int) -> list[Word]:
        """The last words, whose middle lies behind it."""
        count = 0
        for word in reversed(self._words):
            if word.start + word.end <= 2 * sample:
                break
            count += 1
        return self._words[len(self._words) - count :]

    def looked(self, window: int, end: int, words: Sequence[Word]) -> list[Word]:
        """A look at the window from there to `end`. Returns what it says behind the stable
        words."""
        rest = behind(words[said_already(self.since(window), words) :], self.end)
        known = [word for word in rest[: agreed(self._before, rest)] if word.end <= end - HOLD]
        count = len(known)
        self._words += rest[:count]
        self._before = rest[count:]
        return self._before

    def completed(self, window: int, end: int, words: Sequence[Word]) -> None:
        """The final pass over a window that is complete. Where a look went beyond its end, its
        words are stable already."""
        self._before = []
        if self.end < end:
            inside = self.since(window)
            self._words += behind(words[said_already(inside, words) :], self.end)
