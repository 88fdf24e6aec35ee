"""The lock file beside a model that was pulled: which revision it is, and every file's checksum.

Where nobody published a checksum that this program could carry, the first pull writes down what the
hub said of the revision it got (trust on first use). Everything after that, a download that goes on
or a pull of a model that is here, is held against it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

LOCK = "medvoice.lock.json"

_CHUNK = 1 << 20


class LockedFile(BaseModel):
    """sha256: "" while it is only known by git_sha1 (small files), or by neither."""

    model_config = ConfigDict(frozen=True)

    path: str
    size: int = Field(ge=0)
    sha256: str = ""
    git_sha1: str = ""

    @field_validator("path")
    @classmethod
    def _stays_inside(cls, path: str) -> str:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\\" in path or "\0" in path:
            raise ValueError("a file outside the model's folder")
        return path


class Lock(BaseModel):
    """complete: every file was there and had its checksum."""

    model_config = ConfigDict(frozen=True)

    repository: str
    revision: str
    complete: bool
    files: tuple[LockedFile, ...]

    @property
    def bytes(self) -> int:
        return sum(file.size for file in self.files)


def read_lock(folder: Path) -> Lock | None:
    """None where there is none, or one that cannot be read."""
    try:
        return Lock.model_validate_json((folder / LOCK).read_bytes())
    except (OSError, ValidationError):
        return None


def write_lock(folder: Path, lock: Lock) -> None:
    """Whole or not at all."""
    new = folder / f"{LOCK}.new"
    with new.open("w", encoding="utf-8") as file:
        file.write(lock.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / LOCK)


class Sums:
    """Both checksums of a file of that size, as its bytes come."""

    def __init__(self, size: int) -> None:
        self._sha256 = hashlib.sha256()
        self._git = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)

    def add(self, data: bytes) -> None:
        self._sha256.update(data)
        self._git.update(data)

    def add_file(self, path: Path) -> None:
        with path.open("rb") as file:
            while data := file.read(_CHUNK):
                self.add(data)

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def fit(self, file: LockedFile) -> bool:
        """sha256 counts where it is known, else git's; with neither there is nothing to hold
        against."""
        if file.sha256:
            return self.sha256 == file.sha256
        return not file.git_sha1 or self._git.hexdigest() == file.git_sha1


def intact(folder: Path, file: LockedFile) -> bool:
    """It is there, whole and unchanged. Reads all of it."""
    path = folder / file.path
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    sums = Sums(file.size)
    sums.add_file(path)
    return sums.fit(file)
