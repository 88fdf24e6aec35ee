"""Loss and word error rate of a run as a picture, from RUN/log.jsonl.

    python -m training.curve RUN [RUN ...] curve.png

Needs matplotlib (a tool of training alone). Runs that go on from each other are given in order; the
hours of speech heard are the axis.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

_LOSSES = ("ctc", "phone", "token")
_NO_SET = {"seconds", "step", "skipped", "heard_h", "rate", *_LOSSES}
Series = dict[str, list[tuple[float, float]]]
"""Name -> (hours heard, value)."""


def series(lines: list[str]) -> tuple[Series, Series]:
    """(losses, word error rates) of the lines of log.jsonl; a loss that is switched off is left
    out."""
    losses: Series = {}
    rates: Series = {}
    for line in lines:
        entry = json.loads(line)
        for name, value in entry.items():
            if name in _LOSSES and value > 0:
                losses.setdefault(name, []).append((entry["heard_h"], value))
            elif name not in _NO_SET:
                rates.setdefault(name, []).append((entry["heard_h"], value))
    return losses, rates


def draw(losses: Series, rates: Series, picture: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4))
    for axes, curves, title in (
        (left, losses, "training loss (per piece)"),
        (right, {n: [(h, 100 * v) for h, v in c] for n, c in rates.items()}, "WER, greedy (%)"),
    ):
        for name, points in sorted(curves.items()):
            axes.plot(*zip(*points, strict=True), marker=".", linewidth=1, label=name)
        axes.set(title=title, xlabel="hours of speech heard", ylim=(0, None))
        axes.grid(alpha=0.3)
        axes.legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(picture, dpi=80)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("picture", type=Path)
    options = parser.parse_args()
    lines = [line for run in options.runs for line in (run / "log.jsonl").read_text().splitlines()]
    draw(*series(lines), options.picture)


if __name__ == "__main__":
    main()
