"""Writes a trained state as a transformers folder that loads offline.

    python -m training.export STATE.pt VOCAB.json FOLDER --notes training.json

STATE.pt: dict with "m" (state dict of LasrForCTC) and "args" (d, L, h, ff, k: its sizes).
VOCAB.json: list of [piece, score]; 0 = <pad> (CTC blank), 1 = </s>, 2 = <unk>, 3 = the space.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from transformers import (
    LasrCTCConfig,
    LasrEncoderConfig,
    LasrFeatureExtractor,
    LasrForCTC,
    LasrProcessor,
    LasrTokenizer,
)


def model_config(sizes: dict[str, int], vocabulary: int) -> LasrCTCConfig:
    """The configuration of the bundled model (no dropout: the run is short)."""
    encoder = LasrEncoderConfig(
        hidden_size=sizes["d"],
        num_hidden_layers=sizes["L"],
        num_attention_heads=sizes["h"],
        intermediate_size=sizes["ff"],
        conv_kernel_size=sizes["k"],
        subsampling_conv_channels=sizes["d"],
        dropout=0.0,
        layerdrop=0.0,
        activation_dropout=0.0,
        attention_dropout=0.0,
        batch_norm_momentum=0.1,
    )
    return LasrCTCConfig(vocab_size=vocabulary, encoder_config=encoder, pad_token_id=0)


def export(state: Path, vocabulary: Path, folder: Path, notes: dict[str, object]) -> None:
    """Model in float16 (loaders cast to float32), tokenizer, processor and `training.json`."""
    pieces = [(piece, score) for piece, score in json.loads(vocabulary.read_text())]
    saved = torch.load(state, map_location="cpu", weights_only=True)
    model = LasrForCTC(model_config(saved["args"], len(pieces)))
    model.load_state_dict(saved["m"])
    if not all(torch.isfinite(value).all() for value in model.state_dict().values()):
        raise ValueError(f"{state}: non-finite weights")
    folder.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(folder)
    tokenizer = LasrTokenizer(vocab=pieces, extra_ids=0)
    LasrProcessor(LasrFeatureExtractor(), tokenizer).save_pretrained(folder)
    (folder / "training.json").write_text(json.dumps(notes, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("state", type=Path)
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=Path, help="figures of the run (JSON)")
    arguments = parser.parse_args()
    notes = json.loads(arguments.notes.read_text()) if arguments.notes else {}
    export(arguments.state, arguments.vocabulary, arguments.folder, notes)


if __name__ == "__main__":
    main()
