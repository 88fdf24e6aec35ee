"""A folder for an adapted model: the base checkpoint's files with new weights, whole or not."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

NOTES = "adaptation.json"


@dataclass(frozen=True, slots=True)
class Notes:
    """base: folder or name. seconds: of sound learnt from. before, after: word errors of `words`
    held out."""

    base: str
    created: str
    seconds: float
    clips: int
    words: int
    before: int
    after: int
    summary: str


class NameTaken(ValueError):
    """There is a model of that name."""


def draft(base: Path, parent: Path, save: Callable[[Path], None]) -> Path:
    """A complete model in a hidden folder under parent, mode 0700 (a voice is personal data)."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".adapting-", dir=parent))
    for file in base.iterdir():
        if file.is_file() and file.suffix != ".safetensors" and file.name != "training.json":
            shutil.copy(file, folder / file.name)
    save(folder)
    return folder


def install(drafted: Path, name: str, notes: Notes) -> Path:
    """Rename it to its place. Raises NameTaken, OSError."""
    place = drafted.parent / name
    if place.exists():
        raise NameTaken(f"{place} exists already; choose another --name, or delete it.")
    (drafted / NOTES).write_text(json.dumps(asdict(notes), indent=2) + "\n", encoding="utf-8")
    drafted.rename(place)
    return place


def discard(drafted: Path) -> None:
    shutil.rmtree(drafted, ignore_errors=True)
