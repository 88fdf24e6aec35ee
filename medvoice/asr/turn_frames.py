"""TurnFrames: one turn's log-mel frames and level; builds what the encoder is given."""

from __future__ import annotations

from medvoice.asr.features import LogMel, LogMelCache, MelSettings
from medvoice.asr.gain import GainPolicy, TurnLevel, louder
from medvoice.asr.windows import MEL_PER_FRAME, Window, frames_in
from medvoice.audio.block import Samples


class TurnFrames:
    """Sound in, windows of log-mel out. Frames are encoder frames from the turn's start."""

    def __init__(self, mel: MelSettings, gain: GainPolicy) -> None:
        self._cache = LogMelCache(mel)
        self._level = TurnLevel()
        self._gain = gain

    def feed(self, samples: Samples) -> None:
        self._cache.feed(samples)
        self._level.feed(samples)

    @property
    def samples(self) -> int:
        return self._cache.samples

    @property
    def count(self) -> int:
        """Encoder frames that are there."""
        return frames_in(self._cache.samples)

    def window(self, window: Window) -> LogMel:
        """Log-mel of a window; its gain follows from the turn's sound up to the window's end."""
        gain = self._gain.gain(self._level.at(window.stop))
        return louder(self._cache.slice(*window.mel), gain)

    def forget_before(self, frame: int) -> None:
        self._cache.forget_before(MEL_PER_FRAME * max(0, frame))
