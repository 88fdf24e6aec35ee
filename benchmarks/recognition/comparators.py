"""The comparators alone, heard ahead: PocketSphinx and Whisper tiny.en on every set.

    nice -n 10 python -m benchmarks.recognition.comparators          # about 50 min of one core
    python -m benchmarks.recognition                                 # later: takes their answers

Their answers do not depend on our model. They are kept where the benchmark looks for them; a run
that was stopped goes on. After every round a line with the time that the rest will take.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from benchmarks.recognition import sets, systems
from benchmarks.recognition.__main__ import cache_folder
from benchmarks.recognition.bench import Bench, Options
from benchmarks.recognition.measure import Ears, Tally, mixed_order
from benchmarks.recognition.sets import Clip, human_sets, in_noise, in_room
from benchmarks.recognition.streaming import far_voices, wordless
from medvoice.language.reader import Dialect

ROUND = 12
"""Recordings of a set."""


def all_sets(bench: Bench) -> dict[str, list[Clip]]:
    """Name → recordings, as the benchmark gives them to the comparators; the longest last."""
    found = {name: bench.committed(name) for name in sets.COMMITTED}
    found["piper"] = bench.piper()
    if bench.noise_folder is not None:
        room = in_room(bench.committed("unheard"), bench.noise_folder)
        found["room and noise"] = in_noise(room, bench.noise_folder)
    speech = bench.options.shared / "speech"
    if speech.is_dir():
        found["human"] = [clip for part in human_sets(speech) for clip in part.clips]
    if bench.noise_folder is not None:
        folder = bench.noise_folder
        sounds = {**wordless(folder), "far voices": far_voices(folder)}
        found["without words"] = [
            Clip("", Dialect.WORDS, kind, sound) for kind, sound in sounds.items()
        ]
    return found


def hear(ears: Ears, every: dict[str, list[Clip]]) -> None:
    """In rounds, `ROUND` recordings of every set, so that a run that was stopped knows as much of
    one set as of another; in the order of `Ears.tally`."""
    orders = {name: mixed_order(clips) for name, clips in every.items()}
    for begin in range(0, max(map(len, orders.values())), ROUND):
        done, begun = Tally(), time.monotonic()
        for clips in orders.values():
            for clip in clips[begin : begin + ROUND]:
                done += ears.one(clip)
        left = sum(clip.seconds for clips in orders.values() for clip in clips[begin + ROUND :])
        pace = (time.monotonic() - begun) / max(done.audio_s, 1e-9)
        print(
            f"{ears.system.name}: {begin + ROUND} of each set, {done.audio_s:.0f} s, "
            f"{done.cpu_s / max(done.audio_s, 1e-9):.2f} processor s/s, "
            f"WER {100 * done.wer:.1f} %; about {left * pace / 60:.0f} min left",
            flush=True,
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=sets.SHARED, help="the shared test data")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="of the answers")
    chosen = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    bench = Bench(Options(Path(), None, None, chosen.shared, chosen.cache, quick=False))
    every = all_sets(bench)
    for system in (systems.whisper_alone(), systems.pocketsphinx()):
        if system.missing:
            print(f"{system.name}: {system.missing}.")
        else:
            hear(bench.ears(system), every)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
