"""Unsent: captured sound that a daemon does not have on its disk yet."""

from __future__ import annotations

import threading
from collections import deque

import numpy as np
from numpy.typing import NDArray

Pcm = NDArray[np.int16]


class Unsent:
    """Thread-safe. Samples are numbered as the stream's; a hole in the numbers is sound that was
    never captured."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pieces: deque[tuple[int, Pcm]] = deque()
        self._end = 0

    @property
    def end(self) -> int:
        """Number of the next sample."""
        with self._lock:
            return self._end

    @property
    def held(self) -> int:
        """Samples in memory."""
        with self._lock:
            return sum(len(pcm) for _, pcm in self._pieces)

    def put(self, pcm: Pcm) -> None:
        with self._lock:
            self._pieces.append((self._end, pcm))
            self._end += len(pcm)

    def skip(self, samples: int) -> None:
        """They were never captured."""
        with self._lock:
            self._end += samples

    def after(self, number: int) -> tuple[int, Pcm] | None:
        """The first piece that reaches beyond sample `number`, from there on; None: there is none
        yet."""
        with self._lock:
            for start, pcm in self._pieces:
                if start + len(pcm) > number:
                    skip = max(0, number - start)
                    return start + skip, pcm[skip:]
            return None

    def forget(self, before: int) -> None:
        """They are on the daemon's disk."""
        with self._lock:
            while self._pieces and self._pieces[0][0] + len(self._pieces[0][1]) <= before:
                self._pieces.popleft()

    def rest(self) -> Pcm:
        """Everything held, in order."""
        with self._lock:
            return np.concatenate([np.zeros(0, np.int16), *(pcm for _, pcm in self._pieces)])
