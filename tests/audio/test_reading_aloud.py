"""Reading aloud by a program: what it is given, what it gives, what is said where there is none."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from medvoice.audio.devices import DeviceError
from medvoice.audio.loudspeaker import OutputDevice, find_output
from medvoice.audio.reading_aloud import Reader, ReadingAloudError, find_reader, spoken

# Writes what it was given beside itself, and 0.1 s of sound as espeak-ng does: with made-up lengths.
PROGRAM = """#!{python}
import struct, sys
open({log!r}, "w").write(repr((sys.argv[1:], sys.stdin.buffer.read().decode())))
head = b"RIFF" + struct.pack("<I", 0x7FFFF024) + b"WAVEfmt "
head += struct.pack("<IHHIIHH", 16, 1, 1, 22050, 44100, 2, 16) + b"data" + struct.pack("<I", 0x7FFFF000)
sys.stdout.buffer.write(head + struct.pack("<h", -16384) * 2205 + b"x")
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "speaker"
    path.write_text(PROGRAM.format(python=sys.executable, log=str(tmp_path / "log")))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_the_text_goes_in_and_sound_comes_out(program: Path, tmp_path: Path):
    samples, rate = find_reader(str(program), "en-gb", 150).sound("A 3 x 4 cm mass – größer.")
    assert (len(samples), rate) == (2205, 22_050)
    assert np.all(samples == -0.5)
    given = (
        ["--stdin", "--stdout", "-v", "en-gb", "-s", "150"],
        "A 3 by 4 centimeters mass – größer.",
    )
    assert (tmp_path / "log").read_text() == repr(given)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("6 mm", "6 millimeters"),
        ("3.5 x 4.2 x 1 cm", "3.5 by 4.2 by 1 centimeters"),
        ("45 HU and 5 mL", "45 Hounsfield units and 5 milliliters"),
        ("X-ray, T1, comm", "X-ray, T1, comm"),
    ],
)
def test_what_a_voice_would_spell_is_said_in_words(text: str, said: str):
    assert spoken(text) == said


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("import sys; sys.exit(3)", "speaker failed: 3"),
        ("import sys; sys.stderr.write('no voice'); sys.exit(1)", "speaker failed: no voice"),
        ("print('hello')", "speaker gave no sound"),
    ],
)
def test_a_program_that_fails_says_why(tmp_path: Path, body: str, fault: str):
    path = tmp_path / "speaker"
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(0o700)
    with pytest.raises(ReadingAloudError, match=fault):
        Reader(path).sound("x")


def test_where_there_is_none_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ReadingAloudError, match="apt install espeak-ng"):
        find_reader("auto", "en-us", 170)
    with pytest.raises(ReadingAloudError, match="reading aloud is off"):
        find_reader("off", "en-us", 170)


def test_which_loudspeaker_is_meant():
    devices = [OutputDevice("HDMI 0", 3, 48_000), OutputDevice("USB Headset", 5, 44_100, True)]
    assert find_output("", devices).index == 5
    assert find_output("hdmi", devices).index == 3
    assert find_output("3", devices).index == 3
    with pytest.raises(DeviceError, match='"Bose"; there are: HDMI 0, USB Headset'):
        find_output("Bose", devices)
    with pytest.raises(DeviceError, match="no output device"):
        find_output("", [])
