"""SoundSystem: who uses PortAudio at the moment, so that it is not restarted under an open stream.

PortAudio lists devices once, when it starts: a device that was plugged in again is only seen after
a restart, and a restart frees every open stream. A tone that was playing ("microphone lost") while
the microphone was looked for ended the process with a segmentation fault.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager


class SoundSystem:
    """All methods from any thread. Recordings are never interrupted for a restart; who plays lets
    go when `restart_wanted` says so, and begins again afterwards."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._recording = 0
        self._playing = 0
        self._restarts = 0  # that wait or run: nobody begins meanwhile
        self._running = False

    @property
    def restart_wanted(self) -> bool:
        return self._restarts > 0

    def recording(self) -> AbstractContextManager[None]:
        """Around a recording stream and every other call that must not be interrupted."""
        return self._used(recording=1)

    def playing(self) -> AbstractContextManager[None]:
        """Around a stream that plays."""
        return self._used(playing=1)

    @contextmanager
    def restarting(self, wait_s: float) -> Iterator[bool]:
        """True: nobody uses PortAudio until the context ends. False, at once where something
        records, after wait_s seconds where who plays does not let go: it must not be restarted."""
        with self._changed:
            if self._recording:
                alone = False
            else:
                self._restarts += 1
                alone = self._changed.wait_for(self._is_free, wait_s)
                self._running = alone or self._running
                if not alone:
                    self._restarts -= 1
                    self._changed.notify_all()
        try:
            yield alone
        finally:
            if alone:
                with self._changed:
                    self._running = False
                    self._restarts -= 1
                    self._changed.notify_all()

    def _is_free(self) -> bool:
        return not (self._recording or self._playing or self._running)

    @contextmanager
    def _used(self, recording: int = 0, playing: int = 0) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._restarts)
            self._recording += recording
            self._playing += playing
        try:
            yield
        finally:
            with self._changed:
                self._recording -= recording
                self._playing -= playing
                self._changed.notify_all()


SOUND_SYSTEM = SoundSystem()
"""One for the process, as PortAudio is: whoever makes an own one does not see the other streams."""
