"""A folder with an ONNX export (`model.onnx` or `model.int8.onnx`, and `tokens.txt`) → encoder and
vocabulary, or one clear sentence why not.

Such a folder says nothing about its front end: LasrFeatureExtractor's defaults are taken, which are
MedASR's (`MelSettings.lasr`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from medvoice.asr.features import MelSettings
from medvoice.asr.known_clip import known_clip, log_mel_of, warm
from medvoice.asr.onnx_encoder import INPUTS, OUTPUTS, OnnxEncoder
from medvoice.asr.pieces import CONTROL, SPACE, Vocabulary
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.windows import MEL_PER_FRAME, MEL_SEEN

TOKENS = "tokens.txt"
FILES = {"float32": "model.onnx", "int8": "model.int8.onnx"}
"""What the makers of the public export call them, and `medvoice models export` after them."""

BLANK = "<blk>"

_INT8_COSTS = "int8 weights: smaller than float32's, and now and then another word."
_LENGTHS = (13, 16, 17, 100)
"""Log-mel frames of the clips whose shapes are checked: the shortest, and both sides of a step."""


@dataclass(frozen=True, slots=True)
class OnnxSettings:
    """As LoadSettings has them. device "cuda" is refused: onnxruntime's CPU build runs this."""

    device: str = "auto"
    dtype: str = "auto"
    threads: int = 0


def is_onnx_folder(folder: Path) -> bool:
    """tokens.txt and an export in it. Where a checkpoint lies there, too, that one is meant."""
    exported = any((folder / name).is_file() for name in FILES.values())
    return exported and (folder / TOKENS).is_file() and not any(folder.glob("*.safetensors"))


def read_tokens(folder: Path) -> Vocabulary:
    """tokens.txt: "piece id" a line, ids from 0 without a gap, the blank named "<blk>".

    Raises RecogniserError."""
    file = folder / TOKENS
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        found = {}
        for line in filter(None, lines):
            piece, _, number = line.rpartition(" ")
            if int(number) in found:
                raise ValueError(f"id {number} stands there twice")
            found[int(number)] = piece or SPACE  # a line with the id alone: the piece is a space
        if sorted(found) != list(range(len(found))):
            raise ValueError("ids are missing")
        pieces = [found[number] for number in range(len(found))]
        blank = pieces.index(BLANK)
    except (OSError, ValueError) as error:
        raise RecogniserError(
            f"{file} cannot be used ({error}). Copy the model folder again."
        ) from error
    special = [number for number, piece in enumerate(pieces) if CONTROL.fullmatch(piece)]
    return Vocabulary.of(pieces, blank, special)


def onnx_encoder(folder: Path, settings: OnnxSettings, vocabulary: Vocabulary) -> OnnxEncoder:
    """Choose the file, check it against the vocabulary, warm. Raises RecogniserError."""
    if settings.device == "cuda":
        raise RecogniserError(
            f"{folder} holds an ONNX export, which runs on the CPU here. `--on cpu` uses it; for "
            "the GPU use the checkpoint itself (model.safetensors)."
        )
    dtype, notice = _choice(folder, settings.dtype)
    file = folder / FILES[dtype]
    threads = settings.threads or len(os.sched_getaffinity(0))
    try:
        encoder = OnnxEncoder(file, dtype, threads, notice)
        if encoder.tensors != (INPUTS, OUTPUTS):
            raise RecogniserError(
                f"{file} is no LASR export: its tensors are {encoder.tensors}, not "
                f"{(INPUTS, OUTPUTS)}. `medvoice models export` makes one from a checkpoint."
            )
        _check(encoder, file, vocabulary)
        warm(encoder, MelSettings.lasr().bands)
    except RecogniserError:
        raise
    except Exception as error:
        lines = str(error).strip().splitlines() or [""]
        raise RecogniserError(
            f"{file} cannot be run ({type(error).__name__}: {lines[0][:160]}). It may be cut off: "
            "copy or export it again."
        ) from error
    return encoder


def _choice(folder: Path, wanted: str) -> tuple[str, str]:
    """(number format, notice): float32 unless int8 is asked for or nothing else is there."""
    there = [dtype for dtype, name in FILES.items() if (folder / name).is_file()]
    notices = []
    dtype = "int8" if wanted == "int8" else "float32"
    if dtype not in there:
        notices.append(f"{FILES[dtype]} is not in the folder; {FILES[there[0]]} is used.")
        dtype = there[0]
    if wanted == "bfloat16":
        notices.append("bfloat16 needs torch and the checkpoint itself.")
    if dtype == "int8":
        notices.append(_INT8_COSTS)
    if wanted == "auto" and dtype == "int8":
        notices = [_INT8_COSTS]
    return dtype, " ".join(notices)


def _check(encoder: OnnxEncoder, file: Path, vocabulary: Vocabulary) -> None:
    """Shapes, size of the vocabulary, finite values. Raises RecogniserError."""
    mel = log_mel_of(known_clip(), MelSettings.lasr())
    pieces = vocabulary.pieces
    for length in (*_LENGTHS, len(mel)):
        logits = encoder(mel[:length])
        frames = (length - MEL_SEEN) // MEL_PER_FRAME + 1
        if logits.ndim != 2 or len(logits) != frames:
            raise RecogniserError(
                f"{file} gives {logits.shape} for {length} log-mel frames, not {frames} frames: "
                "this is no LASR export."
            )
        size = logits.shape[1]
        # Tokenizers count <extra_id_…>, too, which a model need not have an output for.
        if size > len(pieces) or not all(CONTROL.fullmatch(piece) for piece in pieces[size:]):
            raise RecogniserError(
                f"{file} knows {size} pieces, {TOKENS} beside it {len(pieces)}: they are of "
                "different models. Copy the folder again."
            )
        if not np.isfinite(logits).all():
            raise RecogniserError(f"{file} gives non-finite values: it is damaged. Fetch it again.")
