"""Writing one setting into the user's configuration file; comments and all other keys stay."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import tomlkit
from tomlkit.items import Table


def set_key(file: Path, key: str, value: str) -> str | None:
    """key: "section.name". Returns what stood there before, None for nothing. The file is made
    where it is missing, and replaced whole. Raises OSError, and tomlkit's ParseError (a ValueError)
    where it is no TOML."""
    section, _, name = key.partition(".")
    place = file.resolve()  # a link stays a link
    document = tomlkit.parse(place.read_bytes().decode("utf-8") if place.exists() else "")
    if section not in document:
        document[section] = tomlkit.table()
    table = document[section]
    if not isinstance(table, Table):
        raise ValueError(f"{file}: {section} is not a section")
    before = table.get(name)
    table[name] = value
    _replace(place, tomlkit.dumps(document))
    return None if before is None else str(before)


def _replace(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
    descriptor, new = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(new).chmod(mode)
        Path(new).replace(place)
    finally:
        Path(new).unlink(missing_ok=True)
