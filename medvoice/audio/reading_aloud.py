"""Text to sound by a program on this machine: espeak-ng, or one that takes its options.

No account, no network. The text goes through standard input, so that no list of processes shows
it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from medvoice.audio.loudspeaker import Samples

PROGRAMS = ("espeak-ng", "espeak")
OFF: Final = "off"
HOW_TO_INSTALL = "install the Debian package espeak-ng (apt install espeak-ng)"
LONGEST_S = 60.0
"""Seconds that a program may take for a report; espeak-ng makes an hour of speech in 10."""


class ReadingAloudError(Exception):
    """Nothing could be read aloud; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Reader:
    """program: with espeak-ng's options. voice: its name there. pace: words a minute."""

    program: Path
    voice: str = "en-us"
    pace: int = 170

    def sound(self, text: str) -> tuple[Samples, int]:
        """Mono sound and its rate, Hz. Raises ReadingAloudError."""
        command = [str(self.program), "--stdin", "--stdout", "-v", self.voice, "-s", str(self.pace)]
        try:
            done = subprocess.run(
                command,
                input=spoken(text).encode("utf-8", "replace"),
                capture_output=True,
                timeout=LONGEST_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ReadingAloudError(f"{self.program.name} failed: {error}") from error
        if done.returncode:
            fault = done.stderr.decode("utf-8", "replace").strip()[:200]
            raise ReadingAloudError(f"{self.program.name} failed: {fault or done.returncode}")
        return _wave(done.stdout, self.program.name)


def find_reader(wanted: str, voice: str, pace: int) -> Reader:
    """wanted: a program's name or path, "auto" for the first of PROGRAMS that is there, "off" for
    none. Raises ReadingAloudError."""
    if wanted == OFF:
        raise ReadingAloudError('reading aloud is off (setting "speech.program")')
    names = PROGRAMS if wanted == "auto" else (wanted,)
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return Reader(Path(found), voice, pace)
    advice = f"{HOW_TO_INSTALL}, or name another program: speech.program"
    raise ReadingAloudError(f"{' and '.join(names)} not found: {advice}")


# What a synthesiser reads as letters, in words.
_WORDS = {"mm": "millimeters", "cm": "centimeters", "mL": "milliliters", "HU": "Hounsfield units"}
_UNIT = re.compile(r"(?<=\d )(mm|cm|mL|HU)\b")


def spoken(text: str) -> str:
    """Written form as it is said: "3 x 4 cm" → "3 by 4 centimeters"."""
    text = re.sub(r"(?<=\d) [x×] (?=\d)", " by ", text)
    return _UNIT.sub(lambda match: _WORDS[match[1]], text)


def _wave(data: bytes, program: str) -> tuple[Samples, int]:
    """The sound of a WAV file of 16 bits. espeak-ng writes it as a stream: the lengths in its
    header are made up. Raises ReadingAloudError."""
    at = data.find(b"data", 12)
    form = data.find(b"fmt ", 12)
    if data[:4] != b"RIFF" or at < 0 or form < 0 or len(data) < at + 10:
        raise ReadingAloudError(f"{program} gave no sound")
    channels = int.from_bytes(data[form + 10 : form + 12], "little")
    rate = int.from_bytes(data[form + 12 : form + 16], "little")
    bits = int.from_bytes(data[form + 22 : form + 24], "little")
    if bits != 16 or not channels or not rate:
        raise ReadingAloudError(f"{program} gave sound of {bits} bits; 16 are read")
    body = data[at + 8 :]
    whole = np.frombuffer(body[: len(body) // (2 * channels) * 2 * channels], "<i2")
    mono = whole.reshape(-1, channels).mean(axis=1, dtype=np.float32) / np.float32(32768)
    return mono.astype(np.float32), rate
