"""Keys of the terminal, on a real pseudo-terminal."""

import os
import pty
import queue
import time

import pytest

from medvoice.faces.tui.keys import MOST, TOGETHER_S, keys_read


@pytest.mark.parametrize("pasted", [MOST - 1, MOST, MOST + 1, 3 * MOST + 1])
def test_pasted_text_of_any_length_is_no_key(pasted: int) -> None:
    """The rest of a paste longer than one read was one character: a key that nobody pressed."""
    master, slave = pty.openpty()
    pressed: queue.Queue[str] = queue.Queue()
    try:
        with keys_read(slave, pressed.put):
            os.write(master, b"s" * pasted)
            time.sleep(20 * TOGETHER_S)  # a person's next key
            os.write(master, b"a")
            assert pressed.get(timeout=10) == "a"
        assert pressed.empty()
    finally:
        os.close(master)
        os.close(slave)


def test_a_character_of_two_bytes_is_one_key() -> None:
    master, slave = pty.openpty()
    pressed: queue.Queue[str] = queue.Queue()
    try:
        with keys_read(slave, pressed.put):
            os.write(master, "ä".encode())
            assert pressed.get(timeout=10) == "ä"
    finally:
        os.close(master)
        os.close(slave)
