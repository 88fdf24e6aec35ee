"""Small things that several commands say or check about what they write."""

from __future__ import annotations

from pathlib import Path

from medvoice.faces.cli.errors import USAGE, CommandError


def check_folder_of(output: Path | None) -> None:
    """Better to be told now than after the dictation. Raises CommandError."""
    if output is not None and (output.is_dir() or not output.parent.is_dir()):
        fault = "is a folder" if output.is_dir() else f"there is no folder {output.parent}"
        raise CommandError(f"{output}: {fault}.", "Nothing was started.", status=USAGE)


def repaired(samples: int) -> str:
    """The warning about samples that were no numbers."""
    return f"{samples} samples were no numbers (NaN or infinite) and were silenced"
