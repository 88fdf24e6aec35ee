"""Template: one file, TOML front matter between "+++" lines and a jinja2 body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from medvoice.report.document import Origin, Report, Statement
from medvoice.report.layout import Layout, PlainMarkup
from medvoice.report.template_body import Body
from medvoice.report.template_computed import completed
from medvoice.report.template_conditions import Examination
from medvoice.report.template_error import TemplateError
from medvoice.report.template_fields import FieldSpec, FrontMatter, SectionSpec
from medvoice.report.template_files import SUFFIX, Folders, assemble
from medvoice.report.template_inherit import Front


@dataclass(frozen=True, slots=True)
class Template:
    """A loaded template; its body was tried on an empty and on a full report.

    front: as it is meant for the examination at hand (`for_study`; nothing known of it at first).
    declared: as the files say it. files: all that it was read from. values: merge name -> text of
    the study. examination: what `front` was adapted to."""

    name: str
    path: Path
    front: FrontMatter
    body: Body
    declared: FrontMatter
    files: tuple[Path, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    examination: Examination = field(default_factory=Examination)

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
        return dict(self.front.specs())[field_id]

    def for_study(self, examination: Examination, values: Mapping[str, str]) -> Template:
        """The template for one examination: conditions are decided, merge fields have values.
        values: names of `template_merge.merge_names`; unknown ones are ignored, missing ones leave
        their fields empty."""
        front = self.declared.adapted(examination)
        return replace(self, front=front, values=dict(values), examination=examination)

    def completed(self, report: Report) -> Report:
        """The report with what the template fills in by itself (`template_computed`)."""
        return completed(self.front, self.values, report)

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
        report = self.completed(report)
        return tuple(
            name for name, spec in self.front.specs() if spec.required and not report.field(name)
        )


class Templates:
    """Templates in a list of folders; an earlier folder's file hides a later one's, or changes it
    where it extends its own name."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = Folders(folders)

    def names(self) -> tuple[str, ...]:
        return self.folders.names()

    def load(self, name: str) -> Template:
        """The template of that name. Raises TemplateError."""
        path = self.folders.find(name)
        if path is not None:
            return load_template(path, self.folders)
        known = ", ".join(self.names()) or "none found"
        raise TemplateError(name, "there is no such template", f"Templates: {known}")


def load_template(path: Path, folders: Folders | None = None) -> Template:
    """Read and check one file. folders: where it finds what it extends and includes; its own folder
    if None. Raises TemplateError."""
    parts = assemble(path, folders or Folders([path.parent]))
    declared = _front(path, parts.front)
    body = Body(parts.body_path, parts.body, parts.body_line)
    front = declared.adapted(Examination())
    template = Template(path.name.removesuffix(SUFFIX), path, front, body, declared, parts.files)
    _try_out(template)
    return template


def _front(path: Path, front: Front) -> FrontMatter:
    try:
        return FrontMatter.model_validate(front)
    except ValidationError as error:
        first = error.errors()[0]
        where = _place(front, first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            message = "unknown key"
        fault = f"front matter: {where}: {message}" if where else f"front matter: {message}"
        raise TemplateError(path, fault, "Correct the front matter") from error


def _place(front: Front, loc: tuple[int | str, ...]) -> str:
    """Where in the front matter, sections and fields by their ids: a child's list positions say
    nothing about its own file."""
    parts: list[str] = []
    here: object = front
    for step in loc:
        here = here[step] if _has(here, step) else None  # type: ignore[index]
        if isinstance(step, int) and isinstance(here, dict) and "id" in here:
            parts[-1] = f"{parts[-1].removesuffix('s')} {here['id']}"
        else:
            parts.append(str(step))
    return ".".join(parts)


def _has(here: object, step: int | str) -> bool:
    if isinstance(here, dict):
        return step in here
    return isinstance(here, list) and isinstance(step, int) and step < len(here)


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
