"""Plain text: what is pasted into a RIS or printed."""

from __future__ import annotations

from medvoice.report.document import Report
from medvoice.report.layout import PlainMarkup, render
from medvoice.report.template import Template

RESEARCH_FOOTER = "Produced with medvoice, a research tool, not a cleared medical device."


def text(report: Report, template: Template, *, footer: str = "", width: int = 80) -> str:
    """The report, lines wrapped at `width` columns. footer: text under it. Raises TemplateError."""
    body = render(template, report, PlainMarkup(width))
    return f"{body}\n{footer}\n" if footer else body
