"""Grows a trained state by new blocks that do almost nothing at first: what was learnt stays.

    python -m training.deepen OLD/state.pt NEW --after 1 3

Each new block is a copy of the block before it with its four output projections at zero; its last
LayerNorm gets one gain, the root mean square of the gains before it, which makes the block an
identity up to the mean of a frame. NEW gets state.pt with the optimiser and the schedule at their
beginning (hours heard are kept); copy vocab.json beside it.
"""

from __future__ import annotations

import argparse
import re
import shutil
from dataclasses import replace
from pathlib import Path

import torch

from training.model import Sizes, Trained
from training.state import save_start

OUTPUTS = (
    "feed_forward1.linear2.weight",
    "feed_forward2.linear2.weight",
    "self_attn.o_proj.weight",
    "conv.pointwise_conv2.weight",
)
BLOCK = re.compile(r"(encoder\.layers\.)(\d+)\.(.*)")


def deepened(
    weights: dict[str, torch.Tensor], blocks: int, after: set[int]
) -> dict[str, torch.Tensor]:
    """weights of a LasrForCTC with `blocks` blocks; a new one behind each number in `after`."""
    grown = {k: v for k, v in weights.items() if not BLOCK.match(k)}
    position = 0
    for number in range(blocks):
        block = {
            m.group(3): v
            for k, v in weights.items()
            if (m := BLOCK.match(k)) and int(m.group(2)) == number
        }
        copies = [block]
        if number in after:
            gain = block["norm_out.weight"].float().pow(2).mean().sqrt()
            idle = {k: torch.zeros_like(v) if k in OUTPUTS else v.clone() for k, v in block.items()}
            idle["norm_out.weight"] = torch.full_like(block["norm_out.weight"], float(gain))
            copies.append(idle)
        for copy in copies:
            for key, value in copy.items():
                grown[f"encoder.layers.{position}.{key}"] = value
            position += 1
    return grown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("state", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--after", type=int, nargs="+", required=True)
    options = parser.parse_args()
    saved = torch.load(options.state, map_location="cpu", weights_only=True)
    old = Sizes(**saved["args"])
    sizes = replace(old, L=old.L + len(set(options.after)))
    model = Trained(sizes, saved["m"]["ctc_head.weight"].shape[0])
    model.ctc.load_state_dict(deepened(saved["m"], old.L, set(options.after)))
    model.phones.load_state_dict(saved["phones"])
    save_start(options.run, model, saved["progress"]["heard_h"])
    vocabulary = options.state.with_name("vocab.json")
    if vocabulary.exists():
        shutil.copy(vocabulary, options.run / "vocab.json")


if __name__ == "__main__":
    main()
