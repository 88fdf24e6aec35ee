"""The process that decodes compressed pictures, seen from here."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from medvoice.study.decoder_worker import serve; serve()"
)


class DecodingFailed(Exception):
    """The picture could not be decoded: why, for the user."""


class DecoderProcess:
    """Started at the first picture, and again after a picture that ended it. Thread-safe: one
    picture at a time. Ends with `close`, or when nobody refers to it any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[Any, DecoderProcess] | None = None
        self.ended = 0
        """Processes that a picture has ended so far."""

    def decode(
        self, syntax: str, options: dict[str, Any], frame: bytes
    ) -> tuple[NDArray[Any], str]:
        """(pixels, the photometric interpretation that they have now). Raises DecodingFailed."""
        with self._lock:
            process = self._running()
            try:
                return _asked(process, syntax, options, frame)
            except (BrokenPipeError, EOFError, ValueError) as error:
                status = self._ended_with()
                raise DecodingFailed(_ended(status)) from error

    @property
    def pid(self) -> int | None:
        """None: it does not run."""
        return None if self._process is None else self._process.pid

    def close(self) -> None:
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            root = str(Path(__file__).resolve().parents[2])
            self._process = subprocess.Popen(
                # -P: a numpy.py in the folder that somebody works in is none of ours.
                [sys.executable, "-P", "-c", _START, root],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._finalizer = weakref.finalize(self, _end, self._process)
        return self._process

    def _ended_with(self) -> int:
        """The exit status of the process that has just ended, or has lost its way."""
        process = self._process
        assert process is not None
        self.ended += 1
        self._end()
        return process.wait()

    def _end(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._process = self._finalizer = None


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


def _end(process: subprocess.Popen[bytes]) -> None:
    """Closing its input ends it; a decoder at work is stopped."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue
    process.kill()
    process.wait()
