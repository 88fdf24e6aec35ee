"""Plain text: what is pasted into a RIS or printed."""

from __future__ import annotations

from medvoice.export.characters import printable
from medvoice.export.context import ReportContext
from medvoice.export.origins import Signs
from medvoice.report.document import Report
from medvoice.report.layout import PlainMarkup, render
from medvoice.report.template import Template
from medvoice.report.wrapping import filled

RESEARCH_FOOTER = "Produced with medvoice, a research tool, not a cleared medical device."


def text(
    report: Report,
    template: Template,
    context: ReportContext | None = None,
    *,
    footer: str = "",
    width: int = 80,
    signed: bool = False,
) -> str:
    """The report, lines wrapped at `width` columns, what is known of the study above it. footer:
    text under it. signed: text that nobody dictated carries a sign, explained below; what a model
    wrote and nobody accepted always does. Raises TemplateError."""
    signs = Signs(signed)
    body = render(template, report, PlainMarkup(width), signs)
    body = "\n".join(printable(line) for line in body.split("\n"))
    rows = context.rows() if context else ()
    head = "".join(f"{label}: {value}\n" for label, value in rows)
    below = "".join(f"{filled(line, width)}\n" for line in (signs.legend(),) if line)
    parts = [part for part in (head, body, below, f"{footer}\n" if footer else "") if part]
    return "\n".join(parts)
