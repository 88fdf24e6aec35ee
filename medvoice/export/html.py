"""HTML: one file without anything from outside, readable on screen, on paper and by a reader."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from medvoice.export.content import (
    Block,
    FieldText,
    Prose,
    Run,
    Runs,
    Section,
    Title,
    content,
    not_dictated,
)
from medvoice.export.context import ReportContext
from medvoice.export.origins import meaning
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
        legend=_legend(not_dictated(page)),
        footer=context.footer,
    )


def block_markup(block: Block) -> Markup:
    """A block as HTML that is XHTML, too."""
    match block:
        case Title():
            return Markup("<h1>{}</h1>").format(block.text)
        case Prose():
            return Markup("<p>{}</p>").format(runs_markup(block.runs))
        case Section():
            return Markup("<section>{}{}</section>").format(
                Markup("<h2>{}</h2>").format(block.name) if block.name else "",
                section_markup(block),
            )


def section_markup(section: Section) -> Markup:
    """A section's text without its heading: a list of points, or paragraphs with the field's name
    in bold."""
    if section.numbered:
        points = (Markup("<li>{}</li>").format(runs_markup(r)) for r in section.fields[0].runs)
        return Markup("<ol>{}</ol>").format(Markup("").join(points))
    return Markup("").join(_field(field) for field in section.fields)


def runs_markup(runs: Runs) -> Markup:
    """A paragraph's text; what nobody dictated is in a span with its origin as class and title."""
    return Markup("").join(_run(run) for run in runs)


def _run(run: Run) -> Markup:
    if not run.marked or run.origin is None:
        return Markup("{}").format(run.text)
    return Markup('<span class="{}" title="{}">{}</span>').format(
        f"not-dictated origin-{run.origin.name.lower()}", meaning(run.origin), run.text
    )


def _legend(marked: tuple[Run, ...]) -> tuple[tuple[str, str], ...]:
    """(class, meaning) of the origins that are there."""
    used = {run.origin for run in marked}
    return tuple((f"origin-{o.name.lower()}", meaning(o)) for o in Origin if o in used)


def _field(field: FieldText) -> Markup:
    first, *rest = field.runs
    name = Markup("<b>{}:</b> ").format(field.name) if field.name else Markup("")
    parts = [Markup("<p>{}{}</p>").format(name, runs_markup(first))]
    parts += [Markup("<p>{}</p>").format(runs_markup(runs)) for runs in rest]
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
