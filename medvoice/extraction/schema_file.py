"""Schema files: those that come with medvoice, by name, and any other by its path."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from medvoice.extraction.schema import Schema

FOLDER = Path(__file__).with_name("schemas")
MOST_BYTES = 1 << 20


class SchemaError(Exception):
    """The schema cannot be used; the message names the file, the field and the fault."""


def shipped() -> tuple[str, ...]:
    """Names of the schemas that come with medvoice."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load(name: str) -> tuple[Schema, bytes]:
    """The schema of that name, or in that file, and the file's bytes. Raises SchemaError."""
    path = Path(name)
    if name in shipped():
        path = FOLDER / f"{name}.toml"
    elif not path.is_file():
        known = ", ".join(("lab", *shipped()))
        raise SchemaError(f"{name}: there is neither such a schema ({known}) nor such a file.")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SchemaError(f"{path}: it cannot be read ({error.strerror}).") from error
    if len(data) > MOST_BYTES:
        raise SchemaError(f"{path}: it has more than {MOST_BYTES >> 20} MB. Is it a schema?")
    return parsed(data, str(path)), data


def parsed(data: bytes, name: str) -> Schema:
    """name: of the file, for messages. Raises SchemaError."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SchemaError(f"{name}: it is not UTF-8 text. A schema is a TOML file.") from error
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"{name}: it is no TOML: {error}.") from error
    try:
        return Schema.model_validate(table)
    except ValidationError as error:
        raise SchemaError(_faults(name, error)) from error


def _faults(name: str, error: ValidationError) -> str:
    """The first faults, each with its place; a field's kind, which pydantic puts into the place,
    is left out."""
    faults = error.errors(include_input=False, include_url=False)
    lines = []
    for fault in faults[:5]:
        where = [str(part) for part in fault["loc"]]
        if len(where) > 2 and where[0] == "fields":
            where = [*where[:2], *where[3:]]
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "union_tag_not_found":
            message = 'kind is missing: "number", "choice", "finding", "code", "date" or "text"'
        lines.append(f"{'.'.join(where) or 'the file'}: {message}")
    if len(faults) > len(lines):
        lines.append(f"and {len(faults) - len(lines)} more")
    return f"{name}: " + "\n  ".join(lines)
