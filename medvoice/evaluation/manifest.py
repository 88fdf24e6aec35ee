"""Manifest: which recordings are to be recognised, and what was said in them.

TSV or CSV with a header line, or JSONL. Columns: `audio` (a path, relative to the manifest), and
`reference` (the text) or `reference_file` (a path to it). Other columns are ignored.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_DELIMITERS = {".tsv": "\t", ".csv": ","}
_FORMATS = ".tsv, .csv or .jsonl"


class ManifestError(ValueError):
    """The manifest cannot be used; the message names the file, the line and the fault."""


@dataclass(frozen=True, slots=True)
class Recording:
    """audio: an existing file. reference: what was said, any dialect; "" for silence."""

    audio: Path
    reference: str


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    audio: str = Field(min_length=1)
    reference: str | None = None
    reference_file: str | None = None


def read_manifest(path: Path) -> tuple[Recording, ...]:
    """Raises ManifestError, also for a recording or a text that is not there: better at once than
    after an hour."""
    kind = path.suffix.lower()
    if kind not in (*_DELIMITERS, ".jsonl"):
        raise ManifestError(f"{path}: a manifest is named {_FORMATS}")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ManifestError(f"{path}: this is not UTF-8 text") from None
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read: {error.strerror or error}") from None
    rows = _json_rows(path, text) if kind == ".jsonl" else _table_rows(path, text)
    found = tuple(_recording(path, line, row) for line, row in rows)
    if not found:
        raise ManifestError(f"{path}: there are no recordings in this manifest")
    return found


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise ManifestError(f"{path}, line {number}: this is not JSON: {error}") from None


def _table_rows(path: Path, text: str) -> Iterator[tuple[int, Any]]:
    reader = csv.DictReader(text.splitlines(), delimiter=_DELIMITERS[path.suffix.lower()])
    names = [name.strip() for name in reader.fieldnames or ()]
    if "audio" not in names or not {"reference", "reference_file"}.intersection(names):
        raise ManifestError(
            f"{path}: the first line must name the columns: audio, and reference or reference_file"
        )
    reader.fieldnames = names
    try:
        for row in reader:
            if any(value for value in row.values()):
                yield reader.line_num, row
    except csv.Error as error:
        raise ManifestError(f"{path}, line {reader.line_num}: {error}") from None


def _recording(path: Path, line: int, values: Any) -> Recording:
    place = f"{path}, line {line}"
    try:
        row = _Row.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise ManifestError(f"{place}: {name}: {first['msg']}".replace(": : ", ": ")) from None
    audio = path.parent / Path(row.audio.strip()).expanduser()
    if not audio.is_file():
        raise ManifestError(f"{place}: there is no recording {audio}")
    if row.reference_file:
        return Recording(audio, _text(path.parent, row.reference_file.strip(), place))
    if row.reference is None:
        raise ManifestError(f"{place}: {row.audio} has no reference")
    return Recording(audio, row.reference)


def _text(folder: Path, name: str, place: str) -> str:
    file = folder / Path(name).expanduser()
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ManifestError(f"{place}: {file} is not UTF-8 text") from None
    except OSError as error:
        raise ManifestError(f"{place}: {file}: {error.strerror or error}") from None
