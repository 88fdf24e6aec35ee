"""Vad: is there speech in a frame?"""

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
