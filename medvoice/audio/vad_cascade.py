"""CascadeVad: a cheap detector in front of a good one."""

from __future__ import annotations

from collections import deque

import numpy as np

from medvoice.audio.block import Samples
from medvoice.audio.vad import Vad


class CascadeVad:
    """Where the cheap one hears nothing for a while the good one is not asked at all.

    frame: the good one's. The cheap one judges every one of its own, shorter frames inside it (a
    rest that does not fill one waits for the next). One cheap "speech" wakes the good one.

    The good one is recurrent and must not judge from a torn state. So it sleeps only after
    `hang` frames without a cheap "speech", and when woken it starts afresh and first hears the
    `warm` frames that it slept through (their answers are thrown away): its state then depends on
    contiguous sound alone.
    """

    def __init__(self, cheap: Vad, good: Vad, hang: int = 64, warm: int = 32) -> None:
        """hang, warm: frames of the good one (32 ms each for silero).

        With 16 and 8, a noise that webrtc hears on and off opened one turn a minute, because
        silero was made to forget it each time; with 2 s of hang it opened none, as with silero
        alone (docs/measurements/vad_turns.md)."""
        self._cheap = cheap
        self._good = good
        self._hang = hang
        self._slept: deque[Samples] = deque(maxlen=warm)
        self._asked = 0
        self._rest: Samples
        self._quiet: int
        self._awake: bool
        self._forget()

    @property
    def frame(self) -> int:
        return self._good.frame

    @property
    def asked(self) -> int:
        """Frames that the good one has judged (warming up included)."""
        return self._asked

    def speech(self, samples: Samples) -> bool:
        """samples: float32, shape (frame,)."""
        self._quiet = 0 if self._cheap_hears(samples) else self._quiet + 1
        if self._quiet > self._hang:
            if self._awake:
                self._good.reset()
                self._awake = False
            self._slept.append(samples)
            return False
        if not self._awake:
            for before in self._slept:
                self._ask(before)
            self._slept.clear()
            self._awake = True
        return self._ask(samples)

    def _ask(self, samples: Samples) -> bool:
        self._asked += 1
        return self._good.speech(samples)

    def _cheap_hears(self, samples: Samples) -> bool:
        sound = np.concatenate([self._rest, samples])
        size = self._cheap.frame
        whole = len(sound) // size * size
        self._rest = sound[whole:]
        # Every frame is judged, so that the cheap one's own noise estimate goes on.
        heard = [self._cheap.speech(sound[at : at + size]) for at in range(0, whole, size)]
        return any(heard)

    def reset(self) -> None:
        self._cheap.reset()
        self._good.reset()
        self._forget()

    def _forget(self) -> None:
        self._slept.clear()
        self._rest = np.zeros(0, np.float32)
        self._quiet = self._hang
        self._awake = False
