"""StudyLoads: the threads on which studies are loaded, a few at once; a bounded number waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

AT_ONCE = 2
"""Loading is reading: more at once make each slower on one disk."""
WAITING = 32


class LoadsFullError(RuntimeError):
    """Too many studies are being loaded, or the daemon stops; nothing of this one was begun."""


class StudyLoads:
    """Any thread. Close it."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._most = at_once + waiting
        self._lock = threading.Lock()
        self._open = 0
        self._pool = ThreadPoolExecutor(at_once, "study")

    def submit(self, load: Callable[[], None]) -> None:
        """load: raises nothing. Raises LoadsFullError."""
        with self._lock:
            if self._open >= self._most:
                raise LoadsFullError("too many studies are being loaded")
            self._open += 1
        try:
            future = self._pool.submit(load)
        except RuntimeError as error:
            self._done()
            raise LoadsFullError("the daemon stops") from error
        future.add_done_callback(self._done)

    def close(self) -> None:
        """Those that wait are not begun; waits for those that were."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _done(self, _: Future[None] | None = None) -> None:
        with self._lock:
            self._open -= 1
