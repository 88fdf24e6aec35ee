"""The process that decodes compressed pictures, seen from here."""

from __future__ import annotations

import json
import subprocess
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medvoice.worker_process import WorkerProcess


class DecodingFailed(Exception):
    """The picture could not be decoded: why, for the user."""


class DecoderProcess:
    """Started at the first picture, and again after a picture that ended it. Thread-safe: one
    picture at a time. Ends with `close`, or when nobody refers to it any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = WorkerProcess("medvoice.study.decoder_worker")
        self.ended = 0
        """Processes that a picture has ended so far."""

    def decode(
        self, syntax: str, options: dict[str, Any], frame: bytes
    ) -> tuple[NDArray[Any], str]:
        """(pixels, the photometric interpretation that they have now). Raises DecodingFailed."""
        with self._lock:
            process = self._process.running()
            try:
                return _asked(process, syntax, options, frame)
            except (BrokenPipeError, EOFError, ValueError) as error:
                self.ended += 1
                raise DecodingFailed(_ended(self._process.ended_with())) from error

    @property
    def pid(self) -> int | None:
        """None: it does not run."""
        return self._process.pid

    def close(self) -> None:
        with self._lock:
            self._process.end()


def _asked(
    process: subprocess.Popen[bytes], syntax: str, options: dict[str, Any], frame: bytes
) -> tuple[NDArray[Any], str]:
    """Raises EOFError, BrokenPipeError where the process has ended; ValueError for nonsense."""
    assert process.stdin is not None
    assert process.stdout is not None
    request = {"syntax": syntax, "options": options, "bytes": len(frame)}
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.write(frame)
    process.stdin.flush()
    line = process.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    head = json.loads(line)
    if "fault" in head:
        raise DecodingFailed(_said(head))
    data = bytearray(process.stdout.read(head["bytes"]))  # as bytes, the pixels would be read-only
    if len(data) != head["bytes"]:
        raise EOFError
    pixels = np.frombuffer(data, dtype=np.dtype(head["dtype"])).reshape(head["shape"])
    return pixels, head["colour"]


def _said(head: dict[str, Any]) -> str:
    if head["fault"] == "NoDecoder":
        return "no decoder for its compression is installed"
    if head["fault"] == "MemoryError":
        return "decoding it needs too much memory"
    return "its compressed picture is broken"


def _ended(status: int) -> str:
    if status == -27:  # SIGPROF: its seconds are over
        return "decoding it takes too long"
    return "its compressed picture is broken (it ended the decoder)"
