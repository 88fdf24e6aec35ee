"""WebRtcVad: the Gaussian-mixture detector of WebRTC. Cheap, sensitive, and fooled by keyboards."""

from __future__ import annotations

import webrtcvad

from medvoice.audio.block import SAMPLE_RATE, Samples, to_pcm16


class WebRtcVad:
    """frame: 160, 320 or 480 samples (10, 20, 30 ms). aggressiveness: 0 (sensitive) .. 3."""

    def __init__(self, aggressiveness: int = 2, frame: int = 480) -> None:
        """Raises ValueError for an aggressiveness or a frame length that WebRTC does not know."""
        if frame not in (160, 320, 480):
            raise ValueError(f"webrtc VAD frames are 160, 320 or 480 samples, not {frame}")
        if not 0 <= aggressiveness <= 3:
            raise ValueError(f"webrtc VAD aggressiveness is 0 to 3, not {aggressiveness}")
        self._aggressiveness = aggressiveness
        self._frame = frame
        self._vad = webrtcvad.Vad(aggressiveness)

    @property
    def frame(self) -> int:
        return self._frame

    def speech(self, samples: Samples) -> bool:
        """samples: float32, shape (frame,)."""
        return bool(self._vad.is_speech(to_pcm16(samples).tobytes(), SAMPLE_RATE))

    def reset(self) -> None:
        self._vad = webrtcvad.Vad(self._aggressiveness)
