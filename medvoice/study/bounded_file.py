"""A file whose headers are read within bounds, whatever they promise."""

from __future__ import annotations

import os
import time
from typing import BinaryIO

_MOST_BYTES = 512 << 20
"""Of one file's headers; an enhanced object of 5,000 frames has some 10 MB."""
_MOST_SECONDS = 10.0
"""Processor time for one file's headers; one image needs 0.002 s, 5,000 frames some 5 s."""
_ZEROS = 32
"""So many reads in a row that give nothing but zeros: there are no headers any more. pydicom takes
zeros where a sequence should be as items without end, 12 bytes of file becoming 1 kB of memory."""
_LOOK = 1024
"""The clock is looked at every so many reads."""


class HeadersTooLong(OSError):
    """The headers go on without end, or seem to."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.strerror = why


class BoundedFile:
    """What pydicom needs of a binary file. Not for pixels."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _MOST_BYTES
        self._zeros = 0
        self._reads = 0
        self._started = time.thread_time()
        self.tell = file.tell

    def read(self, size: int = -1) -> bytes:
        """Raises HeadersTooLong."""
        self._reads += 1
        if self._reads % _LOOK == 0 and time.thread_time() - self._started > _MOST_SECONDS:
            raise HeadersTooLong("broken: reading its headers takes too long")
        data = self._file.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise HeadersTooLong("broken: its headers are too large")
        if size == 8 and data == b"\0\0\0\0\0\0\0\0":
            self._zeros += 1
            if self._zeros > _ZEROS:
                raise HeadersTooLong("broken: zeros where its headers should be")
        elif data.strip(b"\0"):  # pydicom also looks ahead: zeros in reads of other sizes
            self._zeros = 0
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """The owner closes the file."""
