"""Roots: the folders whose studies a face may name, by an id and never by a path.

Each entry directly below a root is what is loaded at once: a folder with one patient's study and
its priors, or one file. What a link shows that leads out of its root is none of them.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MOST = 5_000
"""Entries of all roots together; the newest are kept."""
_ID = re.compile(r"[0-9a-f]{24}")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class NoSuchStudyError(LookupError):
    """No entry of the roots has that id."""


@dataclass(frozen=True, slots=True)
class RootEntry:
    """id: the same as long as root and name are. path: without links; root: that it lies in, the
    same. name: for the screen. changed: time of its last change, s."""

    id: str
    path: Path
    root: Path
    name: str
    changed: float


class Roots:
    """Looked at anew each time; any thread."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def __bool__(self) -> bool:
        return bool(self._folders)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Those that are there, without links."""
        return tuple(folder.resolve() for folder in self._folders if folder.is_dir())

    def entries(self) -> list[RootEntry]:
        """Newest first. A root that is not there has none."""
        found = [one for folder in self._folders for one in _entries(folder)]
        found.sort(key=lambda one: (-one.changed, one.name))
        return found[:MOST]

    def entry(self, id: str) -> RootEntry:
        """Raises NoSuchStudyError."""
        if _ID.fullmatch(id):
            for folder in self._folders:
                for one in _entries(folder):
                    if one.id == id:
                        return one
        raise NoSuchStudyError("there is no such study in the configured folders")


def _entries(folder: Path) -> list[RootEntry]:
    found = []
    try:
        root = folder.resolve(strict=True)
        with os.scandir(root) as listed:
            for item in listed:
                if not item.name.startswith("."):
                    found.append(_entry(root, item.name))
    except OSError:
        return []
    return [one for one in found if one is not None]


def _entry(root: Path, name: str) -> RootEntry | None:
    try:
        path = (root / name).resolve(strict=True)
        status = path.stat()
    except (OSError, RuntimeError):  # gone meanwhile, or links in a circle
        return None
    if not path.is_relative_to(root) or path == root or not (path.is_dir() or path.is_file()):
        return None
    told = f"{root}\0{name}".encode("utf-8", "surrogateescape")
    key = hashlib.sha256(told).hexdigest()[:24]
    return RootEntry(key, path, root, _ODD.sub("?", name), status.st_mtime)
