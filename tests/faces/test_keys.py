"""Keys of the terminal, on a real pseudo-terminal."""

import os
import pty
import queue
import signal
import termios
import threading

import pytest

from medvoice.faces.tui import keys
from medvoice.faces.tui.key_codes import Event, Key, Told
from medvoice.faces.tui.keys import MOST, keys_read


@pytest.mark.parametrize("pasted", [MOST - 1, MOST, MOST + 1, 3 * MOST + 1])
def test_pasted_text_of_any_length_is_no_key(pasted: int, monkeypatch) -> None:
    """The rest of a paste longer than one read was one character: a key that nobody pressed."""
    master, slave = pty.openpty()
    pressed: queue.Queue[Key | Told] = queue.Queue()
    together: queue.Queue[bytes] = queue.Queue()
    read = keys._together

    def noted(fd: int) -> bytes:
        found = read(fd)
        together.put(found)
        return found

    monkeypatch.setattr(keys, "_together", noted)
    try:
        with keys_read(slave, pressed.put):
            os.write(master, b"s" * pasted)
            together.get(timeout=60)  # all of it was read: what comes now is a person's next key
            os.write(master, b"a")
            assert pressed.get(timeout=60) == Key("a")
        assert pressed.empty()
    finally:
        os.close(master)
        os.close(slave)


def test_a_character_of_two_bytes_is_one_key() -> None:
    master, slave = pty.openpty()
    pressed: queue.Queue[Key | Told] = queue.Queue()
    try:
        with keys_read(slave, pressed.put):
            os.write(master, "ä".encode())
            assert pressed.get(timeout=60) == Key("ä")
    finally:
        os.close(master)
        os.close(slave)


def test_input_that_ctrl_c_took_back_holds_up_nothing(monkeypatch) -> None:
    """The view never ended: the thread waited for a key that had been there a moment before."""
    master, slave = pty.openpty()
    read, flushed = keys._together, threading.Event()

    def emptied_before(fd: int) -> bytes:
        termios.tcflush(fd, termios.TCIFLUSH)
        flushed.set()
        return read(fd)

    monkeypatch.setattr(keys, "_together", emptied_before)
    pressed: queue.Queue[Key | Told] = queue.Queue()

    def view() -> None:
        with keys_read(slave, pressed.put):
            os.write(master, b"s")
            assert flushed.wait(60)

    whole = threading.Thread(target=view, daemon=True)
    whole.start()
    whole.join(120)
    assert not whole.is_alive()
    assert pressed.empty()
    os.close(master)
    os.close(slave)


def test_a_terminal_that_is_gone_ends_the_reading() -> None:
    master, slave = pty.openpty()
    reading = threading.Thread(target=keys._read, args=(slave, os.pipe()[0], print), daemon=True)
    reading.start()
    os.close(master)
    reading.join(60)
    assert not reading.is_alive()
    os.close(slave)


def test_function_keys_and_what_the_terminal_tells_come_through() -> None:
    master, slave = pty.openpty()
    told: queue.Queue[Key | Told] = queue.Queue()
    try:
        with keys_read(slave, told.put):
            os.write(master, b"\x1b[?2u")
            assert told.get(timeout=60) == Told(True)
            os.write(master, b"\x1b[19;1:1~\x1b[19;1:3~")
            assert told.get(timeout=60) == Key("f8")
            assert told.get(timeout=60) == Key("f8", Event.RELEASE)
    finally:
        os.close(master)
        os.close(slave)


def test_ctrl_c_as_a_key_is_still_ctrl_c() -> None:
    master, slave = pty.openpty()
    came = threading.Event()
    before = signal.signal(signal.SIGINT, lambda number, frame: came.set())
    try:
        with keys_read(slave, print):
            os.write(master, b"\x1b[99;5u")
            assert came.wait(60)
    finally:
        signal.signal(signal.SIGINT, before)
        os.close(master)
        os.close(slave)
