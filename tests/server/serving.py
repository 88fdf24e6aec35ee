"""A daemon in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

STARTS_S = 300.0
"""The bundled model loads in 3 s on an idle machine; 120 were too few beside a load of 25 on two
cores. A daemon that ends is noticed at once."""


class Serving:
    """Started and listening; `stop` returns (exit status, standard error)."""

    def __init__(
        self,
        home: Path,
        *options: str,
        environment: dict[str, str] | None = None,
        before: Sequence[str] = (),
    ) -> None:
        """home: its folders. before: words in front of the command (unshare …)."""
        self._lines: list[str] = []
        self._listening = threading.Event()
        env = {k: v for k, v in os.environ.items() if not k.startswith("MEDVOICE_")}
        env |= {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "COLUMNS": "200",
            "OMP_NUM_THREADS": "1",
        }
        command = [sys.executable, "-m", "medvoice.faces.cli.main", "serve", "--port", "0"]
        self.process = subprocess.Popen(
            [*before, *command, "--recogniser", "bundled", *options],
            env=env | (environment or {}),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        if not self._listening.wait(STARTS_S) or self.process.poll() is not None:
            self.process.kill()
            raise AssertionError("it did not start:\n" + "".join(self._lines))

    @property
    def said(self) -> str:
        """Standard error so far."""
        return "".join(self._lines)

    @property
    def url(self) -> str:
        found = re.search(r"Listening on (http\S+)", self.said)
        assert found
        return found[1]

    def stop(self, kind: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(kind)
        status = self.process.wait(180)
        self._reader.join(60)
        return status, self.said

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.append(line)
            if "Listening on" in line:
                self._listening.set()
        self._listening.set()
