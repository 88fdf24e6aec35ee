"""Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from medvoice.export.characters import printable
from medvoice.export.context import ReportContext
from medvoice.export.origins import Signs
from medvoice.report.document import Report
from medvoice.report.layout import render
from medvoice.report.template import Template

# Characters that Markdown reads anywhere, and those it reads at the start of a line.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>|])")
_AT_START = re.compile(r"^([#+-]|\d+[.)])(?=\s|$)")


class MarkdownMarkup:
    """Headings with "##", field names in bold, one line a paragraph."""

    def title(self, text: str) -> str:
        return f"# {escaped(text)}\n"

    def section(self, name: str, paragraphs: Sequence[str]) -> str:
        return f"## {escaped(name)}\n\n{self.paragraphs(paragraphs)}\n"

    def fields(self, name: str, fields: Sequence[tuple[str, Sequence[str]]]) -> str:
        rows = [
            f"**{escaped(label)}:** {self.paragraphs(paragraphs)}" for label, paragraphs in fields
        ]
        return f"## {escaped(name)}\n\n" + "\n\n".join(rows) + "\n"

    def numbered(self, name: str, items: Sequence[str]) -> str:
        rows = [f"{number}. {escaped(item)}" for number, item in enumerate(items, 1)]
        return f"## {escaped(name)}\n\n" + "\n".join(rows) + "\n"

    def paragraphs(self, paragraphs: Sequence[str]) -> str:
        return "\n\n".join(escaped(text) for text in paragraphs)


def escaped(text: str) -> str:
    """Text that Markdown prints as it is; the empty box "[ ]" stays legible."""
    if text == "[ ]":
        return text
    marked = _ANYWHERE.sub(r"\\\1", text)
    match = _AT_START.match(marked)
    if match is None:
        return marked
    lead = match.group(1)
    return marked[: len(lead) - 1] + "\\" + lead[-1] + marked[len(lead) :]


def markdown(
    report: Report,
    template: Template,
    context: ReportContext | None = None,
    *,
    footer: str = "",
    signed: bool = False,
) -> str:
    """The report as Markdown, what is known of the study above it. footer: text under it. signed:
    text that nobody dictated carries a sign, explained below; what a model wrote and nobody
    accepted always does. Raises TemplateError."""
    signs = Signs(signed)
    body = render(template, report, MarkdownMarkup(), signs)
    body = "\n".join(printable(line) for line in body.split("\n"))
    rows = context.rows() if context else ()
    head = "".join(f"- **{label}:** {escaped(value)}\n" for label, value in rows)
    below = [f"{escaped(line)}\n" for line in (signs.legend(), footer) if line]
    parts = [part for part in (head, body, "\n".join(["---\n", *below]) if below else "") if part]
    return "\n".join(parts)
