"""Reports as text, Markdown or JSON, and files written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from medvoice.export.json_ import as_json
from medvoice.export.markdown import markdown
from medvoice.export.text import text
from medvoice.export.write import ExportError, hand_off, write_atomic
from medvoice.report.template import Template
from medvoice.sealing.errors import SealError
from medvoice.session.folder import SessionFolder
from medvoice.session.state import SessionState

FORMATS = ("text", "markdown", "json")


def report_as(state: SessionState, template: Template, form: str, footer: str = "") -> str:
    """The report in one of FORMATS. footer: text under it. Raises TemplateError."""
    match form:
        case "markdown":
            return markdown(state.report, template, footer=footer)
        case "json":
            return as_json(state.report, template, footer=footer)
        case _:
            return text(state.report, template, footer=footer)


def save_file(path: Path, content: str | bytes) -> None:
    """Whole or not at all; what is no ordinary file (a pipe, /dev/stdout) is written to. Raises
    ExportError."""
    if not path.exists() or path.is_file():
        write_atomic(path, content)
        return
    try:
        with path.open("wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise ExportError(path, error.strerror or str(error)) from error


def hand_over(folder: Path, name: str, content: bytes) -> Path:
    """Into a folder that another program watches: whole, replacing nothing. Returns where it lies.
    Raises ExportError."""
    return hand_off(folder, name, content)


def save_beside(folder: SessionFolder, name: str, content: str | bytes) -> Path:
    """The report or an export in its session's folder, encrypted where the session is. Returns
    where it lies. Raises ExportError."""
    file = folder.beside(name)
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        save_file(file.path, file.seal().begin().seal(data) if file.sealed else data)
    except SealError as error:
        raise ExportError(file.path, str(error)) from error
    return file.path


def kept_beside(folder: SessionFolder, name: str) -> bytes:
    """What `save_beside` left. Raises SealError, OSError."""
    file = folder.beside(name)
    data = file.path.read_bytes()
    return file.seal().open(data).data if file.sealed else data


def saver(folder: SessionFolder, template: Template, footer: str) -> Callable[[SessionState], None]:
    """What a dictation calls at its end: the report goes into its folder."""

    def save(state: SessionState) -> None:
        save_beside(folder, "report.txt", report_as(state, template, "text", footer))

    return save
