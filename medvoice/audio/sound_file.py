"""SoundFileError: what is wrong with a sound file, and what to do about it."""

from __future__ import annotations

from pathlib import Path


class SoundFileError(Exception):
    """path: the file. fault: what is wrong. advice: what to do ("" where there is nothing)."""

    def __init__(self, path: Path, fault: str, advice: str = "") -> None:
        super().__init__(f"{path}: {fault}" + (f" ({advice})" if advice else ""))
        self.path = path
        self.fault = fault
        self.advice = advice
