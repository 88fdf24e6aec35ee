"""A run that goes on from an exported model, where the state of its training is gone.

    python -m training.restart medvoice/models/bundled RUN --hours 228

RUN gets state.pt (weights; optimiser and schedule at their beginning) and vocab.json. --hours: of
speech the model has heard, so that what is for the first hours alone (token and phone losses) stays
off.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from transformers import LasrForCTC

from training.model import Sizes, Trained
from training.state import save_start


def sizes_of(model: LasrForCTC) -> Sizes:
    encoder = model.config.encoder_config
    return Sizes(
        encoder.hidden_size, encoder.num_hidden_layers, encoder.num_attention_heads,
        encoder.intermediate_size, encoder.conv_kernel_size,
    )  # fmt: skip


def restart(folder: Path, run: Path, hours: float) -> None:
    exported = LasrForCTC.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    model = Trained(sizes_of(exported), exported.config.vocab_size)
    model.ctc.load_state_dict(exported.state_dict())
    save_start(run, model, hours)
    pieces = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    (run / "vocab.json").write_text(json.dumps(pieces, ensure_ascii=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--hours", type=float, default=1000.0)
    options = parser.parse_args()
    restart(options.folder, options.run, options.hours)


if __name__ == "__main__":
    main()
