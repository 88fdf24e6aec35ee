"""Template files: fences, folders, and what a file takes from others.

A file may begin with `extends = "NAME"`: it takes that template's front matter and body and says
only what differs (`medvoice.report.template_inherit`). A file that extends its own name takes the
file of that name in a later folder: so a site changes a packaged template without copying it.
`include = "_part"` in a list of sections or fields stands for those of `_part.toml`. Names that
begin with "_" are parts and bases, no templates of their own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medvoice.report.template_error import TemplateError
from medvoice.report.template_inherit import Front, InheritError, expanded, inherited

SUFFIX = ".j2"
PART = ".toml"
_FENCE = "+++"
_MOST_BYTES = 256 * 1024
_MOST_PARENTS = 5


@dataclass(frozen=True, slots=True)
class Assembled:
    """front: raw front matter with everything taken in. body: source of the body, from body_path
    at body_line (1-based). files: all that were read, the template's own first."""

    front: Front
    body: str
    body_path: Path
    body_line: int
    files: tuple[Path, ...]


class Folders:
    """Where templates lie; an earlier folder's file hides a later one's."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def names(self) -> tuple[str, ...]:
        """Templates, without parts and bases, sorted."""
        found = {path.stem for folder in self._folders for path in folder.glob(f"*{SUFFIX}")}
        return tuple(sorted(name for name in found if not name.startswith("_")))

    def find(self, name: str, suffix: str = SUFFIX, asked_by: Path | None = None) -> Path | None:
        """The first file of that name. asked_by: a file of the same name that wants the next."""
        folders = list(self._folders)
        if asked_by is not None and asked_by.name == f"{name}{suffix}":
            at = [n for n, folder in enumerate(folders) if folder == asked_by.parent]
            folders = folders[at[0] + 1 :] if at else folders
        for folder in folders:
            path = folder / f"{name}{suffix}"
            if path.parent == folder and path.is_file() and path != asked_by:
                return path
        return None


def assemble(path: Path, folders: Folders) -> Assembled:
    """Read a template file with all that it takes from others. Raises TemplateError."""
    return _assemble(path, folders, (path,))


def _assemble(path: Path, folders: Folders, chain: tuple[Path, ...]) -> Assembled:
    front_text, body, line = _split(path, _read(path))
    front = _toml(path, front_text)
    parts: list[Path] = []

    def part(name: str) -> Front:
        found = folders.find(name, PART, path)
        if found is None:
            raise InheritError(f'include = "{name}": there is no {name}{PART}')
        parts.append(found)
        return _toml(found, _read(found))

    try:
        front = expanded(front, part)
        parent = front.pop("extends", None)
        if parent is None:
            return Assembled(front, body, path, line, (path, *parts))
        taken = _parent(path, parent, folders, chain)
        files = (path, *parts, *taken.files)
        merged = inherited(taken.front, front)
    except InheritError as error:
        raise TemplateError(path, f"front matter: {error}", "Correct the front matter") from error
    if body.strip():
        return Assembled(merged, body, path, line, files)
    return Assembled(merged, taken.body, taken.body_path, taken.body_line, files)


def _parent(path: Path, name: Any, folders: Folders, chain: tuple[Path, ...]) -> Assembled:
    if not isinstance(name, str):
        raise InheritError("extends must be the name of a template")
    found = folders.find(name, SUFFIX, path)
    if found is None:
        raise InheritError(f'extends = "{name}": there is no such template')
    if found in chain or len(chain) > _MOST_PARENTS:
        raise InheritError(f'extends = "{name}": templates extend each other in a circle')
    return _assemble(found, folders, (*chain, found))


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
        source = raw.decode("utf-8")
    except OSError as error:
        fault = f"cannot be read ({error.strerror})"
        raise TemplateError(path, fault, "Check the path and its permissions") from error
    except UnicodeDecodeError as error:
        raise TemplateError(path, "is not UTF-8 text", "Save it as UTF-8") from error
    if len(raw) > _MOST_BYTES:
        raise TemplateError(path, f"is larger than {_MOST_BYTES // 1024} KB", "Shorten it")
    return source


def _split(path: Path, source: str) -> tuple[str, str, int]:
    """Front matter, body, and the body's first line (1-based)."""
    lines = source.splitlines()
    fences = [number for number, line in enumerate(lines) if line.strip() == _FENCE]
    if len(fences) < 2 or any(line.strip() for line in lines[: fences[0]]):
        fault = f'does not begin with front matter between two "{_FENCE}" lines'
        raise TemplateError(path, fault, "Take one of the packaged templates as a pattern")
    first, last = fences[0], fences[1]
    # Blank lines in front keep the line numbers of TOML's messages those of the file.
    front = "\n" * (first + 1) + "\n".join(lines[first + 1 : last])
    return front, "\n".join(lines[last + 1 :]), last + 2


def _toml(path: Path, text: str) -> Front:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        raise TemplateError(path, f"front matter: {error}", "Correct the TOML") from error
