"""BoundedThreads: a few threads that requests wait for; where too many do, the next is refused."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused

P = ParamSpec("P")
T = TypeVar("T")


class BoundedThreads:
    """Close it."""

    def __init__(self, name: str, threads: int, most: int, busy: Refusal) -> None:
        """most: requests that have a place at once, those that are worked for among them. busy: the
        answer to one more."""
        self._most, self._busy = most, busy
        self._pool = ThreadPoolExecutor(threads, name)
        self._lock = threading.Lock()
        self._open = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Raises Refused."""
        with self._lock:
            if self._open >= self._most:
                raise Refused(self._busy)
            self._open += 1
        try:
            yield
        finally:
            with self._lock:
                self._open -= 1

    async def run(self, do: Callable[P, T], *given: P.args, **more: P.kwargs) -> T:
        """On one of the threads; within a place."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: do(*given, **more))

    def close(self) -> None:
        """Those that wait are not begun; waits for those that were."""
        self._pool.shutdown(wait=True, cancel_futures=True)
