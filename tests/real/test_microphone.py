"""A real recording: a WAV played into a virtual microphone, through PulseAudio, ALSA and PortAudio
into medvoice's Microphone in a process of its own."""

from __future__ import annotations

import math
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pulse import VirtualMicrophone
from scipy.signal import correlate
from sounds import RATE, write

TESTS = Path(__file__).parents[1]


class Recorder:
    """The child process."""

    def __init__(self, microphone: VirtualMicrophone, out: Path) -> None:
        self._out = out
        self._process = subprocess.Popen(
            [sys.executable, str(TESTS / "recorder.py"), str(out)],
            env=microphone.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(out.parent / "stderr.txt").open("wb"),
            text=True,
        )
        self.lines: list[str] = []
        self._ahead = -math.inf
        self._new: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = line.strip()
            if said.startswith("sound "):
                seconds = int(said.split()[1]) / RATE
                self._ahead = max(self._ahead, seconds - time.monotonic())
            elif said.startswith("reopened "):
                self._ahead = -math.inf
            self.lines.append(said)
            self._new.put(said)

    def wait_for(self, beginning: str, seconds: float = 60.0) -> str:
        """The next line that begins so."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self._new.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                error = (self._out.parent / "stderr.txt").read_text()
                raise AssertionError(f"no {beginning!r}; {self.said[-20:]}; {error}") from None
            if line.startswith(beginning):
                return line

    def hear_on(self) -> None:
        """Until what sounded up to now is recorded, however late it comes: a second more of it than
        the device, which keeps time, had given by now."""
        up_to = (time.monotonic() + self._ahead + 1.0) * RATE
        while int(self.wait_for("sound ").split()[1]) < up_to:
            pass

    def tell(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def stop(self) -> np.ndarray:
        self.tell("stop")
        assert self._process.wait(60) == 0, (self._out.parent / "stderr.txt").read_text()
        sound: np.ndarray = np.load(self._out)
        return sound

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)

    @property
    def said(self) -> list[str]:
        """Everything but the blocks."""
        return [line for line in self.lines if not line.startswith("sound ")]


@pytest.fixture
def recorder(virtual_microphone: VirtualMicrophone, tmp_path: Path) -> Iterator[Recorder]:
    recorder = Recorder(virtual_microphone, tmp_path / "heard.npy")
    recorder.wait_for("open ")
    recorder.wait_for("sound ")
    yield recorder
    recorder.kill()


def _speechlike(seconds: float, seed: int) -> np.ndarray:
    """Noise in the speech band with an envelope: nothing in it repeats, so alignment is sure."""
    rng = np.random.default_rng(seed)
    n = round(seconds * RATE)
    spectrum = np.fft.rfft(rng.standard_normal(n))
    hertz = np.fft.rfftfreq(n, 1 / RATE)
    spectrum[(hertz < 100) | (hertz > 6000)] = 0
    sound = np.fft.irfft(spectrum, n)
    points = np.arange(0, n + 1600, 1600)
    envelope = np.interp(np.arange(n), points, rng.random(len(points)))
    sound *= envelope
    return (0.5 * sound / np.abs(sound).max()).astype(np.float32)


def _aligned(heard: np.ndarray, played: np.ndarray) -> tuple[int, np.ndarray]:
    """(offset of `played` in `heard`, error after the best alignment to a fraction of a sample)."""
    at = int(np.argmax(correlate(heard, played, mode="valid", method="fft")))
    part = heard[at : at + len(played)]
    # The way through 44.1 kHz shifts by a fraction of a sample: fit it away.
    near = np.stack([np.roll(played, k) for k in range(-8, 9)], axis=1).astype(np.float64)
    fit, *_ = np.linalg.lstsq(near[100:-100], part[100:-100].astype(np.float64), rcond=None)
    return at, part - near @ fit


def _errors(error: np.ndarray, played: np.ndarray) -> float:
    """dB of the error below the sound."""
    power = np.mean(played[100:-100].astype(np.float64) ** 2)
    return float(10 * np.log10(np.mean(error[100:-100] ** 2) / power))


def test_what_is_played_is_what_is_recorded(
    virtual_microphone: VirtualMicrophone, recorder: Recorder, tmp_path: Path
) -> None:
    played = _speechlike(4.0, seed=1)
    virtual_microphone.play(write(tmp_path / "a.wav", played, subtype="PCM_16"))
    recorder.hear_on()
    heard = recorder.stop()
    _, error = _aligned(heard, played)
    # No sample is lost, doubled or shifted: one of these alone costs 30 dB.
    assert _errors(error, played) < -35, _errors(error, played)
    assert [line.split()[0] for line in recorder.said] == ["open"]


def test_a_consumer_stalled_for_five_seconds_loses_nothing(
    virtual_microphone: VirtualMicrophone, recorder: Recorder, tmp_path: Path
) -> None:
    played = _speechlike(7.0, seed=2)
    playing = virtual_microphone.start_playing(write(tmp_path / "a.wav", played, subtype="PCM_16"))
    time.sleep(0.8)
    recorder.tell("stall 5")
    recorder.wait_for("stall over")
    playing.wait(60)
    recorder.hear_on()
    heard = recorder.stop()
    _, error = _aligned(heard, played)
    assert _errors(error, played) < -35, _errors(error, played)
    assert not [line for line in recorder.said if line.startswith("gap")]


def test_a_pulled_microphone_is_waited_for_and_the_gap_is_stated(
    virtual_microphone: VirtualMicrophone, recorder: Recorder, tmp_path: Path
) -> None:
    before, after = _speechlike(2.0, seed=3), _speechlike(2.0, seed=4)
    virtual_microphone.play(write(tmp_path / "a.wav", before, subtype="PCM_16"))
    recorder.hear_on()
    pulling = time.monotonic()
    virtual_microphone.pull()
    pulled = time.monotonic()
    recorder.wait_for("lost ")
    assert time.monotonic() - pulled < 10, "the loss is noticed soon"
    time.sleep(1.0)
    virtual_microphone.plug()
    gap = recorder.wait_for("gap ")
    recorder.wait_for("reopened ")
    away = time.monotonic() - pulling
    virtual_microphone.play(write(tmp_path / "b.wav", after, subtype="PCM_16"))
    recorder.hear_on()
    heard = recorder.stop()
    _, at, missing, *_ = gap.split(" ", 3)
    for part, played in ((heard[: int(at)], before), (heard[int(at) :], after)):
        _, error = _aligned(part, played)
        assert _errors(error, played) < -35, _errors(error, played)
    assert 0.9 * RATE < int(missing) < (away + 0.5) * RATE
    assert [line.split()[0] for line in recorder.said] == ["open", "lost", "gap", "reopened"]
