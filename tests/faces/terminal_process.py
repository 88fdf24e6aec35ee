"""Test helper: a process in a real terminal (a pty read by pyte)."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

import pyte

LONGEST_S = 60.0


class Terminal:
    """A process in a terminal of 110 × 30, or of another size."""

    def __init__(self, *command: str, columns: int = 110, rows: int = 30) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.everything = b""
        self._stream = pyte.ByteStream(self.screen)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execv(sys.executable, [sys.executable, *command])
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def read(self, wait_s: float) -> bool:
        """False once the process has closed the terminal."""
        if not select.select([self._fd], [], [], wait_s)[0]:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self.everything += data
        self._stream.feed(data)
        return bool(data)

    def until(self, text: str) -> None:
        end = time.monotonic() + LONGEST_S
        while text not in self.text:
            assert time.monotonic() < end, f"{text!r} never came:\n{self.text}"
            assert self.read(0.1), f"it ended before {text!r}:\n{self.everything.decode()[-3000:]}"

    @property
    def settings(self) -> list:
        """Of the terminal (termios)."""
        return termios.tcgetattr(self._fd)

    def key(self, key: bytes) -> None:
        os.write(self._fd, key)

    def status(self) -> int:
        """Read to the end; the exit status."""
        end = time.monotonic() + LONGEST_S
        while self.read(0.1):
            assert time.monotonic() < end, f"it does not end:\n{self.text}"
        os.close(self._fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
