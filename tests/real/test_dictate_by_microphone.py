"""`medvoice dictate` on the virtual microphone: speech in, device pulled and back, report out. Only
the recogniser is scripted."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from pulse import VirtualMicrophone
from sounds import RATE, write

from benchmarks.turn_sound import spoken
from medvoice.audio.journal_reader import JournalReader
from medvoice.session.event_log import read_events
from medvoice.session.events import GapRecorded, SourceChanged, UtteranceHeard
from medvoice.session.folder import SessionFolder, all_folders

TESTS = Path(__file__).parents[1]
SAID = (
    "[FINDINGS] {colon} The lungs are clear {period}",
    "[IMPRESSION] {colon} No acute disease {period}",
)


def _wait(true, what: str, child: subprocess.Popen[str], seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert child.poll() is None, f"it ended before: {what}"
        assert time.monotonic() < end, f"it did not happen: {what}"
        time.sleep(0.05)


def _events(folder: SessionFolder) -> tuple:
    return read_events(folder.events).events if folder.events.exists() else ()


def _states(folder: SessionFolder) -> list[str]:
    return [e.state for e in _events(folder) if isinstance(e, SourceChanged)]


def _heard(folder: SessionFolder) -> int:
    return sum(isinstance(e, UtteranceHeard) for e in _events(folder))


def _captured(folder: SessionFolder) -> int:
    if not folder.journal.exists():
        return 0
    return max((b.end for b in JournalReader(folder.journal).blocks()), default=0)


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    """One turn, spoken by flite."""
    sound, _, _ = spoken("slt", "Fractures of the fifth and sixth ribs.")
    return write(tmp_path / "speech.wav", np.concatenate([np.zeros(RATE // 2, np.float32), sound]))


def test_a_dictation_survives_its_microphone(
    virtual_microphone: VirtualMicrophone, speech: Path, tmp_path: Path
) -> None:
    texts = tmp_path / "texts"
    texts.write_text("\n".join(SAID) + "\n", encoding="utf-8")
    root = tmp_path / "data"
    child = subprocess.Popen(
        [
            *(sys.executable, str(TESTS / "faces" / "scripted_medvoice.py"), str(texts)),
            *("dictate", "--plain", "--template", "cxr", "--session-folder", str(root)),
        ],
        env=virtual_microphone.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait(lambda: all_folders(root), "a session", child)
        [folder] = all_folders(root)
        _wait(lambda: _captured(folder) > 0, "the first sound", child)
        virtual_microphone.play(speech)
        _wait(lambda: _heard(folder) == 1, "the first turn", child)
        virtual_microphone.pull()
        _wait(lambda: "lost" in _states(folder), "the loss", child)
        virtual_microphone.plug()
        _wait(lambda: "reopened" in _states(folder), "the return", child)
        virtual_microphone.play(speech)
        _wait(lambda: _heard(folder) == 2, "the second turn", child)
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=90)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    assert child.returncode == 0, out
    assert "The lungs are clear." in out
    assert "lost" in out.lower()
    report = folder.report.read_text(encoding="utf-8")
    assert "The lungs are clear." in report
    assert "No acute disease." in report
    events = _events(folder)
    assert events[-1].kind == "session ended"
    gaps = [e for e in events if isinstance(e, GapRecorded)]
    assert len(gaps) == 1
    assert gaps[0].missing > 0
    assert "was lost" in gaps[0].reason
    assert _states(folder) == ["open", "lost", "reopened"]
    assert events[-1].samples == _captured(folder)
