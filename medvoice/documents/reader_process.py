"""The process that reads documents, seen from here."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from medvoice.documents.document import DocumentError
from medvoice.documents.limits import Limits

_START = (
    "import sys; sys.path.append(sys.argv[1]); from medvoice.documents.worker import serve; serve()"
)
_SIGXCPU, _SIGPROF, _SIGALRM = -24, -27, -14


class ReaderEnded(DocumentError):
    """The file ended the process; what it had answered before counts."""


class ReaderProcess:
    """Started at the first file, and again after a file that ended it. Thread-safe: one file at a
    time. Ends with `close`, or when nobody refers to it any more."""

    def __init__(self, limits: Limits) -> None:
        self._limits = asdict(limits)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[Any, ReaderProcess] | None = None

    def asked(
        self, do: str, path: Path, member: str = "", **more: int
    ) -> Generator[tuple[dict[str, Any], bytes]]:
        """Answers as they come: (head, bytes). Whoever leaves early ends the process. Raises
        DocumentError, its message without the file's name; ReaderEnded."""
        request = {"do": do, "path": str(path.absolute()), "member": member, **more}
        with self._lock:
            process = self._running()
            whole = False
            try:
                for head, data in _answers(process, request | {"limits": self._limits}):
                    whole = "fault" in head or bool({"end", "members", "shape"} & head.keys())
                    if "fault" in head:
                        raise DocumentError(head["fault"])
                    yield head, data
                    if whole:
                        return
            except (BrokenPipeError, EOFError, ValueError) as error:
                raise ReaderEnded(_why(self._ended_with())) from error
            finally:
                if not whole:
                    self._end()

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
        process = self._process
        assert process is not None
        try:
            status = process.wait(1.0)  # it is ending; one that lost its way is stopped
        except subprocess.TimeoutExpired:
            status = 0
        self._end()
        return status

    def _end(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._process = self._finalizer = None


def _answers(
    process: subprocess.Popen[bytes], request: dict[str, Any]
) -> Generator[tuple[dict[str, Any], bytes]]:
    """Without end. Raises EOFError, BrokenPipeError, ValueError."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    while True:
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        head = json.loads(line)
        data = process.stdout.read(head["bytes"]) if head["bytes"] else b""
        if len(data) != head["bytes"]:
            raise EOFError
        yield head, data


def _why(status: int) -> str:
    if status in (_SIGPROF, _SIGXCPU, _SIGALRM):
        return "reading it takes too long"
    return "it is broken, or reading it needs too much memory (it ended the reader)"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Closing its input ends it; a reader at work is stopped."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue
    process.kill()
    process.wait()
