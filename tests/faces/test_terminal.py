"""medvoice dictate in a real terminal (a pty read by pyte): the live view, Ctrl-C, kill."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

import pyte
import pytest
from scripted import dictation_wav

from medvoice.session.folder import all_folders
from medvoice.session.recovery import find_interrupted

TEXTS = "[FINDINGS] {colon} The lungs are clear {period}\nHeart is normal {period}\n"
LONGEST_S = 60.0


class Terminal:
    """A process in a terminal of 110 × 30."""

    def __init__(self, *command: str) -> None:
        self.screen = pyte.Screen(110, 30)
        self.everything = b""
        self._stream = pyte.ByteStream(self.screen)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execv(sys.executable, [sys.executable, *command])
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 110, 0, 0))

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

    def key(self, key: bytes) -> None:
        os.write(self._fd, key)

    def status(self) -> int:
        """Read to the end; the exit status."""
        end = time.monotonic() + LONGEST_S
        while self.read(0.1):
            assert time.monotonic() < end, f"it does not end:\n{self.text}"
        os.close(self._fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def terminal(home, tmp_path, monkeypatch) -> Terminal:
    monkeypatch.delenv("COLUMNS")  # else it would be believed before the terminal is
    monkeypatch.setenv("TERM", "xterm-256color")
    texts = tmp_path / "texts"
    texts.write_text(TEXTS)
    sound = dictation_wav(tmp_path / "d.wav", 12)
    script = Path(__file__).with_name("scripted_medvoice.py")
    return Terminal(
        str(script), str(texts), "dictate", "--from", str(sound), "--template", "cxr",
        "--set", "audio.vad=webrtc", "--session-folder", str(tmp_path / "data"),
    )  # fmt: skip


def test_ctrl_c_ends_cleanly_with_the_report_saved(terminal, tmp_path):
    terminal.until("SPEAKING")
    terminal.until("Lungs and pleura: The lungs are clear.")
    assert "d.wav → scripted (test)" in terminal.text
    assert "Demonstration model" in terminal.text
    terminal.key(b"\x03")
    assert terminal.status() == 0
    (folder,) = all_folders(tmp_path / "data")
    assert "The lungs are clear." in folder.report.read_text()
    said = terminal.everything.decode()
    assert str(folder.report) in said.replace("\r\n", "")
    assert "Traceback" not in said
    assert said.rindex("\x1b[?1049l") < said.rindex("Report:")  # after the terminal was restored
    assert "\x1b[?25h" in said  # the cursor is back
    assert not find_interrupted(tmp_path / "data")


def test_kill_ends_as_cleanly(terminal, tmp_path):
    terminal.until("Lungs and pleura: The lungs are clear.")
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.status() == 0
    (folder,) = all_folders(tmp_path / "data")
    assert "The lungs are clear." in folder.report.read_text()


def test_kill_9_leaves_a_dictation_that_recover_lists(terminal, tmp_path):
    terminal.until("Lungs and pleura: The lungs are clear.")
    os.kill(terminal.pid, signal.SIGKILL)
    assert terminal.status() == -signal.SIGKILL
    (found,) = find_interrupted(tmp_path / "data")
    assert found.seconds > 3.0
    assert found.state.utterances[0].text == "Findings: The lungs are clear."
    assert not found.folder.report.exists()
