"""Which build of torch to install, and proof that it is the one that came.

Without a GPU a CUDA build is several GB for nothing, so the plan is looked at before anything
is fetched.
pip's own settings (indexes, proxies, wheel folders) are left as they are; the one host named here
is PyTorch's public index of CPU builds, and it is used only where it answers at once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

TORCH = "2.13.0"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
ANSWER_WITHIN_S = 5.0


class WrongBuild(RuntimeError):
    """pip would take, or took, another build than the machine needs."""


def gpu_name() -> str:
    """Name of the first NVIDIA GPU, "" where there is none or its driver does not answer."""
    if not shutil.which("nvidia-smi"):
        return ""
    command = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except subprocess.TimeoutExpired:
        return ""
    if answer.returncode != 0:
        return ""
    return answer.stdout.strip().partition("\n")[0]


def cpu_index_answers() -> bool:
    """True when PyTorch's CPU index lists torch within a few seconds."""
    try:
        with urllib.request.urlopen(f"{CPU_INDEX}/torch/", timeout=ANSWER_WITHIN_S) as page:
            return page.status == 200 and b"torch-" in page.read(65536)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def install_cpu(python: Path, any_build: bool = False) -> str:
    """Install a CPU build of torch; returns its version as installed.

    any_build: take a CUDA build too, where pip offers nothing else. Raises WrongBuild,
    subprocess.CalledProcessError."""
    wanted = f"torch=={TORCH}"
    if cpu_index_answers():
        pip(python, "install", wanted, "--index-url", CPU_INDEX)
    else:
        extra = cuda_packages(planned(python, wanted))
        if extra and not any_build:
            raise WrongBuild(
                f"PyTorch's index of CPU builds did not answer within {ANSWER_WITHIN_S:.0f} s, and "
                f"the torch that pip offers is a CUDA build ({len(extra)} more packages, several "
                "GB). Nothing was installed.\n"
                "  To try again:                make setup\n"
                "  With a wheel that you have:  .venv/bin/pip install torch-….whl && make setup\n"
                "  To take the CUDA build:      make setup SETUP_FLAGS=--any-torch"
            )
        pip(python, "install", wanted)
    version, cuda = installed(python)
    if cuda and not any_build:
        raise WrongBuild(
            f"torch {version} is a CUDA build ({cuda}), and this machine has no GPU. It works, but "
            "takes several GB. To mend it: remove .venv and run make setup again where "
            f"{CPU_INDEX} can be reached."
        )
    return version


def install_cuda(python: Path) -> tuple[str, str]:
    """Install the CUDA build of torch; returns (version, CUDA version or "").

    A CPU build comes where pip's own settings prefer one: medvoice works with it, without the GPU.
    Raises subprocess.CalledProcessError."""
    pip(python, "install", f"torch=={TORCH}")
    return installed(python)


def installed(python: Path) -> tuple[str, str]:
    """(version, CUDA version or ""), ("", "") when torch is not installed or does not import."""
    code = "import torch; print(torch.__version__, torch.version.cuda or '')"
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        return "", ""
    version, _, cuda = answer.stdout.strip().partition(" ")
    return version, cuda


def planned(python: Path, requirement: str, ignore: bool = False) -> list[str]:
    """Names of the packages that pip would install for it, nothing being installed. ignore: as if
    nothing were there yet."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        flags = ["--ignore-installed"] if ignore else []
        pip(python, "install", "--dry-run", *flags, "--report", str(report), requirement)
        plan = json.loads(report.read_text())
    return [str(item["metadata"]["name"]) for item in plan["install"]]


def cuda_packages(names: list[str]) -> list[str]:
    """Those that belong to a CUDA build."""
    marks = ("nvidia-", "cuda-", "triton")
    return sorted(name for name in names if name.lower().startswith(marks))


def installed_names(python: Path) -> list[str]:
    """Names of everything that is installed."""
    answer = subprocess.run(
        [python, "-m", "pip", "list", "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    return [str(item["name"]) for item in json.loads(answer.stdout)]


def pip(python: Path, *arguments: str) -> None:
    """Run pip, printing errors only; raises subprocess.CalledProcessError."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *arguments, "-qq"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
