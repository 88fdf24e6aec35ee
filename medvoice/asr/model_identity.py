"""Digests that say whether two machines run the same recogniser."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from medvoice.asr.features import MelSettings
from medvoice.asr.pieces import Vocabulary

_WEIGHTS = ("*.safetensors", "*.onnx")


def front_digest(mel: MelSettings, vocabulary: Vocabulary) -> str:
    """Of what stands around the encoder: the same sound gives the same log-mel, and the same logits
    the same words."""
    known = {
        "lengths": [mel.win_length, mel.hop_length, mel.n_fft],
        "pieces": vocabulary.pieces,
        "blank": vocabulary.blank,
        "dropped": sorted(vocabulary.dropped),
    }
    digest = hashlib.sha256(json.dumps(known, ensure_ascii=True).encode())
    # To 6 digits: the matrix is computed, and its last digits are the machine's.
    digest.update(json.dumps(mel.filters.round(6).tolist()).encode())
    return digest.hexdigest()


def weights_digest(folder: Path) -> str:
    """Of all weights in the folder, "" where there are none. Raises OSError."""
    files = sorted(file for pattern in _WEIGHTS for file in folder.glob(pattern))
    if not files:
        return ""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()
