"""Vad: is there speech in a frame? And FailSafeVad: a frame on which it fails counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from medvoice.audio.block import Samples


@dataclass(frozen=True, slots=True)
class VadFrame:
    """One decision. start: absolute sample of the frame, length: samples."""

    start: int
    length: int
    speech: bool

    @property
    def end(self) -> int:
        return self.start + self.length


class Vad(Protocol):
    """Judges consecutive frames of a fixed length; keeps its own state between them."""

    @property
    def frame(self) -> int:
        """Samples per frame at 16 kHz."""
        ...

    def speech(self, samples: Samples) -> bool:
        """samples: float32, shape (frame,)."""
        ...

    def reset(self) -> None:
        """Forget the past (after a gap)."""
        ...


class FailSafeVad:
    """A frame on which the VAD behind it raises counts as speech, and is counted.

    Errors are cheap to be wrong about in this direction only: speech that is not there costs
    compute, speech that is missed is lost from the report. A VAD that fails is reset, so that a
    broken internal state does not outlive the frame.
    """

    def __init__(self, vad: Vad) -> None:
        self._vad = vad
        self._failed = 0

    @property
    def frame(self) -> int:
        return self._vad.frame

    @property
    def failed(self) -> int:
        """Frames that counted as speech because the VAD raised."""
        return self._failed

    def speech(self, samples: Samples) -> bool:
        try:
            return self._vad.speech(samples)
        except Exception:  # noqa: BLE001 - the one boundary of this stage; the frame is kept
            self._failed += 1
            self.reset()
            return True

    def reset(self) -> None:
        try:
            self._vad.reset()
        except Exception:  # noqa: BLE001 - as above; the next frame raises again and is counted
            self._failed += 1
