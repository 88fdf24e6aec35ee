"""HTML: one file without anything from outside, readable on screen, on paper and by a reader."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from medvoice.export.characters import printable
from medvoice.export.content import Block, FieldText, Prose, Section, Title, content
from medvoice.export.context import ReportContext
from medvoice.report.document import Origin, Report
from medvoice.report.template import Template as ReportTemplate

_FOLDER = Path(__file__).with_name("data")


def html(report: Report, template: ReportTemplate, context: ReportContext) -> str:
    """The page; every text is escaped, and it runs no script. Raises TemplateError."""
    page = content(report, template)
    title = page.title
    first = page.blocks[0] if page.blocks else None
    return _page().render(
        title=title,
        language=context.language,
        rows=context.rows(),
        heading=None if isinstance(first, Title) else title,
        blocks=[block_markup(block) for block in page.blocks],
        marked=not_dictated(report),
        footer=context.footer,
    )


def block_markup(block: Block) -> Markup:
    """A block as HTML that is XHTML, too."""
    match block:
        case Title():
            return Markup("<h1>{}</h1>").format(block.text)
        case Prose():
            return Markup("<p>{}</p>").format(block.text)
        case Section():
            return Markup("<section>{}{}</section>").format(
                Markup("<h2>{}</h2>").format(block.name) if block.name else "",
                section_markup(block),
            )


def section_markup(section: Section) -> Markup:
    """A section's text without its heading: a list of points, or paragraphs with the field's name
    in bold."""
    if section.numbered:
        points = (Markup("<li>{}</li>").format(p) for p in section.fields[0].paragraphs)
        return Markup("<ol>{}</ol>").format(Markup("").join(points))
    return Markup("").join(_field(field) for field in section.fields)


def not_dictated(report: Report) -> tuple[tuple[str, str], ...]:
    """(origin, text) of every statement that nobody dictated: a reader must be able to tell."""
    return tuple(
        (statement.origin.value, printable(statement.text))
        for statement in report.statements()
        if statement.origin is not Origin.DICTATED
    )


def _field(field: FieldText) -> Markup:
    first, *rest = field.paragraphs
    name = Markup("<b>{}:</b> ").format(field.name) if field.name else Markup("")
    parts = [Markup("<p>{}{}</p>").format(name, first)]
    parts += [Markup("<p>{}</p>").format(text) for text in rest]
    return Markup("").join(parts)


@cache
def _page() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.j2")
