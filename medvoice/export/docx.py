"""DOCX: a Word document with real headings and lists, so that it can be edited and read aloud."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from medvoice.export.content import Prose, Section, Title, content
from medvoice.export.context import ReportContext
from medvoice.export.html import not_dictated
from medvoice.export.missing import library
from medvoice.report.document import Report
from medvoice.report.template import Template

if TYPE_CHECKING:
    from docx.document import Document

_AUTHOR = "medvoice"
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # the first time that a ZIP file can hold


def docx(report: Report, template: Template, context: ReportContext) -> bytes:
    """The file. Raises TemplateError, LibraryMissing."""
    library("docx", "A DOCX file", "python-docx")
    from docx import Document

    found = content(report, template)
    document = Document()
    _properties(document, found.title, context)
    if not (found.blocks and isinstance(found.blocks[0], Title)):
        document.add_heading(found.title, level=1)
    _table(document, context)
    for block in found.blocks:
        match block:
            case Title():
                document.add_heading(block.text, level=1)
            case Prose():
                document.add_paragraph(block.text)
            case Section():
                _section(document, block)
    marked = not_dictated(report)
    if marked:
        document.add_paragraph().add_run("Not dictated:").bold = True
        for origin, text in marked:
            document.add_paragraph(f"{text} ({origin})", style="List Bullet")
    if context.footer:
        document.sections[0].footer.paragraphs[0].text = context.footer
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _section(document: Document, section: Section) -> None:
    if section.name:
        document.add_heading(section.name, level=2)
    if section.numbered:
        # Numbers as text: Word's own list numbers go on from list to list, and vanish on copying.
        for line in section.lines():
            document.add_paragraph(line)
        return
    for field in section.fields:
        first, *rest = field.paragraphs
        paragraph = document.add_paragraph()
        if field.name:
            paragraph.add_run(f"{field.name}: ").bold = True
        paragraph.add_run(first)
        for text in rest:
            document.add_paragraph(text)


def _table(document: Document, context: ReportContext) -> None:
    rows = context.rows()
    if not rows:
        return
    table = document.add_table(rows=0, cols=2)
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).bold = True
        cells[1].text = value


def _properties(document: Document, title: str, context: ReportContext) -> None:
    """No patient data: a file manager shows these."""
    made_at = (context.made_at or _EPOCH).astimezone(UTC).replace(tzinfo=None)
    core: Any = document.core_properties
    core.author = core.last_modified_by = _AUTHOR
    core.title = title[:255]
    core.comments = ""
    core.language = context.language
    core.created = core.modified = made_at
