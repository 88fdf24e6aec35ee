"""Word times against the synthesiser's own: flite prints where each phone lies.

    python -m benchmarks.word_times                 # the rule in use (medvoice/asr/word_times.py)
    python -m benchmarks.word_times --tune          # its constant, on other sentences

Needs the training tools (a C compiler and Debian's flite1-dev): training/voices/flite.py.
Words that were recognised right are compared, spoken marks ("period") included: start and end, ms.
Target: median <= 80 ms, p90 <= 160 ms.
"""

from __future__ import annotations

import argparse
import difflib
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import soxr

from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.decoder import DecodedWord
from medvoice.asr.hypothesis import Word
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.windows import FRAME
from medvoice.asr.word_times import REACH, placed
from medvoice.audio.block import SAMPLE_RATE, Samples, to_grid
from medvoice.models.catalogue import BUNDLED, speech_model
from medvoice.models.store import obtained
from training.text.grammar import Grammar
from training.voices.flite import Flite

SEED, TUNING_SEED = 20_261, 20_262
LEAD_S = 0.3
"""Silence before and behind the speech."""
REACHES = range(8)
TARGETS = (80, 160)


@dataclass(frozen=True, slots=True)
class Spoken:
    """sound: 16 kHz, with silence around. words: (word, start, end), seconds in `sound`."""

    sound: Samples
    words: list[tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class Off:
    """ms; positive: ours is later."""

    starts: list[float]
    ends: list[float]


def spoken(count: int, seed: int) -> list[Spoken]:
    grammar, rng, flite = Grammar(), random.Random(seed), Flite()
    found = []
    quiet = np.zeros(int(LEAD_S * SAMPLE_RATE), np.float32)
    try:
        for _ in range(count):
            said = flite.speak(grammar.sentence(rng).target, rng)
            if said is None:
                continue
            samples = soxr.resample(said[1].samples, said[1].rate, SAMPLE_RATE)
            words = [(word, LEAD_S + start, LEAD_S + end) for word, start, end in said[1].words]
            found.append(Spoken(to_grid(np.concatenate([quiet, samples, quiet])), words))
    finally:
        flite.close()
    return found


def compare(said: Spoken, heard: Sequence[Word], off: Off) -> None:
    matcher = difflib.SequenceMatcher(
        a=[word for word, _, _ in said.words], b=[word.text for word in heard], autojunk=False
    )
    for i, j, length in matcher.get_matching_blocks():
        for k in range(length):
            _, start, end = said.words[i + k]
            off.starts.append(1000 * (heard[j + k].start / SAMPLE_RATE - start))
            off.ends.append(1000 * (heard[j + k].end / SAMPLE_RATE - end))


def row(values: Sequence[float]) -> str:
    off = np.abs(values)
    median, p90, p99 = np.percentile(off, (50, 90, 99))
    return f"{np.mean(values):+.0f} | {median:.0f} | {p90:.0f} | {p99:.0f}"


def decoded(recogniser: CtcRecogniser, sound: Samples) -> list[DecodedWord]:
    """The words of a short clip on their frames."""
    return recogniser._decoder.stream().ended(recogniser.logits(sound))


def tune(recogniser: CtcRecogniser, sentences: list[Spoken]) -> None:
    frames = [decoded(recogniser, said.sound) for said in sentences]
    print("| reach ms | start: bias | median | p90 | p99 | end: bias | median | p90 | p99 |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for reach in REACHES:
        off = Off([], [])
        for said, words in zip(sentences, frames, strict=True):
            compare(said, placed(words, 0, len(said.sound), FRAME * reach), off)
        used = " (used)" if FRAME * reach == REACH else ""
        print(f"| {40 * reach}{used} | {row(off.starts)} | {row(off.ends)} |")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default=BUNDLED)
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--count", type=int, default=120, help="sentences")
    parser.add_argument("--tune", action="store_true", help="every reach, on the tuning sentences")
    arguments = parser.parse_args()
    settings = LoadSettings(device=arguments.device, threads=1)
    folder = obtained(speech_model(arguments.model))
    recogniser = load_recogniser(folder, settings, arguments.model)
    try:
        sentences = spoken(arguments.count, TUNING_SEED if arguments.tune else SEED)
        total = sum(len(said.words) for said in sentences)
        if arguments.tune:
            print(f"Word times, recogniser {recogniser.name}, {total} words of tuning sentences\n")
            tune(recogniser, sentences)
            return 0
        off = Off([], [])
        for said in sentences:
            compare(said, recogniser.transcribe(said.sound), off)
    finally:
        recogniser.close()
    print(f"Word times, recogniser {recogniser.name}: {len(off.starts)} of {total} words right\n")
    print("| | bias ms | median | p90 | p99 |\n| --- | ---: | ---: | ---: | ---: |")
    met = True
    for name, values in (("start", off.starts), ("end", off.ends)):
        print(f"| {name} | {row(values)} |")
        reached = np.percentile(np.abs(values), (50, 90))
        met = met and bool((reached <= TARGETS).all())
    print(f"\nTarget median <= 80 ms, p90 <= 160 ms: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
