"""A process of our own that works on hostile files: they may end it, and nothing else.

It is asked over its standard input and answers over its standard output; what is spoken there is
its owner's business, who also sees to it that one thread at a time does.
"""

from __future__ import annotations

import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

_ENDING_S = 1.0


class WorkerProcess:
    """Started when it is first needed, and again after it has ended. Ends with `end`, or when
    nobody refers to it any more."""

    def __init__(self, module: str) -> None:
        """module: of ours, whose `serve` it runs."""
        self._start = (
            f"import sys; sys.path.append(sys.argv[1]); from {module} import serve; serve()"
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[Any, WorkerProcess] | None = None

    @property
    def pid(self) -> int | None:
        """None: it does not run."""
        return None if self._process is None else self._process.pid

    def running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.end()
            root = str(Path(__file__).resolve().parents[1])
            self._process = subprocess.Popen(
                # -P: a numpy.py in the folder that somebody works in is none of ours.
                [sys.executable, "-P", "-c", self._start, root],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._finalizer = weakref.finalize(self, _end, self._process)
        return self._process

    def ended_with(self) -> int:
        """The exit status of the process that has just ended; 0 for one that lost its way and is
        ended here. It must have been running."""
        process = self._process
        assert process is not None
        try:
            status = process.wait(_ENDING_S)
        except subprocess.TimeoutExpired:
            status = 0
        self.end()
        return status

    def end(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._process = self._finalizer = None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Closing its input ends it; one at work is stopped."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue
    process.kill()
    process.wait()
