"""Word times against the synthesiser's own: flite prints where each phone lies.

    python benchmarks/word_times.py --count 60

Needs the training tools (a C compiler and Debian's flite1-dev): training/voices/flite.py.
Words that were recognised right are compared: start and end, ms.
Target: median <= 80 ms, p90 <= 160 ms.
"""

from __future__ import annotations

import argparse
import difflib
import random

import numpy as np
import soxr

from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.audio.block import SAMPLE_RATE, to_grid
from medvoice.models.catalogue import BUNDLED, speech_model
from medvoice.models.store import obtained
from training.text.grammar import Grammar
from training.voices.flite import Flite

SEED = 20_261
LEAD_S = 0.3
"""Silence before and behind the speech."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=BUNDLED)
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--count", type=int, default=60, help="sentences")
    arguments = parser.parse_args()
    settings = LoadSettings(device=arguments.device, threads=1)
    folder = obtained(speech_model(arguments.model))
    recogniser = load_recogniser(folder, settings, arguments.model)
    grammar, rng, flite = Grammar(), random.Random(SEED), Flite()
    starts: list[float] = []
    ends: list[float] = []
    words = 0
    try:
        for _ in range(arguments.count):
            spoken = flite.speak(grammar.sentence(rng).target, rng)
            if spoken is None:
                continue
            samples = soxr.resample(spoken[1].samples, spoken[1].rate, SAMPLE_RATE)
            quiet = np.zeros(int(LEAD_S * SAMPLE_RATE), np.float32)
            heard = recogniser.transcribe(to_grid(np.concatenate([quiet, samples, quiet])))
            truth = spoken[1].words
            words += len(truth)
            matcher = difflib.SequenceMatcher(
                a=[w for w, _, _ in truth], b=[w.text for w in heard], autojunk=False
            )
            for i, j, length in matcher.get_matching_blocks():
                for (_, start, end), word in zip(
                    truth[i : i + length], heard[j : j + length], strict=True
                ):
                    starts.append(1000 * (word.start / SAMPLE_RATE - LEAD_S - start))
                    ends.append(1000 * (word.end / SAMPLE_RATE - LEAD_S - end))
    finally:
        flite.close()
        recogniser.close()
    print(f"Word times, recogniser {recogniser.name}: {len(starts)} of {words} words were right\n")
    print("| | bias ms | median | p90 | p99 |\n| --- | ---: | ---: | ---: | ---: |")
    met = True
    for name, values in (("start", starts), ("end", ends)):
        off = np.abs(values)
        median, p90, p99 = np.percentile(off, (50, 90, 99))
        met = met and median <= 80 and p90 <= 160
        print(f"| {name} | {np.mean(values):+.0f} | {median:.0f} | {p90:.0f} | {p99:.0f} |")
    print(f"\nTarget median <= 80 ms, p90 <= 160 ms: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
