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


def write_atomic(path: Path, content: str | bytes) -> None:
    """Write text (as UTF-8) or bytes to a file beside it, flush it to the device, then rename. Mode
    0600. Raises ExportError."""
    temporary = _written(path, content, path.parent)
    try:
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ExportError(path, error.strerror or str(error)) from error


def hand_off(folder: Path, name: str, content: str | bytes, staging: Path | None = None) -> Path:
    """Put a file into a folder that another program watches: it appears whole, and nothing that
    is there is replaced (a taken name gets "-1", "-2" … before its suffix). Returns its path.

    staging: a folder on the same file system for the unfinished file, for watchers that take
    hidden files, too; else it stands in `folder` with a leading dot and another suffix. Raises
    ExportError."""
    first = folder / name
    temporary = _written(first, content, staging or folder)
    try:
        path, number = first, 0
        while True:
            try:
                os.link(temporary, path)  # unlike a rename it never replaces
                break
            except FileExistsError:
                number += 1
                path = folder / f"{first.stem}-{number}{first.suffix}"
        _sync_folder(folder)
    except OSError as error:
        raise ExportError(first, error.strerror or str(error)) from error
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _written(path: Path, content: str | bytes, folder: Path) -> Path:
    """The content in a temporary file in `folder`, on the device. Raises ExportError on `path`."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=folder)
    except OSError as error:
        raise ExportError(path, error.strerror or str(error)) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ExportError(path, error.strerror or str(error)) from error
    return temporary


def _sync_folder(folder: Path) -> None:
    """The rename itself reaches the device."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
