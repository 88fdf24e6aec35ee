"""Forward and backward pass of the bundled model's size, in PyTorch and with training's kernels.

    python -m benchmarks.training_step

In turn, so that whatever else the machine does meets both. Needs a C compiler; sound is not needed.
"""

from __future__ import annotations

import argparse
import time

import torch

from training.model import Sizes, Trained

VOCABULARY = 384
SHAPES = ((12, 832), (8, 1216), (6, 1600))
"""(utterances, mel frames of 10 ms), padding included: batches of 100 s as training makes them."""


def _seconds(model: Trained, features: torch.Tensor, mask: torch.Tensor) -> float:
    started = time.perf_counter()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits, _ = model(features, mask)
    logits.float().log_softmax(-1)[..., 0].mean().backward()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    torch.set_num_threads(1)
    torch.manual_seed(1)
    plain, fast = Trained(Sizes(), VOCABULARY), Trained(Sizes(), VOCABULARY)
    fast.load_state_dict(plain.state_dict())
    fast.quicken()
    print("| batch | PyTorch, s | with kernels, s | ratio |\n| --- | ---: | ---: | ---: |")
    for batch, frames in SHAPES:
        features = torch.randn(batch, frames, 128)
        mask = torch.arange(frames) < torch.linspace(frames, 0.7 * frames, batch)[:, None]
        both: list[list[float]] = [[], []]
        for _ in range(rounds + 1):
            for taken, model in zip(both, (plain, fast), strict=True):
                taken.append(_seconds(model, features, mask))
        middle = [sorted(taken[1:])[rounds // 2] for taken in both]
        print(
            f"| {batch} x {frames / 100:.1f} s | {middle[0]:.2f} | {middle[1]:.2f} "
            f"| {middle[0] / middle[1]:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
