"""Writing an export: whole or not at all, readable by its owner only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


class ExportError(Exception):
    """path: the file asked for. What stood there before is untouched."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(
            f"{path} could not be written ({fault}); the session is kept, so export it again to a "
            f"folder that is writable and has room"
        )
        self.path = path


def write_atomic(path: Path, text: str) -> None:
    """Write UTF-8 text to a file beside it, flush it to the device, then rename. Mode 0600. Raises
    ExportError."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise ExportError(path, error.strerror or str(error)) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ExportError(path, error.strerror or str(error)) from error


def _sync_folder(folder: Path) -> None:
    """The rename itself reaches the device."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
