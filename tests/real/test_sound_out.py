"""Sound out of a dictation, through PortAudio, ALSA and PulseAudio, into the very microphone that
listens: it is heard, it is kept, and none of it is dictated. Only the recogniser is scripted."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from pulse import VirtualMicrophone
from scipy.signal import correlate
from sounds import RATE, write

from benchmarks.turn_sound import spoken
from medvoice.audio.journal_reader import JournalReader
from medvoice.audio.reading_aloud import find_reader
from medvoice.session.event_log import read_events
from medvoice.session.events import UtteranceHeard
from medvoice.session.folder import SessionFolder, all_folders
from medvoice.session.sound_events import SoundAsked, SoundEnded, SoundStarted
from medvoice.session.state import replay

TESTS = Path(__file__).parents[1]
SAID = (
    "[FINDINGS] {colon} The lungs are clear {period}",
    "play that",
    "Words that only the loudspeaker said",
    "[IMPRESSION] {colon} No acute disease {period}",
    "read back impression",
    "Words that only the voice said",
)


def events(folder: SessionFolder) -> list:
    return list(read_events(folder.events).events) if folder.events.exists() else []


def count(folder: SessionFolder, kind: type) -> int:
    return sum(isinstance(event, kind) for event in events(folder))


def wait(true, what: str, child: subprocess.Popen[str], seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert child.poll() is None, f"it ended before: {what}\n{child.stdout.read()}"
        assert time.monotonic() < end, f"it did not happen: {what}"
        time.sleep(0.05)


def sound_of(folder: SessionFolder, first: int, last: int) -> np.ndarray:
    found = np.zeros(last - first, np.float32)
    for block in JournalReader(folder.journal).blocks():
        start, end = max(first, block.start), min(last, block.end)
        if start < end:
            found[start - first : end - first] = block.samples[
                start - block.start : end - block.start
            ]
    return found


def likeness(sound: np.ndarray, other: np.ndarray) -> float:
    """The greatest normalised correlation of the shorter sound within the longer."""
    score = correlate(other, sound, mode="valid", method="fft")
    total = np.concatenate([[0.0], np.cumsum(other.astype(np.float64) ** 2)])
    power = total[len(sound) :] - total[: -len(sound)]
    return float(np.max(np.abs(score) / (np.linalg.norm(sound) * np.sqrt(power + 1e-9))))


@pytest.fixture
def turns(tmp_path: Path) -> list[Path]:
    """Three different sentences, spoken by flite."""
    files = []
    for number, text in enumerate(
        [
            "Fractures of the fifth and sixth ribs.",
            "Play that again now.",
            "There is no effusion here.",
        ]
    ):
        sound, _, _ = spoken("slt", text)
        quiet = np.zeros(RATE // 2, np.float32)
        files.append(write(tmp_path / f"{number}.wav", np.concatenate([quiet, sound, quiet])))
    return files


def test_what_was_said_and_the_report_are_heard_and_not_dictated(
    virtual_microphone: VirtualMicrophone, turns: list[Path], tmp_path: Path
) -> None:
    texts, root = tmp_path / "texts", tmp_path / "data"
    texts.write_text("\n".join(SAID) + "\n", encoding="utf-8")
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
        wait(lambda: all_folders(root), "a session", child)
        [folder] = all_folders(root)
        wait(lambda: folder.journal.exists() and count(folder, object) > 1, "the start", child)
        # (sound, turns heard and sounds ended after it): a turn, "play that" with its echo, a
        # turn, "read back impression" with its echo.
        for file, heard, ended in ((0, 1, 0), (1, 3, 1), (2, 4, 1), (1, 6, 2)):
            virtual_microphone.play(turns[file])
            wait(lambda n=heard: count(folder, UtteranceHeard) >= n, f"turn {heard}", child)
            wait(lambda n=ended: count(folder, SoundEnded) >= n, f"the end of sound {ended}", child)
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=60)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    assert child.returncode == 0, out
    assert "Not in the report (sound was played): Words that only the loudspeaker said" in out, out
    assert "Not in the report (sound was played): Words that only the voice said" in out, out
    report = folder.report.read_text(encoding="utf-8")
    assert "The lungs are clear." in report
    assert "No acute disease." in report
    assert "Words that only" not in report
    state = replay(events(folder))
    played, aloud = state.played
    asked = [event for event in state.sounds if isinstance(event, SoundAsked)]
    assert not [e.fault for e in events(folder) if isinstance(e, SoundEnded) and e.fault]
    assert all(event.audible for event in events(folder) if isinstance(event, SoundStarted))
    # What the microphone heard is the sentence that was said, and the voice's own sound.
    [(start, end)] = asked[0].spans
    after = sound_of(folder, played[0], played[1] + RATE)
    assert likeness(sound_of(folder, start, end), after) > 0.9
    voice, rate = find_reader("auto", "en-us", 170).sound(asked[1].text)
    assert rate > 8000
    read = sound_of(folder, aloud[0], aloud[1] + RATE)
    assert np.sqrt(np.mean(read**2)) > 0.01
    assert abs(len(voice) / rate - (aloud[1] - aloud[0]) / RATE) < 2.5
