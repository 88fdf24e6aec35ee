"""What a command costs before it does anything."""

import subprocess
import sys

HEAVY = ("torch", "transformers", "fastapi", "uvicorn", "faster_whisper", "librosa")


def test_commands_are_told_apart_without_heavy_libraries() -> None:
    """They take seconds; `medvoice templates` and the like need none of them."""
    code = f"import sys, medvoice.faces.cli.main; print(*[m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.split() == []
