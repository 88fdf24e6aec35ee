"""Where a daemon says that it runs: a file in the data folder that its user alone can read."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "daemon.json"


@dataclass(frozen=True, slots=True)
class Address:
    """url: "http://127.0.0.1:8765". token: "" where none is asked for. pid: of its process."""

    url: str
    token: str
    pid: int


@contextmanager
def announced(folder: Path, url: str, token: str) -> Iterator[None]:
    """While the daemon runs. folder: of the dictations. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = json.dumps(asdict(Address(url, token, os.getpid())))
    # mkstemp makes it with mode 0600, so that the token is never readable by others.
    fd, temporary = tempfile.mkstemp(dir=folder, prefix=f".{FILE}-")
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(mine)
    path = folder / FILE
    os.replace(temporary, path)
    try:
        yield
    finally:
        with suppress(OSError):
            if path.read_text(encoding="utf-8") == mine:  # not that of a later daemon
                path.unlink()


def find_daemon(folder: Path) -> Address | None:
    """The daemon of these dictations; None where none runs. What is in the file is believed only
    where it is the user's own and nobody else may write it."""
    path = folder / FILE
    try:
        about = path.stat()
        if about.st_uid != os.getuid() or about.st_mode & 0o077:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
        address = Address(str(found["url"]), str(found["token"]), int(found["pid"]))
        os.kill(address.pid, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return address
