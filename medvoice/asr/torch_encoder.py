"""TorchEncoder: LasrForCTC in torch, and the choice of its number format.

CUDA runs bfloat16 where the card has it, else float32; float16 never (one evaluation of MedASR had
non-finite logits with it). A CPU runs bfloat16 or float32, whichever is faster here. Whatever is
chosen must agree with float32 on a known clip, else float32 is taken and said so.
"""

from __future__ import annotations

import copy
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from medvoice.asr.batching import most_together
from medvoice.asr.encoder import Logits
from medvoice.asr.features import LogMel, MelSettings
from medvoice.asr.known_clip import known_clip, log_mel_of, posteriors_apart, warm
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.traced import Forward, eager, traced
from medvoice.asr.windows import MEL_PER_FRAME, MEL_SEEN, SHAPE_STEP

_MOST_APART = {"bfloat16": 0.05, "int8": 0.15}
"""Largest allowed mean distance (total variation, 0..1) between the posteriors of a format and of
float32 on the known clip. int8 was asked for, so it may cost more, and its cost is shown."""

_CLEARLY = 0.9
"""bfloat16 must take less than this part of float32's time, so that noise in the timing does not
change the format (and with it, rarely, a word) from one start to the next."""


class TorchEncoder:
    """See `BatchEncoder`. The model is on its device, in eval mode, in its number format."""

    def __init__(
        self, model: Any, device: str, dtype: str, notice: str = "", step: int = SHAPE_STEP
    ) -> None:
        """step: windows are filled up to a multiple of so many frames (1: not at all)."""
        self._model = model
        self._step = step
        self._device = device
        self._dtype = dtype
        self.notice = notice
        self._input = torch.bfloat16 if dtype == "bfloat16" else torch.float32
        self._forward: Forward = eager(model)

    @property
    def placed(self) -> str:
        return f"{self._device}, {self._dtype}"

    def most(self, frames: int) -> int:
        """See `BatchEncoder`."""
        return most_together(self._device, self._dtype, frames)

    def __call__(self, mel: LogMel) -> Logits:
        return self.batch([mel])[0]

    def batch(self, mels: Sequence[LogMel]) -> list[Logits]:
        """See `BatchEncoder`."""
        length, bands = mels[0].shape
        frames = (length - MEL_SEEN) // MEL_PER_FRAME + 1
        shape = -(-frames // self._step) * self._step
        filled = length if shape == frames else MEL_PER_FRAME * (shape - 1) + MEL_SEEN
        rows = np.zeros((len(mels), filled, bands), np.float32)
        for row, mel in zip(rows, mels, strict=True):
            row[:length] = mel
        mask = None
        if filled > length:
            mask = torch.zeros(rows.shape[:2], dtype=torch.bool, device=self._device)
            mask[:, :length] = True
        with torch.inference_mode():
            features = torch.from_numpy(rows).to(self._device, self._input)
            logits = self._forward(features, mask)[:, :frames]
            return list(logits.to("cpu", torch.float32).numpy())

    def as_graph(self, clip: LogMel) -> None:
        """Make a graph of the model (see `traced`). clip: log-mel of sound, 50 frames or more."""
        rows = np.stack([clip, clip[::-1]])
        with torch.inference_mode():
            example = torch.from_numpy(np.ascontiguousarray(rows)).to(self._device, self._input)
        lengths = (MEL_SEEN, len(clip) // 2, len(clip))
        self._forward = traced(self._model, example, lengths)


@dataclass(frozen=True, slots=True)
class Placement:
    """device: "auto", "cpu" or "cuda". dtype: "auto", "float32", "bfloat16" or "int8"."""

    device: str = "auto"
    dtype: str = "auto"


def place(model: Any, mel: MelSettings, placement: Placement) -> TorchEncoder:
    """Choose device and format, check, warm. model: LasrForCTC in float32 on the CPU.

    Raises RecogniserError where the wanted device is not there or nothing gives finite logits."""
    model.eval()
    # torch remarks once that an even "same" convolution (32, the model's own) costs a copy.
    warnings.filterwarnings("ignore", message="Using padding='same' with even kernel")
    device = _device(placement)
    clip = log_mel_of(known_clip(), mel)
    plain = TorchEncoder(model, "cpu", "float32")
    reference = plain(clip)
    if not np.isfinite(reference).all():
        raise RecogniserError(
            "The model gives non-finite values even in float32: its weights are damaged. "
            "Fetch the model again."
        )
    wanted = [placement.dtype] if placement.dtype != "auto" else _candidates(plain, device, mel)
    notices = []
    for dtype in [*wanted, "float32"]:
        if dtype == "int8" and device != "cpu":
            notices.append("int8 runs on the CPU only; float32 is used.")
            continue
        encoder = plain if (device, dtype) == ("cpu", "float32") else _made(model, device, dtype)
        apart = posteriors_apart(reference, encoder(clip))
        if dtype == "float32" or apart <= _MOST_APART[dtype]:
            if not np.isfinite(apart):
                raise RecogniserError(
                    f"The model gives non-finite values on this device ({device}). "
                    "`--on cpu` avoids it."
                )
            if dtype == "int8":
                notices.append(f"int8 moves {apart:.1%} of the probability against float32.")
            encoder.notice = " ".join(notices)
            encoder.as_graph(clip)
            warm(encoder, mel.bands)
            return encoder
        notices.append(
            f"{dtype} gave non-finite values here; float32 is used."
            if not np.isfinite(apart)
            else f"{dtype} differs too much from float32 here ({apart:.1%}); float32 is used."
        )
    raise AssertionError("float32 is always tried")


def _device(placement: Placement) -> str:
    there = torch.cuda.is_available()
    if placement.device == "cuda" and not there:
        raise RecogniserError(
            "No usable NVIDIA GPU was found for `--on cuda`. `medvoice doctor` says why; "
            "`--on cpu` works without one."
        )
    return "cuda" if placement.device == "cuda" or (placement.device == "auto" and there) else "cpu"


def _candidates(plain: TorchEncoder, device: str, mel: MelSettings) -> list[str]:
    """The format that suits the device: what the card has, or what is faster on this CPU."""
    if device == "cuda":
        native = torch.cuda.is_bf16_supported(including_emulation=False)
        return ["bfloat16"] if native else ["float32"]
    second = np.random.default_rng(0).standard_normal((98, mel.bands)).astype(np.float32)
    half = _made(plain._model, "cpu", "bfloat16")
    faster = _seconds(half, second) < _CLEARLY * _seconds(plain, second)
    return ["bfloat16"] if faster else ["float32"]


def _seconds(encoder: TorchEncoder, mel: LogMel) -> float:
    """Best of three after one run to warm up."""
    encoder(mel)
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        encoder(mel)
        taken.append(time.perf_counter() - start)
    return min(taken)


def _made(model: Any, device: str, dtype: str) -> TorchEncoder:
    if dtype == "int8":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch announces a successor of its quantisation
            quantise: Any = torch.ao.quantization.quantize_dynamic
            quantised = quantise(copy.deepcopy(model), {torch.nn.Linear}, dtype=torch.qint8)
        return TorchEncoder(quantised, device, dtype)
    number = torch.bfloat16 if dtype == "bfloat16" else torch.float32
    return TorchEncoder(copy.deepcopy(model).to(device, number), device, dtype)
