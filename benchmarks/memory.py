"""Memory over an hour of sound: the samples one after the other, as fast as possible.

    python -m benchmarks.memory --minutes 60

Resident memory of the process each minute of sound, through the listener that `medvoice transcribe`
drives. Target: within 2 % from minute 5 to the end.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator
from pathlib import Path

import soundfile

from medvoice.audio.block import SAMPLE_RATE, AudioBlock, Captured, to_grid
from medvoice.models.catalogue import BUNDLED, speech_model
from medvoice.models.store import obtained
from medvoice.resources import samples_folder
from medvoice.session.opening import ListenSettings, RunSettings, make_engine, open_recogniser
from medvoice.session.transcribe import final_turns

BLOCK = 480
SETTLED_MIN = 5


class LoopedSource:
    """The samples, over and over."""

    name = "samples, looped"
    repaired = 0

    def __init__(self, minutes: float, note: dict[int, float]) -> None:
        self._limit = int(minutes * 60 * SAMPLE_RATE)
        self._note = note

    def captured(self) -> Iterator[Captured]:
        at = 0
        paths = sorted(samples_folder().glob("*.flac"))
        while True:
            for path in paths:
                # Read as it comes: a whole file in memory would be seen as growth (17 MiB).
                for samples in soundfile.blocks(path, BLOCK, dtype="float32"):
                    if at >= self._limit:
                        return
                    block = to_grid(samples)
                    yield AudioBlock(block, at, at / SAMPLE_RATE)
                    at += len(block)
                    minute = at // (60 * SAMPLE_RATE)
                    if minute and minute not in self._note:
                        gc.collect()
                        self._note[minute] = resident_mib()
                        if minute in (1, 2) or minute % SETTLED_MIN == 0:
                            print(f"| {minute} | {self._note[minute]:.0f} |", flush=True)

    def close(self) -> None:
        return None


def resident_mib() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError("no VmRSS here; this benchmark needs Linux")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=BUNDLED)
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0)
    arguments = parser.parse_args()
    recogniser = open_recogniser(
        obtained(speech_model(arguments.model)),
        RunSettings(arguments.device, threads=arguments.threads),
        arguments.model,
    )
    note: dict[int, float] = {}
    words = turns = 0
    print(f"Resident memory, recogniser {recogniser.name}; the samples, looped\n")
    print("| minute of sound | MiB |\n| ---: | ---: |")
    try:
        engine = make_engine(recogniser, ListenSettings("both", 800))
        for turn in final_turns(LoopedSource(arguments.minutes, note), engine):
            turns += 1
            words += len(turn.words)
    finally:
        recogniser.close()
    settled = [mib for minute, mib in note.items() if minute >= SETTLED_MIN]
    if len(settled) < 2:
        print("Too short to judge.")
        return 1
    spread = (max(settled) - min(settled)) / settled[0]
    met = spread <= 0.04 and abs(settled[-1] - settled[0]) / settled[0] <= 0.02
    change = 100 * (settled[-1] / settled[0] - 1)
    print(f"\n{turns} turns, {words} words. From minute {SETTLED_MIN}: {change:+.1f} %, ", end="")
    print(f"highest - lowest {100 * spread:.1f} %. Target +-2 %: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
