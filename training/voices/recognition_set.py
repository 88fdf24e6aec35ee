"""Speaks the recordings of benchmarks/recognition into the repository: held-out text, Ogg Opus.

    python -m training.voices.recognition_set benchmarks/recordings

Writes SET.tsv (columns audio, reference, voice; what `medvoice eval --manifest` reads) and
SET/NNN.opus (16 kHz mono) for each set:

    unheard    60 sentences of text/held_out/sentences.txt in the four Kokoro voices kept out of
               training
    heard      the same 60 in the Kokoro voices that training hears
    new        text/held_out/new_from_frames.txt, unheard voices
    flite      40 of the 60 in flite's voices (heard in training, other sentences)
    scopes     50 other held-out sentences, those with most negations and sides, unheard
               voices
    commands   text/held_out/commands.txt, each in two unheard voices
    fresh      text/held_out/fresh_sentences.txt, unheard voices
    fresh_commands   text/held_out/fresh_commands.txt, unheard voices

Resumable: Kokoro speech is cached by text and voice.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from medvoice.lexicon.scopes import negation_words
from medvoice.lexicon.sides import side_words
from training.text.grammar import spoken_form
from training.voices.kokoro import SAMPLE_RATE as KOKORO_RATE
from training.voices.kokoro import Kokoro
from training.voices.kokoro_model import HELD_OUT_VOICES, training_voices

HELD_OUT = Path(__file__).resolve().parent.parent / "text" / "held_out"
RATE = 16_000
TAKEN = (0, 3, 7)
"""Of every ten sentences: 60 of 200, so that all areas of the file are in."""
SCOPES = 50
FLITE = 40
COMPRESSION = 0.955
"""libsndfile's scale for Opus, about 15 kbit/s: 4 MB hold all sets."""


@dataclass(frozen=True, slots=True)
class Line:
    """One recording to be. text: target, marks as "{period}"."""

    set_name: str
    number: int
    text: str
    voice: str


def lines_of(file: Path) -> list[str]:
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def main_sentences(sentences: list[str]) -> list[str]:
    return [s for at, s in enumerate(sentences) if at % 10 in TAKEN]


def scope_sentences(sentences: list[str]) -> list[str]:
    """Sentences outside the main set with most negations and sides, in the file's order."""
    telling = negation_words() | side_words()
    rest = [s for at, s in enumerate(sentences) if at % 10 not in TAKEN]
    ranked = sorted(rest, key=lambda s: -sum(word in telling for word in s.split()))
    chosen = set(ranked[:SCOPES])
    return [s for s in rest if s in chosen]


def kokoro_lines(heard: list[str]) -> Iterator[Line]:
    """heard: the voices of training, taken in turn."""
    sentences, unheard = lines_of(HELD_OUT / "sentences.txt"), HELD_OUT_VOICES
    for at, text in enumerate(main_sentences(sentences)):
        yield Line("unheard", at, text, unheard[at % 4])
    commands = lines_of(HELD_OUT / "commands.txt")
    for at, text in enumerate([*commands, *commands]):
        turn = at + (2 if at >= len(commands) else 0)
        yield Line("commands", at, text, unheard[turn % 4])
    for at, text in enumerate(lines_of(HELD_OUT / "new_from_frames.txt")):
        yield Line("new", at, text, unheard[at % 4])
    for name, file in (("fresh", "fresh_sentences.txt"), ("fresh_commands", "fresh_commands.txt")):
        for at, text in enumerate(lines_of(HELD_OUT / file)):
            yield Line(name, at, text, unheard[at % 4])
    for at, text in enumerate(main_sentences(sentences)):
        yield Line("heard", at, text, heard[at % len(heard)])
    for at, text in enumerate(scope_sentences(sentences)):
        yield Line("scopes", at, text, unheard[at % 4])


def spoken_by_kokoro() -> Iterator[tuple[Line, npt.NDArray[np.float32], int]]:
    engine = Kokoro(threads=1)
    for line in kokoro_lines(training_voices()):
        yield line, engine.speak(spoken_form(line.text), line.voice), KOKORO_RATE


def spoken_by_flite() -> Iterator[tuple[Line, npt.NDArray[np.float32], int]]:
    from training.voices.flite import Flite

    voices, rng = Flite(), random.Random(1)
    sentences = main_sentences(lines_of(HELD_OUT / "sentences.txt"))
    for at, text in enumerate(sentences[:FLITE]):
        spoken = voices.speak(text, rng)
        if spoken is not None:
            yield Line("flite", at, text, spoken[0]), spoken[1].samples, spoken[1].rate
    voices.close()


def write(folder: Path, line: Line, samples: npt.NDArray[np.float32], rate: int) -> None:
    target = folder / line.set_name / f"{line.number:03d}.opus"
    target.parent.mkdir(parents=True, exist_ok=True)
    sound = soxr.resample(samples, rate, RATE) if rate != RATE else samples
    soundfile.write(
        target, sound, RATE, format="OGG", subtype="OPUS", compression_level=COMPRESSION
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    rows: dict[str, list[str]] = {}
    for source in (spoken_by_flite(), spoken_by_kokoro()):
        for line, samples, rate in source:
            write(folder, line, samples, rate)
            audio = f"{line.set_name}/{line.number:03d}.opus"
            rows.setdefault(line.set_name, []).append(f"{audio}\t{line.text}\t{line.voice}")
            table = ["audio\treference\tvoice", *rows[line.set_name]]
            (folder / f"{line.set_name}.tsv").write_text("\n".join(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
