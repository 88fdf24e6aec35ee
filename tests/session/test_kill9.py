"""kill -9 in the middle of a dictation, for real (50 times: benchmarks/kill9.py --times 50)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).parents[2]


def test_five_kills_lose_nothing_that_was_captured() -> None:
    command = [sys.executable, "benchmarks/kill9.py", "--times", "5", "--longest", "4"]
    answer = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=300)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "5 kills: missing at most" in answer.stdout
    assert "with a fault: 0" in answer.stdout
