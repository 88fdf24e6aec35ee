"""DOCX: a Word document with real headings and lists, so that it can be edited and read aloud."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from medvoice.export.content import Prose, Run, Runs, Section, Title, content, not_dictated
from medvoice.export.context import ReportContext
from medvoice.export.missing import library
from medvoice.export.origins import legend, sign
from medvoice.report.document import Report
from medvoice.report.template import Template

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_AUTHOR = "medvoice"
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # the first time that a ZIP file can hold


def docx(report: Report, template: Template, context: ReportContext) -> bytes:
    """The file. Raises TemplateError, LibraryMissing."""
    library("docx", "A DOCX file", "python-docx")
    from docx import Document

    found = content(report, template)
    document = Document()
    _properties(document, found.title, context)
    _styles(document)
    if not (found.blocks and isinstance(found.blocks[0], Title)):
        document.add_heading(found.title, level=1)
    _table(document, context)
    for block in found.blocks:
        match block:
            case Title():
                document.add_heading(block.text, level=1)
            case Prose():
                _add(document.add_paragraph(), block.runs)
            case Section():
                _section(document, block)
    below = legend(run.origin for run in not_dictated(found) if run.origin)
    if below:
        document.add_paragraph().add_run(below).italic = True
    if context.footer:
        document.sections[0].footer.paragraphs[0].text = context.footer
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _styles(document: Document) -> None:
    """A4, black headings, lines close enough for a report to fit on its page."""
    from docx.shared import Cm, Pt, RGBColor

    page: Any = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    styles: Any = document.styles
    plain = styles["Normal"]
    plain.font.name, plain.font.size = "Arial", Pt(10)
    plain.paragraph_format.space_after = Pt(3)
    for name, size, before in (("Heading 1", 15, 0), ("Heading 2", 11, 9)):
        style = styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        # The theme's font stands in its own attributes and would win over the name.
        fonts = style.element.rPr.rFonts
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(3)


def _section(document: Document, section: Section) -> None:
    if section.name:
        document.add_heading(section.name, level=2)
    if section.numbered:
        # Numbers as text: Word's own list numbers go on from list to list, and vanish on copying.
        for number, runs in enumerate(section.fields[0].runs, 1):
            _add(document.add_paragraph(), (Run(f"{number}. ", None), *runs))
        return
    for field in section.fields:
        first, *rest = field.runs
        paragraph = document.add_paragraph()
        if field.name:
            paragraph.add_run(f"{field.name}: ").bold = True
        _add(paragraph, first)
        for runs in rest:
            _add(document.add_paragraph(), runs)


def _add(paragraph: Paragraph, runs: Runs) -> None:
    """Text that nobody dictated in italics, with the sign of its origin."""
    for run in runs:
        paragraph.add_run(run.text).italic = run.marked or None
        if run.marked:
            paragraph.add_run(f"\u00a0{sign(run.origin)}").font.superscript = True


def _table(document: Document, context: ReportContext) -> None:
    rows = context.rows()
    if not rows:
        return
    from docx.shared import Cm, Pt

    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    widths = (Cm(4.5), Cm(12.5))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).bold = True
        cells[1].text = value
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)


def _properties(document: Document, title: str, context: ReportContext) -> None:
    """No patient data: a file manager shows these."""
    made_at = (context.made_at or _EPOCH).astimezone(UTC).replace(tzinfo=None)
    core: Any = document.core_properties
    core.author = core.last_modified_by = _AUTHOR
    core.title = title[:255]
    core.comments = ""
    core.language = context.language
    core.created = core.modified = made_at
