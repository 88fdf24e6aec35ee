"""PDF: A4 pages with embedded fonts, the text selectable."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from medvoice.export.content import (
    Content,
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
from medvoice.export.fonts import PACKAGES, FontChain, font_chain
from medvoice.export.missing import library
from medvoice.export.origins import legend, sign
from medvoice.report.document import Report
from medvoice.report.template import Template

_MARGIN = 56.7  # 2 cm in points
# reportlab breaks a paragraph in time that grows faster than its length; a page has some 4,000
# characters, so no dictated paragraph is ever cut at this.
_LONGEST_PARAGRAPH = 4000
_SIZE, _LEADING = 10, 14
_FOOT_LINES = 3
_GREY = "#4b5563"
_PADDING = 6  # of reportlab's frame, so that the foot stands under the text


def pdf(
    report: Report, template: Template, context: ReportContext, fonts: FontChain | None = None
) -> bytes:
    """The file. fonts: else those of this machine. Raises TemplateError, LibraryMissing."""
    library("reportlab", "A PDF", "reportlab")
    page = _Page(fonts or font_chain())
    found = content(report, template)
    page.head(found, context)
    for block in found.blocks:
        match block:
            case Title():
                page.heading(block.text, 1)
            case Prose():
                page.paragraph(block.runs)
            case Section():
                page.section(block)
    page.legend(legend(run.origin for run in not_dictated(found) if run.origin))
    page.note_unprintable()
    return page.build(found.title, context)


class _Page:
    """Collects what is printed, then prints it."""

    def __init__(self, fonts: FontChain) -> None:
        from reportlab.lib.styles import ParagraphStyle

        self._fonts = fonts
        self._story: list[Any] = []
        self._unprintable = 0
        font = fonts.fonts[0].name
        plain = {"fontName": font, "bulletFontName": font, "splitLongWords": 1, "spaceAfter": 3}
        self._text = ParagraphStyle("text", fontSize=_SIZE, leading=_LEADING, **plain)
        self._item = ParagraphStyle("item", self._text, leftIndent=18, bulletIndent=2)
        self._small = ParagraphStyle("small", self._text, fontSize=8, leading=11)
        heading = {"keepWithNext": 1}
        self._headings = {
            1: ParagraphStyle("h1", self._text, fontSize=16, leading=21, spaceAfter=8, **heading),
            2: ParagraphStyle(
                "h2", self._text, fontSize=11.5, leading=15, spaceBefore=9, **heading
            ),
        }

    def head(self, found: Content, context: ReportContext) -> None:
        from reportlab.lib.colors import HexColor
        from reportlab.platypus import Paragraph, Spacer, Table

        if not (found.blocks and isinstance(found.blocks[0], Title)):
            self.heading(found.title, 1)
        rows = context.rows()
        if not rows:
            return
        cells = [
            [
                Paragraph(self._marked(label, bold=True), self._text),
                Paragraph(self._marked(value), self._text),
            ]
            for label, value in rows
        ]
        style = [
            ("BACKGROUND", (0, 0), (-1, -1), HexColor(0xF3F4F6)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ]
        self._story += [Table(cells, colWidths=[132, 348], style=style), Spacer(1, 6)]

    def heading(self, text: str, level: int) -> None:
        from reportlab.platypus import Paragraph

        self._story.append(Paragraph(self._marked(text, bold=True), self._headings[level]))

    def section(self, section: Section) -> None:
        if section.name:
            self.heading(section.name, 2)
        if section.numbered:
            for number, runs in enumerate(section.fields[0].runs, 1):
                self._add(runs, self._item, bullet=f"{number}.")
            return
        for field in section.fields:
            self._field(field)

    def paragraph(self, runs: Runs) -> None:
        self._add(runs, self._text)

    def legend(self, text: str) -> None:
        from reportlab.platypus import Spacer

        if text:
            self._story.append(Spacer(1, 8))
            self._add(_one(text), self._small)

    def note_unprintable(self) -> None:
        if self._unprintable:
            text = (
                f"{self._unprintable} characters are written as their Unicode number: the fonts of "
                f"the machine that made this page lack them (Debian: {PACKAGES}), or their script "
                "is not laid out here. The HTML and DOCX exports hold them as they are."
            )
            self._add(_one(text), self._small)

    def build(self, title: str, context: ReportContext) -> bytes:
        from reportlab.lib.pagesizes import A4
        from reportlab.platypus import SimpleDocTemplate

        file = io.BytesIO()
        document = SimpleDocTemplate(
            file, pagesize=A4, title=title, author="medvoice", creator="medvoice", invariant=1,
            leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
            lang=context.language,
        )  # fmt: skip
        foot = self._foot(context.footer)

        def bottom(canvas: Any, _: Any) -> None:
            canvas.saveState()
            y = _MARGIN - 24
            number = f"{canvas.getPageNumber()}"
            canvas.setFont(self._fonts.fonts[0].name, 8)
            canvas.drawRightString(A4[0] - _MARGIN - _PADDING, y, number)
            for line in foot:
                x = _MARGIN + _PADDING
                for font, piece in self._fonts.runs(line):
                    canvas.setFont(font, 8)
                    canvas.drawString(x, y, piece)
                    x += canvas.stringWidth(piece, font, 8)
                y -= 10
            canvas.restoreState()

        document.build(self._story, onFirstPage=bottom, onLaterPages=bottom)
        return file.getvalue()

    def _foot(self, footer: str) -> list[str]:
        from reportlab.lib.utils import simpleSplit

        font = self._fonts.fonts[0].name
        lines: list[str] = simpleSplit(footer, font, 8, 440) if footer else []
        if len(lines) <= _FOOT_LINES:
            return lines
        self._add(_one(footer), self._small)  # too long for the margin: under the report
        return []

    def _field(self, field: FieldText) -> None:
        first, *rest = field.runs
        self._add(first, self._text, name=f"{field.name}:" if field.name else "")
        for runs in rest:
            self._add(runs, self._text)

    def _add(self, runs: Runs, style: Any, name: str = "", bullet: str | None = None) -> None:
        from reportlab.platypus import Paragraph

        lead = f"{self._marked(name, bold=True)} " if name else ""
        for number, page in enumerate(_pages(runs)):
            markup = (lead if number == 0 else "") + "".join(self._run(run) for run in page)
            self._story.append(Paragraph(markup, style, bulletText=bullet if not number else None))

    def _run(self, run: Run) -> str:
        """Text that nobody dictated in grey, with the sign of its origin."""
        text = self._marked(run.text)
        if not run.marked:
            return text
        letters = escape(sign(run.origin))
        return f'<font color="{_GREY}">{text}<super size="6">&nbsp;{letters}</super></font>'

    def _marked(self, text: str, bold: bool = False) -> str:
        """Text as reportlab's markup, each run in a font that has it."""
        self._unprintable += self._fonts.unprintable(text)
        return "".join(
            f'<font name="{font}">{escape(piece)}</font>'
            for font, piece in self._fonts.runs(text, bold)
        )


def _one(text: str) -> Runs:
    return (Run(text, None),)


def _pages(runs: Runs) -> Iterator[Runs]:
    """The runs, cut where they are longer than a page together."""
    page: list[Run] = []
    room = _LONGEST_PARAGRAPH
    for run in runs:
        for piece in _pieces(run.text):
            if page and len(piece) > room:
                yield tuple(page)
                page, room = [], _LONGEST_PARAGRAPH
            page.append(Run(piece, run.origin))
            room -= len(piece)
    yield tuple(page)


def _pieces(text: str) -> Iterator[str]:
    """The text, cut at spaces where it is longer than a page."""
    while len(text) > _LONGEST_PARAGRAPH:
        cut = text.rfind(" ", 1, _LONGEST_PARAGRAPH)
        cut = cut if cut > 0 else _LONGEST_PARAGRAPH
        yield text[:cut]
        text = text[cut:].removeprefix(" ")
    yield text
