"""make_vad: the voice detector by the name it has in the configuration."""

from __future__ import annotations

from typing import Literal

from medvoice.audio.vad import FailSafeVad
from medvoice.audio.vad_cascade import CascadeVad
from medvoice.audio.vad_silero import SileroVad
from medvoice.audio.vad_webrtc import WebRtcVad

VadName = Literal["both", "webrtc", "silero"]


def make_vad(name: VadName) -> FailSafeVad:
    """A new detector with the defaults that docs/measurements/vad_turns.md measured.

    "both": webrtc in front of silero. Raises what onnxruntime raises when silero's file is bad."""
    match name:
        case "webrtc":
            return FailSafeVad(WebRtcVad())
        case "silero":
            return FailSafeVad(SileroVad())
        case "both":
            return FailSafeVad(CascadeVad(WebRtcVad(), SileroVad()))
