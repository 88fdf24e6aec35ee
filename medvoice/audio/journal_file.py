"""JournalFile: the few system calls a journal needs, so that a test can make each of them fail."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol


class JournalFile(Protocol):
    """Every method may raise OSError; `write` may write less than it was given."""

    def write(self, data: bytes, at: int) -> int:
        """pwrite(2). Returns the bytes written."""
        ...

    def read(self, size: int, at: int) -> bytes:
        """pread(2)."""
        ...

    def sync(self) -> None:
        """fdatasync(2): when it returns, what was written before it is on the device."""
        ...

    def close(self) -> None: ...


def sync_folder(path: Path) -> None:
    """Bring a folder's entries to the device: else a power cut may leave a new file without a name,
    however well its bytes were synced. Raises OSError."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class DiskFile:
    """A new file with mode 0600, its directory entry synced."""

    def __init__(self, path: Path) -> None:
        """Raises FileExistsError rather than touch a recording, and OSError."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._fd = os.open(path, flags, 0o600)
        sync_folder(path.parent)

    @classmethod
    def again(cls, path: Path, size: int) -> DiskFile:
        """An old file, cut to `size` bytes (behind lies a torn record), what it holds brought to
        the device. Raises OSError."""
        file = cls.__new__(cls)
        file._fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            os.ftruncate(file._fd, size)
            os.fdatasync(file._fd)
        except OSError:
            file.close()
            raise
        return file

    def write(self, data: bytes, at: int) -> int:
        return os.pwrite(self._fd, data, at)

    def read(self, size: int, at: int) -> bytes:
        return os.pread(self._fd, size, at)

    def sync(self) -> None:
        os.fdatasync(self._fd)

    def close(self) -> None:
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            os.close(fd)
