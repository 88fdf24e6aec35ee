"""AttachedSound: "play that" and "read back" of a dictation that a daemon recognises, played here,
where the microphone is; the daemon is told, and sets aside what the microphone hears of it."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.session.sound_events import SoundAsked, SoundStarted, SoundStopped
from medvoice.session.sounding import Sounding, SoundOut, Spans


class AttachedSound:
    """One thread."""

    def __init__(self, out: SoundOut, fetch: Callable[[int, int], bytes]) -> None:
        """fetch: captured samples [start, end) as WAV; another thread. Raises OSError."""
        self._sounding = Sounding(out, lambda spans: _captured(fetch, spans), lambda: 0)
        self._asked: tuple[SoundAsked | SoundStopped, ...] = ()
        self._seen: tuple[int, bool] | None = None

    def follow(self, cells: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The session's cells as they are now; returns what the daemon is to be told."""
        cell = cells.get("sounds")
        now = (cell["number"], cell["stopped"]) if cell else (0, False)
        if self._seen is None and "session" not in cells:
            return []
        if self._seen is not None and cell and now != self._seen:
            self._asked += (_asked(cell),)
        self._seen = now
        self._sounding.follow(self._asked)
        told = []
        for event in self._sounding.taken():
            if isinstance(event, SoundStarted):
                told.append({"type": "sound", "state": "started", "audible": event.audible})
            else:
                told.append({"type": "sound", "state": "ended"})
        return told

    def close(self) -> None:
        self._sounding.close()


def _asked(cell: Mapping[str, Any]) -> SoundAsked | SoundStopped:
    if cell["stopped"]:
        return SoundStopped(utterance=0)
    spans = tuple((int(start), int(end)) for start, end in cell["spans"])
    return SoundAsked(utterance=0, spans=spans, text=cell["text"])


def _captured(fetch: Callable[[int, int], bytes], spans: Spans) -> NDArray[np.float32]:
    """Raises OSError."""
    parts = []
    for start, end in spans:
        with wave.open(io.BytesIO(fetch(start, end)), "rb") as file:
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        parts.append(pcm.astype(np.float32) / np.float32(32768.0))
    return np.concatenate(parts)
