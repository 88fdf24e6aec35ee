"""How sure the recogniser is of real dictation, and what of it is set aside as background.

    python benchmarks/background_words.py [--recogniser FOLDER]

Every committed recording (benchmarks/recordings) as one turn. surety: as
medvoice/session/background.py judges a turn; "in doubt": the same turn behind noise.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from benchmarks.turn_sound import read
from medvoice.session.background import FEW, background_runs, surety
from medvoice.session.opening import RunSettings, open_recogniser

HERE = Path(__file__).resolve().parent
BUNDLED = HERE.parent / "medvoice" / "models" / "bundled"
GRID = 640


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recogniser", type=Path, default=BUNDLED)
    options = parser.parse_args()
    model = open_recogniser(options.recogniser, RunSettings(), "model")
    print("| set | turns | least surety | 5 % | words | set aside | set aside, in doubt |")
    print("|---|---|---|---|---|---|---|")
    for folder in sorted(p for p in (HERE / "recordings").iterdir() if p.is_dir()):
        sure, words, aside, doubted = [], 0, 0, 0
        for file in sorted(folder.glob("*.opus")):
            sound = read(file)
            end = len(sound) // GRID * GRID
            turn = model.open_turn(1, 0)
            turn.feed(sound[:end])
            heard = turn.finish(end).result()
            turn.close()
            words += len(heard)
            aside += _count(background_runs(heard, 0, end, in_doubt=False))
            doubted += _count(background_runs(heard, 0, end, in_doubt=True))
            if len(heard) >= FEW:
                sure.append(surety(heard))
        least, low = min(sure, default=1.0), float(np.percentile(sure or [1.0], 5))
        print(
            f"| {folder.name} | {len(sure)} | {least:.2f} | {low:.2f} | {words} | {aside} "
            f"| {doubted} |",
            flush=True,
        )
    model.close()
    return 0


def _count(runs: tuple[tuple[int, int], ...]) -> int:
    return sum(stop - first for first, stop in runs)


if __name__ == "__main__":
    raise SystemExit(main())
