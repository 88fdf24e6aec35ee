"""OnnxEncoder: a LASR encoder exported to ONNX, run by onnxruntime on the CPU, without torch.

The tensors are those of the public export of MedASR: in `x` (N, T, bands) float32 log-mel and
`mask` (N, T) int64, 1 for every frame that is there; out `logits` (N, (T - 13) // 4 + 1, V) float32
with V the size of the vocabulary, and `logits_len` (N).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from medvoice.asr.batching import most_together
from medvoice.asr.encoder import Logits
from medvoice.asr.features import LogMel

INPUTS = ("x", "mask")
OUTPUTS = ("logits", "logits_len")


class OnnxEncoder:
    """See `BatchEncoder`."""

    def __init__(self, file: Path, dtype: str, threads: int, notice: str = "") -> None:
        """dtype: what the file's weights are, for the screen. threads: of the CPU, at least 1.

        Raises onnxruntime's own exceptions, which have no common class but Exception."""
        options = onnxruntime.SessionOptions()
        # onnxruntime pins its own threads and heeds neither taskset nor OMP_NUM_THREADS.
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # It keeps a plan of the memory for every length it has seen; turns have any length.
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"]
        )
        self._dtype = dtype
        self.notice = notice

    @property
    def placed(self) -> str:
        return f"cpu, onnx {self._dtype}"

    @property
    def tensors(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of the inputs and of the outputs."""
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        return tuple(i.name for i in inputs), tuple(o.name for o in outputs)

    def most(self, frames: int) -> int:
        """See `BatchEncoder`."""
        return most_together("cpu", self._dtype, frames)

    def __call__(self, mel: LogMel) -> Logits:
        return self.batch([mel])[0]

    def batch(self, mels: Sequence[LogMel]) -> list[Logits]:
        """See `BatchEncoder`."""
        features = np.stack(mels).astype(np.float32, copy=False)
        mask = np.ones(features.shape[:2], np.int64)
        logits, lengths = self._session.run(OUTPUTS, {"x": features, "mask": mask})
        return [row[: int(length)] for row, length in zip(logits, lengths, strict=True)]
