"""Are the tones heard as words? The bundled model on tones alone and on a sample with tones in it.

    python benchmarks/tones.py

Alone: each tone 5 times, 3 s apart, in noise of -60 dBFS. In the sample: behind each turn's end by
the pause that ends it, as in a dictation, whatever is said there. Levels: what the microphone hears
of the loudspeaker: -28 dBFS is the whole of it, headphones give nothing.
"""

from __future__ import annotations

import argparse
import difflib
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from medvoice.asr.recogniser import Recogniser
from medvoice.audio.block import AudioBlock, to_grid
from medvoice.audio.file_source import FileSource
from medvoice.models.catalogue import speech_model
from medvoice.models.store import obtained
from medvoice.session.engine import Engine
from medvoice.session.listening import TurnFinal
from medvoice.session.opening import ListenSettings, RunSettings, make_engine, open_recogniser
from medvoice.session.tones import GAIN, RATE, Tone, sound_of

SAMPLES = Path(__file__).parents[1] / "samples"
HZ = 16_000
LEVELS = (-20, -28, -36, -44)
Sound = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", nargs="*", default=["cxr_two_views"])
    options = parser.parse_args()
    folder = obtained(speech_model("bundled"))
    recogniser = open_recogniser(folder, RunSettings(threads=1), "bundled")
    try:
        _alone(recogniser)
        for name in options.samples:
            _in_sample(recogniser, name)
    finally:
        recogniser.close()


def _heard(recogniser: Recogniser, sound: Sound) -> list[TurnFinal]:
    engine: Engine = make_engine(recogniser, ListenSettings("both", 700), ())
    listener, found = engine.listener(0), []
    for at in range(0, len(sound), 480):
        found += listener.accept(AudioBlock(sound[at : at + 480], at, at / HZ))
    found += listener.finish()
    listener.close()
    return [event for event in found if isinstance(event, TurnFinal)]


def _tone(tone: Tone, level: float) -> Sound:
    loud = 10 ** (level / 20) / GAIN
    return np.asarray(soxr.resample(sound_of(tone), RATE, HZ), np.float32) * np.float32(loud)


def _noise(seconds: float) -> Sound:
    rng = np.random.default_rng(0)
    return rng.normal(0, 10 ** (-60 / 20), int(seconds * HZ)).astype(np.float32)


def _alone(recogniser: Recogniser) -> None:
    print("| level | tones | turns opened | words |\n|---|---|---|---|")
    for level in LEVELS:
        sound = _noise(3.0 * 5 * len(Tone) + 3)
        for n, tone in enumerate(list(Tone) * 5):
            made = _tone(tone, level)
            at = int((2 + 3.0 * n) * HZ)
            sound[at : at + len(made)] += made
        turns = _heard(recogniser, to_grid(sound))
        said = [
            f"{(list(Tone) * 5)[round((turn.start / HZ - 2) / 3)]}: "
            + (" ".join(w.text for w in turn.words) or "no word")
            for turn in turns
        ]
        print(f"| {level} dBFS | {5 * len(Tone)} | {len(turns)} | {'; '.join(said) or 'none'} |")


def _in_sample(recogniser: Recogniser, name: str) -> None:
    blocks = FileSource(SAMPLES / f"{name}.flac").captured()
    sound = np.concatenate([b.samples for b in blocks if isinstance(b, AudioBlock)])
    plain = _heard(recogniser, sound)
    before = [w.text for turn in plain for w in turn.words]
    print(f"\n{name}: {len(before)} words in {len(plain)} turns")
    print("| level | tones | words that differ |\n|---|---|---|")
    for level in LEVELS:
        mixed, count = sound.copy(), 0
        for n, turn in enumerate(plain):
            made = _tone(list(Tone)[n % len(Tone)], level)
            at = turn.end + int(0.75 * HZ)
            if at + len(made) <= len(mixed):
                mixed[at : at + len(made)] += made
                count += 1
        now = [w.text for turn in _heard(recogniser, to_grid(mixed)) for w in turn.words]
        print(f"| {level} dBFS | {count} | {_different(before, now)} |")


def _different(before: list[str], now: list[str]) -> str:
    found = [
        f"{' '.join(before[a:b])} → {' '.join(now[c:d])}"
        for kind, a, b, c, d in difflib.SequenceMatcher(None, before, now, False).get_opcodes()
        if kind != "equal"
    ]
    return "; ".join(found) or "none"


if __name__ == "__main__":
    main()
