"""Weights between those of two runs, one of which went on from the other.

    python -m training.average OLD/state.pt NEW/state.pt BETWEEN --share 0.5

A run on other text learns that text and forgets some of the old; half-way between the two is
better on most sets than either (Wortsman et al. 2022; measured: training/README.md). BETWEEN gets
state.pt, from which training can go on, and the vocabulary beside NEW.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch

from training.model import Trained
from training.state import save_start, sizes_of


def average(
    old: dict[str, torch.Tensor], new: dict[str, torch.Tensor], share: float
) -> dict[str, torch.Tensor]:
    """share: of `new`, 0..1. Counters are those of `new`. Raises ValueError where they are not
    weights of the same model."""
    if {k: v.shape for k, v in old.items()} != {k: v.shape for k, v in new.items()}:
        raise ValueError("the two runs are of different models")
    return {
        name: torch.lerp(old[name], value, share) if value.is_floating_point() else value
        for name, value in new.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of NEW")
    options = parser.parse_args()
    old, new = (
        torch.load(path, map_location="cpu", weights_only=True)
        for path in (options.old, options.new)
    )
    weights = average(old["m"], new["m"], options.share)
    model = Trained(sizes_of(options.new), weights["ctc_head.weight"].shape[0])
    model.ctc.load_state_dict(weights)
    model.phones.load_state_dict(new["phones"])
    save_start(options.run, model, new["progress"]["heard_h"])
    shutil.copy(options.new.with_name("vocab.json"), options.run / "vocab.json")


if __name__ == "__main__":
    main()
