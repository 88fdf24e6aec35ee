"""Log-mel frames, each computed once and kept: bit-equal to LasrFeatureExtractor's.

Its `_torch_extract_fbank_features`, in float64 as there: `unfold` (no centre padding), symmetric
Hann window, rfft, power, mel matrix, floor 1e-5, log; then float32. No normalisation over time, so
a frame does not depend on where the sound was cut. In numpy, so that a model on onnxruntime needs
no torch: float64 differs in the last digits, of 23 million float32 values none did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.asr.mel_filters import mel_filters
from medvoice.audio.block import SAMPLE_RATE, Samples

LogMel = NDArray[np.float32]
"""float32, shape (frames, mel bands), natural logarithm of power."""

POWER_FLOOR = 1e-5
"""LasrFeatureExtractor clamps mel power here before the logarithm."""

LOG_FLOOR = np.float32(np.log(POWER_FLOOR))

_GROUP = 4
"""Frames go through the mel matrix in groups of this many, one BLAS call of one shape for each, so
that a frame comes out equal for every cut of the sound."""


@dataclass(frozen=True, slots=True)
class MelSettings:
    """What the checkpoint's feature extractor says. lengths in samples; filters: float64,
    (n_fft // 2 + 1, bands)."""

    win_length: int
    hop_length: int
    n_fft: int
    filters: NDArray[np.float64]

    @classmethod
    def of(cls, extractor: Any) -> MelSettings:
        """From a LasrFeatureExtractor."""
        return cls(
            win_length=int(extractor.win_length),
            hop_length=int(extractor.hop_length),
            n_fft=int(extractor.n_fft),
            filters=np.asarray(extractor.mel_filters, np.float64),
        )

    @classmethod
    def lasr(cls) -> MelSettings:
        """LasrFeatureExtractor's defaults, which are MedASR's: 128 bands of 125-7500 Hz, windows of
        25 ms every 10 ms."""
        return cls(400, 160, 512, mel_filters(128, 512, SAMPLE_RATE, 125.0, 7500.0))

    @property
    def bands(self) -> int:
        return int(self.filters.shape[1])


class LogMelCache:
    """`feed` samples as they come, `slice` log-mel frames by their index from the start.

    Memory: what lies before `forget_before` is dropped."""

    def __init__(self, settings: MelSettings) -> None:
        self._settings = settings
        self._window = np.hanning(settings.win_length)  # symmetric, float64
        self._pending: list[Samples] = []  # sound of frames not computed yet, in order
        self._frames: list[LogMel] = []  # computed, each a multiple of _GROUP frames
        self._first = 0  # index of the first frame that is kept
        self._computed = 0
        self.samples = 0

    def feed(self, samples: Samples) -> None:
        """float32 mono at 16 kHz, contiguous. Copies; nothing is computed yet."""
        if len(samples):
            self._pending.append(np.array(samples, np.float32))
            self.samples += len(samples)

    @property
    def frames(self) -> int:
        """Frames that the sound fed so far has."""
        s = self._settings
        return max(0, (self.samples - s.win_length) // s.hop_length + 1)

    def slice(self, first: int, stop: int) -> LogMel:
        """Frames [first, stop), a copy. Raises IndexError for frames forgotten or not there yet."""
        if first < self._first or stop > self.frames or first > stop:
            raise IndexError(f"log-mel frames [{first}, {stop}) are not kept")
        grouped = -(-stop // _GROUP) * _GROUP
        whole = self.frames // _GROUP * _GROUP
        if self._computed < min(stop, whole):
            self._compute(min(grouped, whole))
        parts = []
        at = self._first
        for block in self._frames:
            if at < stop and at + len(block) > first:
                parts.append(block[max(0, first - at) : stop - at])
            at += len(block)
        if stop > self._computed:
            parts.append(self._rest()[max(0, first - self._computed) : stop - self._computed])
        return np.concatenate(parts) if parts else np.zeros((0, self._settings.bands), np.float32)

    def forget_before(self, frame: int) -> None:
        """Drop computed frames before `frame` (whole blocks)."""
        while self._frames and self._first + len(self._frames[0]) <= frame:
            self._first += len(self._frames.pop(0))

    def _compute(self, stop: int) -> None:
        """Frames up to `stop`, a multiple of the group; their sound is dropped."""
        s = self._settings
        sound = np.concatenate(self._pending)
        count = stop - self._computed
        self._frames.append(self._log_mel(sound[: s.hop_length * (count - 1) + s.win_length]))
        self._pending = [sound[s.hop_length * count :]]
        self._computed = stop

    def _rest(self) -> LogMel:
        """The last frames, too few for a group yet: computed with silence behind, not kept."""
        s = self._settings
        sound = np.concatenate(self._pending)
        room = s.hop_length * (_GROUP - 1) + s.win_length
        count = self.frames - self._computed
        padded = np.zeros(room, np.float32)
        padded[: min(room, len(sound))] = sound[:room]
        return self._log_mel(padded)[:count]

    def _log_mel(self, sound: Samples) -> LogMel:
        """sound: of a whole number of groups."""
        s = self._settings
        frames = np.lib.stride_tricks.sliding_window_view(sound, s.win_length)[:: s.hop_length]
        spectrum = np.fft.rfft(self._window * frames, n=s.n_fft)
        power = spectrum.real**2 + spectrum.imag**2
        mel = np.matmul(power.reshape(-1, _GROUP, power.shape[1]), s.filters)
        logarithm = np.log(np.maximum(mel, POWER_FLOOR)).astype(np.float32)
        result: LogMel = logarithm.reshape(-1, s.filters.shape[1])
        return result
