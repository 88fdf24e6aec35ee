"""Sound with a known truth for vad_turns.py: synthetic speech, real clips, noise, mixtures.

Truth of synthetic speech: flite's own segment times. Truth of real clips: their energy."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medvoice.asr.hypothesis import Word
from medvoice.audio.block import AudioBlock, to_grid
from medvoice.audio.file_source import FileSource

RATE = 16_000
Sound = NDArray[np.float32]

TEXTS = (
    "No.",
    "Normal.",
    "Small right pleural effusion.",
    "There is no pneumothorax.",
    "The heart is normal in size.",
    "Two millimeter nodule in the left upper lobe.",
    "Stable.",
    "Mild degenerative changes of the thoracic spine, unchanged from the prior examination.",
    "Impression.",
    "Fractures of the fifth and sixth ribs.",
    "Hypodense lesion in segment seven of the liver, most likely a cyst.",
    "Yes.",
)
"""Long and short, beginning with quiet and with loud sounds."""

PAUSE_S = 0.3
"""A stretch so long without energy is a pause; shorter ones are in words (the closure of a "t")."""

SHORTEST_S = 0.2
FAINT = 15.0
"""Seconds, and dB below the clip's level: energy alone between pauses that is shorter or fainter
is not counted as speech (30 to 250 ms at -35 to -45 dBFS in six clips; silero gives it at most
0.32)."""

LEVEL = -26.0
"""dBFS of every spoken clip."""

VOICES = ("slt", "rms", "awb", "kal16")


@dataclass(frozen=True)
class Truth:
    """spans: [start, stop) of speech, in samples, one per utterance."""

    sound: Sound
    spans: tuple[tuple[int, int], ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """What an ideal recogniser hears: a token in every 0.3 s of speech."""
        step = RATE * 3 // 10
        return tuple(
            Word("word", at, min(at + step, stop), 1.0)
            for start, stop in self.spans
            for at in range(start, stop, step)
        )


@cache
def spoken(voice: str, text: str) -> tuple[Sound, int, int]:
    """flite's sound, with the first and last sample of speech in it. Raises FileNotFoundError where
    flite is not installed (`make setup` does it)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.wav"
        said = subprocess.run(
            ["flite", "-voice", voice, "-psdur", "-t", text, str(path)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        sound = read(path)
    times, before = [], 0.0
    for segment in said.split():
        name, _, end = segment.rpartition(":")
        if name != "pau":
            times.append((before, float(end)))
        before = float(end)
    return level(sound, LEVEL), round(times[0][0] * RATE), round(times[-1][1] * RATE)


def session(voice: str, seed: int, silence: float) -> Truth:
    """Every text once, in random order, with pauses that are longer than `silence` seconds."""
    rng = np.random.default_rng(seed)
    parts, spans, at = [np.zeros(2 * RATE, np.float32)], [], 2 * RATE
    for number in rng.permutation(len(TEXTS)):
        sound, start, stop = spoken(voice, TEXTS[number])
        pause = np.zeros(round((silence + rng.uniform(1.5, 3.0)) * RATE), np.float32)
        spans.append((at + start, at + stop))
        parts += [sound, pause]
        at += len(sound) + len(pause)
    return Truth(np.concatenate(parts), tuple(spans))


def clip(path: Path, seconds: float = 2.0) -> Truth | None:
    """A real recording between silences, its speech cut at pauses; None where there is none."""
    sound = level(read(path), LEVEL)
    spans = _active(sound)
    if not spans:
        return None
    pad = np.zeros(round(seconds * RATE), np.float32)
    whole = np.concatenate([pad, sound, pad])
    return Truth(whole, tuple((len(pad) + a, len(pad) + b) for a, b in spans))


def mixed(truth: Truth, noise: Sound | None, snr: float, seed: int) -> Truth:
    """snr: dB between speech where it is active and the noise. None: a quiet room (-70 dBFS)."""
    rng = np.random.default_rng(seed)
    n = len(truth.sound)
    if noise is None:
        hiss = level(rng.standard_normal(n).astype(np.float32), -70)
        return Truth(to_grid(truth.sound + hiss), truth.spans)
    active = np.concatenate([truth.sound[a:b] for a, b in truth.spans])
    looped = np.resize(np.roll(noise, -int(rng.integers(len(noise)))), n)
    gain = _rms(active) / _rms(looped) * 10 ** (-snr / 20)
    return Truth(to_grid((truth.sound + gain * looped).astype(np.float32)), truth.spans)


def noise_alone(noise: Sound, minutes: float, seed: int) -> Truth:
    """Looped; every 4 to 8 s at another level between -55 and -20 dBFS."""
    rng = np.random.default_rng(seed)
    n = round(minutes * 60 * RATE)
    looped = level(np.resize(noise, n), 0)
    gains = np.zeros(n, np.float32)
    at = 0
    while at < n:
        length = round(rng.uniform(4, 8) * RATE)
        gains[at : at + length] = 10 ** (rng.uniform(-55, -20) / 20)
        at += length
    return Truth(to_grid((looped * gains).astype(np.float32)), ())


def read(path: Path) -> Sound:
    """16 kHz mono."""
    blocks = [b.samples for b in FileSource(path).captured() if isinstance(b, AudioBlock)]
    return np.concatenate(blocks)


def level(sound: Sound, dbfs: float) -> Sound:
    """Scaled to this root mean square."""
    return (sound * (10 ** (dbfs / 20) / max(_rms(sound), 1e-9))).astype(np.float32)


def _rms(sound: Sound) -> float:
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))


def _active(sound: Sound) -> list[tuple[int, int]]:
    """[start, stop) of sound within 30 dB of its loud parts and 12 dB above its floor, kept up for
    30 ms, cut where that is away for longer than PAUSE_S."""
    size = RATE // 100
    frames = sound[: len(sound) // size * size].reshape(-1, size).astype(np.float64)
    db = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-12)
    loud, floor = np.percentile(db, 95), np.percentile(db, 5)
    on = db > max(loud - 30, min(floor + 12, loud - 15))
    held = np.flatnonzero(on[:-2] & on[1:-1] & on[2:])
    if not len(held):
        return []
    cuts = np.flatnonzero(np.diff(held) * size > PAUSE_S * RATE) + 1
    spans = [(int(run[0]) * size, int(run[-1] + 3) * size) for run in np.split(held, cuts)]
    longest = max(spans, key=lambda span: span[1] - span[0])
    return [s for s in spans if s == longest or _is_speech(sound[s[0] : s[1]])]


def _is_speech(part: Sound) -> bool:
    """Energy alone between pauses may be a breath, a click, or a chair."""
    return len(part) >= SHORTEST_S * RATE and _rms(part) >= 10 ** ((LEVEL - FAINT) / 20)
