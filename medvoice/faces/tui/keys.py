"""Keys of the terminal: single ones, read while the view is drawn, the terminal as before behind
it."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from medvoice.faces.tui.key_codes import Key, Told, keys_of

MOST = 64
"""Bytes read at once."""
TOGETHER_S = 0.01
"""What comes so close behind belongs together, and more than one character is no key of ours unless
all of it is what keys send: pasted text, whose last character may be read alone. Nobody types, and
no key repeats, so fast."""
_SIGNALS = {
    Key("ctrl+c"): signal.SIGINT,
    Key("ctrl+z"): signal.SIGTSTP,
    Key("ctrl+\\"): signal.SIGQUIT,
}
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


def keyboard() -> int | None:
    """File descriptor of the terminal that keys are read from; None where there is none, or where
    another program has it (medvoice was sent to the background)."""
    try:
        fd = sys.stdin.fileno()
        return fd if os.isatty(fd) and os.tcgetpgrp(fd) == os.getpgrp() else None
    except (OSError, ValueError):
        return None


@contextmanager
def keys_read(fd: int, pressed: Callable[[Key | Told], None]) -> Iterator[None]:
    """pressed: told each key, on a thread of its own, which is joined. Nothing is echoed; Ctrl-C
    and Ctrl-Z work as ever."""
    before = termios.tcgetattr(fd)
    awake, wake = os.pipe()
    thread = threading.Thread(target=_read, args=(fd, awake, pressed), name="keys", daemon=True)
    tty.setcbreak(fd, termios.TCSADRAIN)
    # Ctrl-C empties the terminal's input, also between "there is some" and reading it: a read that
    # waited for more would never return, nor would the join below.
    mode = termios.tcgetattr(fd)
    mode[6][termios.VMIN] = mode[6][termios.VTIME] = 0
    termios.tcsetattr(fd, termios.TCSADRAIN, mode)
    thread.start()
    try:
        yield
    finally:
        os.write(wake, b".")
        thread.join()
        os.close(wake)
        os.close(awake)
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


def _read(fd: int, awake: int, pressed: Callable[[Key | Told], None]) -> None:
    watched = select.poll()
    watched.register(fd, select.POLLIN)
    watched.register(awake, select.POLLIN)
    while True:
        ready = dict(watched.poll())
        # The terminal is gone: the dictation ends by its own signal.
        if awake in ready or ready.get(fd, 0) & _GONE:
            return
        try:
            found = keys_of(_together(fd).decode("utf-8", "replace"))
        except OSError:
            return
        for one in found:
            if one in _SIGNALS:  # a terminal that tells releases may send it as a key
                os.kill(os.getpid(), _SIGNALS[one])
            else:
                pressed(one)


def _together(fd: int) -> bytes:
    """What was typed or pasted at once; b"" where it was taken back meanwhile."""
    data = b""
    while not data or select.select([fd], [], [], TOGETHER_S)[0]:
        more = os.read(fd, MOST)
        if not more:
            break
        data = (data + more)[:MOST]  # whether it is one character is all that counts
    return data
