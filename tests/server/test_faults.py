"""Faults of the daemon for real, once each (20 times: python -m benchmarks.daemon_faults).

They speak at real-time pace and mostly wait: all at once they take as long as one.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
FAULTS = {"kill": 1, "disk": 1, "reload": 2, "model": 1}
"""How many times each."""


@pytest.fixture(scope="module")
def begun() -> Iterator[dict[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "benchmarks.daemon_faults"]
    runs = {
        fault: subprocess.Popen(
            [*command, fault, "--times", str(times)],
            cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for fault, times in FAULTS.items()
    }  # fmt: skip
    yield runs
    for run in runs.values():
        run.kill()
        run.communicate()


@pytest.mark.parametrize(("fault", "times"), FAULTS.items())
def test_nothing_that_was_captured_is_lost(begun, fault: str, times: int) -> None:
    said, _ = begun[fault].communicate(timeout=300)
    assert begun[fault].returncode == 0, said
    assert f"{times} times, with a loss or fault: 0" in said
