"""medvoice models serve [NAME]: llama.cpp's server with a model that was pulled, on loopback."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

from medvoice.faces.cli.context import Context
from medvoice.faces.cli.errors import USAGE, CommandError
from medvoice.models.catalogue import MEDGEMMA_GGUF, known
from medvoice.models.llama_server import PORT, PROGRAM, NoWeights, server_line
from medvoice.models.store import installed

_URL = f"http://127.0.0.1:{PORT}/v1"


def serve_command(context: Context, name: str | None) -> int:
    """name: of the catalogue, or a folder; none for medgemma-gguf. Ends with the server."""
    folder = _folder(name or MEDGEMMA_GGUF)
    try:
        line = server_line(folder)
    except NoWeights as error:
        raise CommandError(str(error), status=USAGE) from error
    context.print(shlex.join(line))
    if shutil.which(PROGRAM) is None:
        raise CommandError(
            f"{PROGRAM} is not installed here, so nothing was started.",
            advice="docs/language_model.md says where it comes from; LM Studio and Ollama can "
            "serve the same files.",
        )
    context.note(f"{_URL} until Ctrl-C. Elsewhere: medvoice doctor")
    try:
        return subprocess.run(line, check=False).returncode
    except KeyboardInterrupt:
        return 0


def how_to_serve(folder: Path) -> str:
    """What to do with a model that was just pulled."""
    try:
        line = shlex.join(server_line(folder))
    except NoWeights:
        return ""
    start = "Start its server: medvoice models serve" if shutil.which(PROGRAM) else ""
    return "\n".join(
        part
        for part in (
            start or f"Start its server (llama.cpp's; it is not installed here):\n  {line}",
            "Then, in the configuration:\n"
            f'  [language_model]\n  backend = "server"\n  url = "{_URL}"',
            "LM Studio and Ollama can serve the same files: docs/language_model.md",
        )
        if part
    )


def _folder(name: str) -> Path:
    model = known(name)
    if model is None:
        return Path(name).expanduser()
    folder = installed(model)
    if folder is None:
        raise CommandError(f"{name} is not on this machine.", advice=f"medvoice models pull {name}")
    return folder
