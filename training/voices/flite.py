"""flite speech with exact phone and word times, one process for all voices."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import numpy as np

from training.cache import cache_folder
from training.text.grammar import spoken_form
from training.voices.spoken import PHONES, Spoken, Timed, regroup

VOICES = ("slt", "rms", "awb", "kal16")
_LIBRARIES = [f"flite_cmu_us_{voice}" for voice in VOICES]
_LIBRARIES += ["flite_usenglish", "flite_cmulex", "flite", "m"]


class Flite:
    """Speaks target texts; close when done."""

    def __init__(self) -> None:
        """Compiles the small C program into the cache when missing. Raises CalledProcessError."""
        self._process = subprocess.Popen(
            [str(_program())], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def speak(self, target: str, rng: random.Random) -> tuple[str, Spoken] | None:
        """(voice, speech) in a random voice, rate and pitch; None where flite read it otherwise."""
        voice = rng.choice(VOICES)
        stretch, pitch = rng.uniform(0.75, 1.3), rng.uniform(0.8, 1.25)
        source, sink = self._process.stdin, self._process.stdout
        assert source is not None
        assert sink is not None
        line = f"{voice}\t{stretch:.3f}\t{pitch:.3f}\t{spoken_form(target)}\n"
        source.write(line.encode())
        source.flush()
        head = sink.readline().decode().rstrip("\n").split("\t")
        count, rate = int(head[0]), int(head[1])
        pcm = np.frombuffer(sink.read(2 * count), np.int16)
        words, phones = _timings(head[2:])
        grouped = regroup(target, words)
        if grouped is None:
            return None
        samples = pcm.astype(np.float32) / np.float32(32768)
        return f"flite-{voice}", Spoken(samples, rate, grouped, phones)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _timings(fields: list[str]) -> tuple[list[Timed], list[Timed]]:
    words: list[Timed] = []
    phones: list[Timed] = []
    start = 0.0
    for field in fields:
        name, text_end, word, first = field.rsplit("|", 3)
        end = float(text_end)
        phones.append((name if name in PHONES else "pau", start, end))
        if name != "pau":
            if first == "1":
                words.append((word, start, end))
            elif words:
                words[-1] = (words[-1][0], words[-1][1], end)
        start = end
    return words, phones


def _program() -> Path:
    program = cache_folder("flite") / "flite_speak"
    source = Path(__file__).with_name("flite_speak.c")
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        libraries = [f"-l{name}" for name in _LIBRARIES]
        subprocess.run(["cc", "-O2", str(source), "-o", str(program), *libraries], check=True)
    return program
