"""Faults of the daemon for real, once each (20 times: python -m benchmarks.daemon_faults)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("fault", "times"), [("kill", 1), ("disk", 1), ("reload", 2), ("model", 1)]
)
def test_nothing_that_was_captured_is_lost(fault: str, times: int) -> None:
    command = [sys.executable, "-m", "benchmarks.daemon_faults", fault, "--times", str(times)]
    answer = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=300)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"{times} times, with a loss or fault: 0" in answer.stdout
