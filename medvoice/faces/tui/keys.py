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
"""Bytes read at once."""
TOGETHER_S = 0.01
"""What comes so close behind belongs together, and more than one character is no key of ours: an
arrow, or pasted text, whose last character may be read alone. Nobody types, and no key repeats, so
fast."""


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
        data = _together(fd)
        if not data:
            return
        key = data.decode("utf-8", "replace")
        if len(key) == 1 and key.isprintable():
            pressed(key)


def _together(fd: int) -> bytes:
    """What was typed or pasted at once; b"" where the terminal is gone: the dictation ends by its
    own signal."""
    data = b""
    try:
        while not data or select.select([fd], [], [], TOGETHER_S)[0]:
            more = os.read(fd, MOST)
            if not more:
                break
            data = (data + more)[:MOST]  # whether it is one character is all that counts
    except OSError:
        return b""
    return data
