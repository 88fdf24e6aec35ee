"""SileroVad: the Silero v6 network, its ONNX file run by onnxruntime alone (no torch)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from medvoice.audio.block import SAMPLE_RATE, Samples

MODEL_FILE = Path(__file__).parent / "data" / "silero_vad_v6_16k.onnx"
"""Shipped in the wheel; origin, licence (MIT) and checksum: NOTICE beside it."""

FRAME = 512
"""Samples; the network was trained on frames of 32 ms at 16 kHz and no others."""

CONTEXT = 64
"""Samples of the frame before that stand in front of each frame (the makers' own wrapper)."""


class SileroVad:
    """Speech probability with hysteresis: on at `on`, off below `off`.

    The network is recurrent: it must see every frame, in order.
    """

    def __init__(self, on: float = 0.5, off: float = 0.35, model: Path = MODEL_FILE) -> None:
        """on, off: probabilities; the defaults are the makers' (0.5, and 0.15 lower to let go).

        Raises ValueError for off > on, and onnxruntime's error when the file cannot be read.
        """
        if not 0 < off <= on < 1:
            raise ValueError(f"thresholds must satisfy 0 < off <= on < 1, not {off}, {on}")
        options = onnxruntime.SessionOptions()
        # onnxruntime pins threads of its own, whatever OMP_NUM_THREADS says; a frame is 0.1 ms.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._on = on
        self._off = off
        self._rate = np.array(SAMPLE_RATE, np.int64)
        self._state: NDArray[np.float32]
        self._context: NDArray[np.float32]
        self._speaking: bool
        self.reset()

    @property
    def frame(self) -> int:
        return FRAME

    def probability(self, samples: Samples) -> float:
        """Speech probability of the next frame. samples: float32, shape (512,).

        Raises ValueError for another shape.
        """
        if samples.shape != (FRAME,):
            raise ValueError(f"silero VAD takes {FRAME} samples, not an array of {samples.shape}")
        heard = np.concatenate([self._context, samples]).astype(np.float32)
        output, self._state = self._session.run(
            None, {"input": heard[None], "state": self._state, "sr": self._rate}
        )
        self._context = heard[-CONTEXT:]
        return float(output[0, 0])

    def speech(self, samples: Samples) -> bool:
        """samples: float32, shape (512,)."""
        threshold = self._off if self._speaking else self._on
        self._speaking = self.probability(samples) >= threshold
        return self._speaking

    def reset(self) -> None:
        self._state = np.zeros((2, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT, np.float32)
        self._speaking = False
