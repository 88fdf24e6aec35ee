"""What a session used goes back to the system."""

from __future__ import annotations

import subprocess
import sys

CHILD = """
import gc, threading
from pathlib import Path
from medvoice.session.resident_memory import give_back, settle

def mib():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 >> 20

kept = []

def session():
    used = [b"x" * 60_000 for _ in range(2000)]
    kept.append(used[-1])  # on top of what is freed, so that nothing goes back by itself

threads = [threading.Thread(target=session) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
held = mib()
give_back()
assert mib() < held - 80, (held, mib())

before = len(gc.get_objects())
settle()
assert len(gc.get_objects()) < before // 10
"""


def test_freed_memory_goes_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
