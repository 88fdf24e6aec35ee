"""Speaks the dictations of `samples/` from their scripts with Kokoro.

    python -m training.voices.render_samples            # all scripts
    python -m training.voices.render_samples mr_brain   # one

Per script `NAME.script.toml` it writes `NAME.flac` (16 kHz mono PCM16), `NAME.words.txt` (what was
spoken in the bundled model's dialect, one turn a line), its entry in `index.toml` and its line in
`manifest.tsv` (for `medvoice eval`). Expected texts and reports are not made here; its
README says how.
"""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from training.text.grammar import spoken_form
from training.voices.kokoro import SAMPLE_RATE as KOKORO_RATE
from training.voices.kokoro import Kokoro
from training.voices.kokoro_model import HELD_OUT_VOICES

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
RATE = 16_000
SPEECH_DBFS = -23.0
"""RMS of the speech without the pauses: the loudness that EBU R 128 asks for, a usual level."""
ROOM_DBFS = -72.0
"""A quiet room: a recording is never digital silence."""
PEAK = 10 ** (-1.0 / 20)
TRIM_DB = -40.0
"""Of a frame against the phrase: quieter at its ends is no speech."""
TURN_PAUSE_MS = 1000
"""A pause this long ends a turn with the default settings (800 ms), with room for the detector."""
LEAD_MS = 600

Sound = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Phrase:
    """words: bundled dialect. pause_ms: silence behind. spoken: for the synthesiser."""

    words: str
    pause_ms: int
    spoken: str


@dataclass(frozen=True, slots=True)
class Script:
    name: str
    template: str
    voice: str
    noise_below_speech_db: float | None
    phrases: tuple[Phrase, ...]

    @property
    def turns(self) -> list[str]:
        """Words of each turn, as the pauses cut them."""
        turns = [""]
        for phrase in self.phrases:
            turns[-1] = f"{turns[-1]} {phrase.words}".strip()
            if phrase.pause_ms >= TURN_PAUSE_MS:
                turns.append("")
        return [turn for turn in turns if turn]


def read_script(path: Path) -> Script:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Script(
        path.name.removesuffix(".script.toml"),
        data["template"],
        data["voice"],
        data.get("noise_below_speech_db"),
        tuple(
            Phrase(words, pause, spoken[0] if spoken else said(words))
            for words, pause, *spoken in data["phrases"]
        ),
    )


def said(words: str) -> str:
    """The spoken form: a little breath before a spoken mark, as people take it."""
    return spoken_form(words.replace(" {", ", {").replace("} ", "}, ")) + "."


def speech(script: Script, engine: Kokoro) -> tuple[Sound, float]:
    """The dictation at 16 kHz, speech at SPEECH_DBFS, and the gain's reduction for peaks in dB."""
    spoken, silences = [], []
    for phrase in script.phrases:
        spoken.append(trimmed(engine.speak(phrase.spoken, script.voice).astype(np.float64)))
        silences.append(np.zeros(KOKORO_RATE * phrase.pause_ms // 1000))
    rms = np.sqrt(np.mean(np.concatenate(spoken) ** 2))
    gain = 10 ** (SPEECH_DBFS / 20) / rms
    parts = [np.zeros(KOKORO_RATE * LEAD_MS // 1000)]
    for piece, silence in zip(spoken, silences, strict=True):
        parts += [piece, silence]
    sound = soxr.resample(np.concatenate(parts) * gain, KOKORO_RATE, RATE, quality="VHQ")
    reduction = max(1.0, float(np.abs(sound).max()) / PEAK)
    return sound / reduction, 20 * float(np.log10(reduction))


def trimmed(sound: Sound) -> Sound:
    """Without the quiet that some voices begin and end with: pauses are as written."""
    frame = KOKORO_RATE // 100
    power = np.mean(sound[: len(sound) // frame * frame].reshape(-1, frame) ** 2, axis=1)
    loud = np.flatnonzero(power > np.mean(power) * 10 ** (TRIM_DB / 10))
    first, last = max(0, loud[0] - 3), loud[-1] + 5  # frames of margin for soft consonants
    return sound[first * frame : last * frame]


def ventilation(count: int, rng: np.random.Generator) -> Sound:
    """Noise like a fan's, RMS 1: falls with frequency, a hum, swells slowly."""
    spectrum = rng.standard_normal(count // 2 + 1) + 1j * rng.standard_normal(count // 2 + 1)
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= 1 / np.maximum(hertz, 60.0) ** 0.8 / (1 + (hertz / 4000) ** 2)
    noise = np.fft.irfft(spectrum, count)
    noise /= noise.std()
    time = np.arange(count) / RATE
    hum = sum(np.sin(2 * np.pi * 100 * k * time + k) / k for k in (1, 2, 3))
    swell = 1 + 0.25 * np.sin(2 * np.pi * time / 7.3)
    mixed = swell * (noise + 0.35 * hum)
    return np.asarray(mixed / np.sqrt(np.mean(mixed**2)))


def render(script: Script, engine: Kokoro) -> dict[str, str | float | bool]:
    """Write the sound and the words; the sample's entry for the index."""
    sound, reduction = speech(script, engine)
    rng = np.random.default_rng(sum(script.name.encode()))
    level = SPEECH_DBFS - reduction
    noise_db = script.noise_below_speech_db
    sound += ventilation(len(sound), rng) * 10 ** (
        (level - noise_db if noise_db is not None else ROOM_DBFS) / 20
    )
    peak = float(np.abs(sound).max())
    if peak >= 1:
        raise ValueError(f"{script.name}: clips at {peak:.2f}")
    soundfile.write(SAMPLES / f"{script.name}.flac", sound, RATE, subtype="PCM_16")
    (SAMPLES / f"{script.name}.words.txt").write_text("\n".join(script.turns) + "\n")
    print(
        f"{script.name}: {len(sound) / RATE:.1f} s, speech {level:.1f} dBFS, peak "
        f"{20 * np.log10(peak):.1f} dBFS, {len(script.turns)} turns, "
        f"{sum(len(turn.split()) for turn in script.turns)} words and marks",
        flush=True,
    )
    return {
        "template": script.template,
        "voice": script.voice,
        "heard_in_training": script.voice not in HELD_OUT_VOICES,
        "seconds": round(len(sound) / RATE, 2),
        "noisy": noise_db is not None,
    }


def write_index(entries: dict[str, dict[str, str | float | bool]]) -> None:
    """index.toml and manifest.tsv."""
    lines = ["# Written by training/voices/render_samples.py."]
    for name, entry in sorted(entries.items()):
        lines += ["", f"[{name}]"]
        for key, value in entry.items():
            shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
            lines.append(f"{key} = {shown}")
    (SAMPLES / "index.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = ["audio\treference_file", *(f"{n}.flac\t{n}.words.txt" for n in sorted(entries))]
    (SAMPLES / "manifest.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="samples to speak; else all")
    arguments = parser.parse_args()
    index = SAMPLES / "index.toml"
    entries = tomllib.loads(index.read_text(encoding="utf-8")) if index.exists() else {}
    engine = Kokoro(threads=1)
    for path in sorted(SAMPLES.glob("*.script.toml")):
        script = read_script(path)
        if not arguments.names or script.name in arguments.names:
            entries[script.name] = render(script, engine)
            write_index(entries)


if __name__ == "__main__":
    main()
