"""How llama.cpp's own server is started with a model of ours: on loopback, for one user."""

from __future__ import annotations

from pathlib import Path

PROGRAM = "llama-server"
PORT = 8080
"""llama.cpp's own, where medvoice doctor looks for it."""

CONTEXT = 32_768
"""Tokens. A CT volume of 85 slices is 22,469; the cache of so many takes 0.8 GB."""


class NoWeights(Exception):
    """The folder holds none. The message says so."""


def server_line(folder: Path, port: int = PORT) -> list[str]:
    """The command, word by word. folder: with one model's .gguf and its image projector, if it has
    one (mmproj-….gguf). Raises NoWeights."""
    files = sorted(folder.glob("*.gguf"))
    projectors = [file for file in files if file.name.startswith("mmproj")]
    weights = [file for file in files if file not in projectors]
    if not weights:
        raise NoWeights(f"{folder}: there is no model in this folder (*.gguf).")
    sees = ["--mmproj", str(projectors[0])] if projectors else []
    return [
        PROGRAM,
        *("--model", str(weights[0])),
        *sees,
        *("--alias", weights[0].stem),
        *("--host", "127.0.0.1"),
        *("--port", str(port)),
        *("--ctx-size", str(CONTEXT)),
        *("--parallel", "1"),
        "--jinja",
    ]
