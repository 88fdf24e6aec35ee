"""What human speech in training brings: two equal short runs from scratch, with it and without.

    python -m training.human_effect FOLDER --seconds 1500 --noise ../shared/data/noise

FOLDER/with and FOLDER/without are runs of one seed, length and vocabulary; each goes on where it
was stopped. At the end the error rates of both on ../shared/data/speech are printed, set by set.
Small models after minutes of training: the difference counts, not the level.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from training.export import export

RUNS: dict[str, list[str]] = {"with": [], "without": ["--leave-out", "human"]}


def commands(folder: Path, options: list[str]) -> dict[str, list[str]]:
    """The training command of each run."""
    return {
        name: [sys.executable, "-m", "training.train", str(folder / name), *options, *left_out]
        for name, left_out in RUNS.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=1500.0, help="of training, each")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", type=Path)
    chosen = parser.parse_args()
    options = [
        "--seconds", str(chosen.seconds), "--layers", str(chosen.layers),
        "--seed", str(chosen.seed), "--optimiser", "muon",
    ]  # fmt: skip
    options += ["--noise", str(chosen.noise)] if chosen.noise else []
    for name, command in commands(chosen.folder, options).items():
        vocabulary = chosen.folder / name / "vocab.json"
        if name != "with" and not vocabulary.exists():
            vocabulary.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(chosen.folder / "with" / "vocab.json", vocabulary)
        subprocess.run(command, check=True)
        export(vocabulary.with_name("state.pt"), vocabulary, chosen.folder / name / "model", {})
    subprocess.run(
        [
            sys.executable, "-m", "benchmarks.recognition", "--ours", "--only", "human",
            "--model", str(chosen.folder / "with" / "model"),
            "--without-human", str(chosen.folder / "without" / "model"),
        ],
        check=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
