"""medvoice dictate in a real terminal (a pty read by pyte): the live view, Ctrl-C, kill."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from scripted import dictation_wav
from terminal_process import Terminal

from medvoice.session.folder import all_folders
from medvoice.session.recovery import find_interrupted

TEXTS = "[FINDINGS] {colon} The lungs are clear {period}\nHeart is normal {period}\n"


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
