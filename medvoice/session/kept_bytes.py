"""KeptBytes: what was made and may be wanted again, the last used ones, as many bytes as may be."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")
Key = tuple[object, ...]
"""The first part says whose it is."""


class KeptBytes(Generic[T]):
    """Any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._bytes = 0
        self._found: OrderedDict[Key, tuple[T, int]] = OrderedDict()

    @property
    def bytes(self) -> int:
        with self._lock:
            return self._bytes

    def get(self, key: Key) -> T | None:
        with self._lock:
            found = self._found.get(key)
            if found is None:
                return None
            self._found.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: T, size: int) -> None:
        """size: in bytes; more than there is room for is not kept."""
        with self._lock:
            if key in self._found or size > self._most:
                return
            self._found[key] = (value, size)
            self._bytes += size
            while self._bytes > self._most:
                _, (_, gone) = self._found.popitem(last=False)
                self._bytes -= gone

    def forget(self, owner: object) -> None:
        """All of one owner."""
        with self._lock:
            for key in [key for key in self._found if key[0] == owner]:
                self._bytes -= self._found.pop(key)[1]
