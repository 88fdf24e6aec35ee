"""A tiny LASR checkpoint with random weights, for tests of everything that loads a model, and a numpy
stand-in for the model itself.

Its logits are scaled so that tokens, blanks and runs all occur: what it "hears" is nonsense, but a
deterministic function of the sound.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from transformers import (
    LasrCTCConfig,
    LasrEncoderConfig,
    LasrFeatureExtractor,
    LasrForCTC,
    LasrProcessor,
    LasrTokenizer,
)

from medvoice.asr.ctc_turn import CtcSettings
from medvoice.asr.pieces import Vocabulary
from medvoice.asr.windows import FinalScheme, StreamScheme

PIECES = [
    "<pad>", "</s>", "<unk>", "▁",
    "▁no", "▁effusion", "▁bilateral", "▁lung", "s", "ic", "al", "▁{period}", "▁{", "comma", "}",
    "▁{new", "▁paragraph}", "▁[FIND", "INGS]", "▁of▁the", "▁a", "▁6", "▁mm", "ness",
]  # fmt: skip


SMALL = CtcSettings(
    stream=StreamScheme(left=6, chunk=4, right=3, seam=2, early_from=3, early_step=2, early_to=12),
    final=FinalScheme(left=9, chunk=16, right=5, seam=3),
    hold=6,
)
"""Windows so short that two seconds already need several of each kind."""

VOCABULARY = Vocabulary.of(PIECES, 0, (1, 2))


class MixingEncoder:
    """As cheap as numpy allows, and every logit depends on every frame of the window (as attention
    has it), so that a window cut anywhere else gives other words."""

    placed = "test, numpy"
    notice = ""

    def __init__(self) -> None:
        rng = np.random.default_rng(5)
        self._weights = rng.standard_normal((13 * 128, len(PIECES))).astype(np.float32) / 20

    def __call__(self, mel):
        frames = (len(mel) - 13) // 4 + 1
        shifted = mel - mel.mean(axis=0)
        seen = np.stack([shifted[4 * j : 4 * j + 13].ravel() for j in range(frames)])
        logits = seen @ self._weights
        logits[:, 0] += 6.0
        return logits.astype(np.float32)


def tiny_model(seed: int = 0, layers: int = 2) -> LasrForCTC:
    torch.manual_seed(seed)
    encoder = LasrEncoderConfig(
        hidden_size=32,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=64,
        conv_kernel_size=8,
        subsampling_conv_channels=32,
        initializer_range=0.3,
    )
    config = LasrCTCConfig(vocab_size=len(PIECES), encoder_config=encoder, pad_token_id=0)
    model = LasrForCTC(config).eval()
    with torch.no_grad():
        model.ctc_head.weight.mul_(3.0)
        model.ctc_head.bias.zero_()
        model.ctc_head.bias[0] = 6.0
    return model


def write_tiny_lasr(folder: Path, seed: int = 0) -> Path:
    """Write model, tokenizer and feature extractor as `training.export` does; returns `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tiny_model(seed).save_pretrained(folder)
    tokenizer = LasrTokenizer(
        vocab=[(piece, -float(index)) for index, piece in enumerate(PIECES)], extra_ids=0
    )
    LasrProcessor(LasrFeatureExtractor(), tokenizer).save_pretrained(folder)
    return folder
