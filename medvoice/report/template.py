"""Template: one file, TOML front matter between "+++" lines and a jinja2 body."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from medvoice.report.document import Origin, Report, Statement
from medvoice.report.layout import Layout, PlainMarkup
from medvoice.report.template_body import Body
from medvoice.report.template_error import TemplateError
from medvoice.report.template_fields import FieldSpec, FrontMatter, SectionSpec

SUFFIX = ".j2"
_FENCE = "+++"
_MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Template:
    """A loaded template; its body was tried on an empty and on a full report."""

    name: str
    path: Path
    front: FrontMatter
    body: Body

    @property
    def sections(self) -> tuple[SectionSpec, ...]:
        return self.front.sections

    @property
    def unplaced(self) -> str:
        return self.front.unplaced

    def field_ids(self) -> tuple[str, ...]:
        return self.front.field_ids()

    def field(self, field_id: str) -> FieldSpec:
        """Raises KeyError for an id that is not in `field_ids`."""
        return {f"{s.id}.{f.id}": f for s in self.sections for f in s.all_fields()}[field_id]

    def spoken_names(self) -> tuple[str, ...]:
        """Every name by which a section or field can be spoken, for the reader."""
        return tuple(
            name
            for section in self.sections
            for names in (
                (section.name, *section.synonyms),
                *((spec.name, *spec.synonyms) for spec in section.fields),
            )
            for name in names
        )

    def unfilled(self, report: Report) -> tuple[str, ...]:
        """Ids of required fields without a statement, in order."""
        return tuple(
            name
            for name in self.field_ids()
            if self.field(name).required and not report.field(name)
        )


class Templates:
    """Templates in a list of folders; an earlier folder's file hides a later one's."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def names(self) -> tuple[str, ...]:
        return tuple(
            sorted({path.stem for folder in self._folders for path in folder.glob(f"*{SUFFIX}")})
        )

    def load(self, name: str) -> Template:
        """The template of that name. Raises TemplateError."""
        for folder in self._folders:
            path = folder / f"{name}{SUFFIX}"
            if path.parent == folder and path.is_file():
                return load_template(path)
        known = ", ".join(self.names()) or "none found"
        raise TemplateError(name, "there is no such template", f"Templates: {known}")


def load_template(path: Path) -> Template:
    """Read and check one file. Raises TemplateError."""
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
    front_text, body_text, body_line = _split(path, source)
    template = Template(path.stem, path, _front(path, front_text), Body(path, body_text, body_line))
    _try_out(template)
    return template


def _split(path: Path, source: str) -> tuple[str, str, int]:
    lines = source.splitlines()
    fences = [number for number, line in enumerate(lines) if line.strip() == _FENCE]
    if len(fences) < 2 or any(line.strip() for line in lines[: fences[0]]):
        fault = f'does not begin with front matter between two "{_FENCE}" lines'
        raise TemplateError(path, fault, "Take one of the packaged templates as a pattern")
    first, last = fences[0], fences[1]
    # Blank lines in front keep the line numbers of TOML's messages those of the file.
    front = "\n" * (first + 1) + "\n".join(lines[first + 1 : last])
    return front, "\n".join(lines[last + 1 :]), last + 2


def _front(path: Path, text: str) -> FrontMatter:
    try:
        return FrontMatter.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(path, f"front matter: {error}", "Correct the TOML") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            message = "unknown key"
        fault = f"front matter: {where}: {message}" if where else f"front matter: {message}"
        raise TemplateError(path, fault, "Correct the front matter") from error
    except (ValueError, RecursionError) as error:
        raise TemplateError(path, f"front matter: {error}", "Correct the TOML") from error


def _try_out(template: Template) -> None:
    """Render it empty and full: a fault shows now and not at the end of a dictation."""
    Layout(template.sections, Report(template.name), PlainMarkup()).render(template)
    full = Report(
        template.name,
        tuple(
            (name, (Statement(f"s{number}", f"Word{number}.", Origin.DICTATED, ()),))
            for number, name in enumerate(template.field_ids())
        ),
    )
    layout = Layout(template.sections, full, PlainMarkup())
    layout.render(template)
    hidden = layout.appended  # what only the layout's safety net printed
    if hidden:
        fault = f"the body never prints {', '.join(hidden)}; words placed there would be invisible"
        section = hidden[0].split(".")[0]
        raise TemplateError(template.path, fault, f'Add {{{{ section("{section}") }}}}')
