"""Keys of the terminal: single ones, read while the view is drawn, the terminal as before behind
it."""

from __future__ import annotations

import os
import select
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MOST = 64
"""Bytes read at once. More than one character at once is no key of ours: an arrow, or pasted
text."""


def keyboard() -> int | None:
    """File descriptor of the terminal that keys are read from; None where there is none, or where
    another program has it (medvoice was sent to the background)."""
    try:
        fd = sys.stdin.fileno()
        return fd if os.isatty(fd) and os.tcgetpgrp(fd) == os.getpgrp() else None
    except (OSError, ValueError):
        return None


@contextmanager
def keys_read(fd: int, pressed: Callable[[str], None]) -> Iterator[None]:
    """pressed: told each key, on a thread of its own, which is joined. Nothing is echoed; Ctrl-C
    and Ctrl-Z work as ever."""
    before = termios.tcgetattr(fd)
    awake, wake = os.pipe()
    thread = threading.Thread(target=_read, args=(fd, awake, pressed), name="keys", daemon=True)
    tty.setcbreak(fd, termios.TCSADRAIN)
    thread.start()
    try:
        yield
    finally:
        os.write(wake, b".")
        thread.join()
        os.close(wake)
        os.close(awake)
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


def _read(fd: int, awake: int, pressed: Callable[[str], None]) -> None:
    while True:
        ready, _, _ = select.select([fd, awake], [], [])
        if awake in ready:
            return
        try:
            data = os.read(fd, MOST)
        except OSError:  # the terminal is gone: the dictation ends by its own signal
            return
        if not data:
            return
        key = data.decode("utf-8", "replace")
        if len(key) == 1 and key.isprintable():
            pressed(key)
