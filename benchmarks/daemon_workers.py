"""What dies beside the daemon of the fault benchmark: the process of a language model, which is
killed and started again; and the memory of an encoder's card.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass

import numpy as np

from medvoice.asr.encoder import Logits
from medvoice.asr.features import LogMel
from medvoice.asr.worker import ModelWorker
from tests.truth import ScriptedRecogniser

FAILS = 3
"""Windows that find no memory, each time."""
LOOKED = 0.05
"""Share of the looks at live text that go through the worker, as often as a real one's windows."""


class ModelProcess:
    """A server that somebody kills with -9 and a supervisor starts again."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._process = self._started()
        threading.Thread(target=self._supervise, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)

    def _supervise(self) -> None:
        while True:
            self._process.wait()
            self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "benchmarks.model_process", str(self._port)]
        # Nothing of the daemon's is inherited, and it ends with it.
        return subprocess.Popen(command, preexec_fn=_dies_with_its_parent)


class OutOfMemoryError(RuntimeError):
    """As torch names it."""


class Card:
    """An encoder that has no memory for the next windows; what it says of the others is nothing."""

    placed, notice = "benchmark", ""

    def __init__(self) -> None:
        self.left = 0
        self.failed = 0

    def full(self) -> None:
        self.left += FAILS

    def __call__(self, mel: LogMel) -> Logits:
        if self.left > 0:
            self.left -= 1
            self.failed += 1
            raise OutOfMemoryError("CUDA out of memory. Tried to allocate 512.00 MiB.")
        return np.zeros(((len(mel) - 13) // 4 + 1, 4), np.float32)


@dataclass
class OnCard(ScriptedRecogniser):
    """Says what is known, where the worker's window came through."""

    worker: ModelWorker | None = None

    def may_fail(self, turn: int, call: str) -> None:
        """Raises RecogniserError, as the real worker has it."""
        super().may_fail(turn, call)
        assert self.worker is not None
        if call == "result" or (call == "advance" and random.random() < LOOKED):
            self.worker.submit_final(np.zeros((193, 128), np.float32)).result()


def _dies_with_its_parent() -> None:
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
