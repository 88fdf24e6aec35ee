"""Test helper: a disk that a test controls, behind the JournalFile seam."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable


class FakeDisk:
    """Bytes in memory: `cache` is what write(2) accepted, `device` what fdatasync brought down.

    room: bytes that still fit (None: unlimited). fail_sync: the next syncs raise, and what they
    should have written stays out of `device` for good, as the kernel does it. tear: a write of
    more than this many bytes writes only these."""

    def __init__(self) -> None:
        self.cache = bytearray()
        self.device = bytearray()
        self.room: int | None = None
        self.fail_sync = 0
        self.tear: int | None = None
        self.syncs = 0
        self.closed = False
        self.before_sync: Callable[[], None] = lambda: None
        self._dirty: list[tuple[int, bytes]] = []
        self._lock = threading.Lock()

    def write(self, data: bytes, at: int) -> int:
        with self._lock:
            if self.tear is not None:
                data = data[: self.tear]
            grows = max(0, at + len(data) - len(self.cache))
            if self.room is not None:
                if grows > self.room:
                    data = data[: max(0, len(data) - grows + self.room)]
                    grows = self.room
                    if not data:
                        raise OSError(errno.ENOSPC, "No space left on device")
                self.room -= grows
            _put(self.cache, data, at)
            self._dirty.append((at, bytes(data)))
            return len(data)

    def read(self, size: int, at: int) -> bytes:
        with self._lock:
            return bytes(self.cache[at : at + size])

    def sync(self) -> None:
        with self._lock:
            dirty, self._dirty = self._dirty, []
        self.before_sync()
        if self.fail_sync:
            self.fail_sync -= 1
            raise OSError(errno.EIO, "Input/output error")
        with self._lock:
            for at, data in dirty:
                _put(self.device, data, at)
            self.syncs += 1

    def close(self) -> None:
        self.closed = True


def _put(into: bytearray, data: bytes, at: int) -> None:
    if len(into) < at + len(data):
        into.extend(bytes(at + len(data) - len(into)))
    into[at : at + len(data)] = data
