"""The process that reads documents, seen from here."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from medvoice.documents.document import DocumentError
from medvoice.documents.limits import Limits
from medvoice.worker_process import WorkerProcess

_SIGXCPU, _SIGPROF, _SIGALRM = -24, -27, -14


class ReaderEnded(DocumentError):
    """The file ended the process; what it had answered before counts."""


class ReaderProcess:
    """Started at the first file, and again after a file that ended it. Thread-safe: one file at a
    time. Ends with `close`, or when nobody refers to it any more."""

    def __init__(self, limits: Limits) -> None:
        self._limits = asdict(limits)
        self._lock = threading.Lock()
        self._process = WorkerProcess("medvoice.documents.worker")

    def asked(
        self, do: str, path: Path, member: str = "", **more: int
    ) -> Generator[tuple[dict[str, Any], bytes]]:
        """Answers as they come: (head, bytes). Whoever leaves early ends the process. Raises
        DocumentError, its message without the file's name; ReaderEnded."""
        request = {"do": do, "path": str(path.absolute()), "member": member, **more}
        with self._lock:
            process = self._process.running()
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
                raise ReaderEnded(_why(self._process.ended_with())) from error
            finally:
                if not whole:
                    self._process.end()

    def close(self) -> None:
        with self._lock:
            self._process.end()


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
