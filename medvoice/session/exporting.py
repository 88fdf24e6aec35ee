"""A session's report in any format, as the bytes of one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from medvoice.audio.block import SAMPLE_RATE
from medvoice.export.context import ReportContext, Status
from medvoice.export.dicom_sr import dicom_sr
from medvoice.export.docx import docx
from medvoice.export.fhir import fhir
from medvoice.export.hl7 import hl7
from medvoice.export.html import html
from medvoice.export.json_ import Spoken, as_json
from medvoice.export.markdown import markdown
from medvoice.export.origins import Show
from medvoice.export.pdf import pdf
from medvoice.export.text import text
from medvoice.report.document import Report, Source
from medvoice.report.template import Template
from medvoice.session.state import SessionState

FORMATS = ("text", "markdown", "html", "json", "docx", "pdf", "fhir", "hl7", "dicom_sr")
SUFFIXES = {
    "text": "txt",
    "markdown": "md",
    "html": "html",
    "json": "json",
    "docx": "docx",
    "pdf": "pdf",
    "fhir": "fhir.json",
    "hl7": "hl7",
    "dicom_sr": "dcm",
}
BINARY = frozenset({"docx", "pdf", "dicom_sr"})
"""Formats that are nothing to look at in a terminal."""


def export_as(
    state: SessionState,
    template: Template,
    form: str,
    context: ReportContext,
    signs: str = Show.DRAFT,
) -> bytes:
    """`export_report` of a session. A status that nobody gave is the session's."""
    if "status" not in context.model_fields_set:
        context = context.model_copy(update={"status": Status(state.status)})
    heard = Heard(confidences(state), spoken(state)) if form == "json" else Heard()
    return export_report(state.report, template, form, context, signs, heard)


@dataclass(frozen=True, slots=True)
class Heard:
    """confidences: statement id -> 0 to 1. words: of each source, as recognised or typed."""

    confidences: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[Source, Spoken] = field(default_factory=dict)


def export_report(
    report: Report,
    template: Template,
    form: str,
    context: ReportContext,
    signs: str = Show.DRAFT,
    heard: Heard | None = None,
) -> bytes:
    """The report in one of FORMATS; context: stamped. signs: a Show, when text that nobody dictated
    carries a sign in text, Markdown and HL7. heard: what JSON keeps of the words. Raises
    TemplateError, ContextError, LibraryMissing; ValueError for a format that is not in FORMATS."""
    footer, heard = context.footer, heard or Heard()
    signed = Show(signs).at(context.status)
    match form:
        case "text":
            return text(report, template, context, footer=footer, signed=signed).encode("utf-8")
        case "markdown":
            made = markdown(report, template, context, footer=footer, signed=signed)
            return made.encode("utf-8")
        case "json":
            sure, words = heard.confidences, heard.words
            return as_json(report, template, context, confidences=sure, spoken=words).encode(
                "utf-8"
            )
        case "html":
            return html(report, template, context).encode("utf-8")
        case "fhir":
            return fhir(report, template, context).encode("utf-8")
        case "hl7":
            return hl7(report, template, context, signed=signed)
        case "docx":
            return docx(report, template, context)
        case "pdf":
            return pdf(report, template, context)
        case "dicom_sr":
            return dicom_sr(report, template, context)
    raise ValueError(f"{form} is no format; known: {', '.join(FORMATS)}")


def confidences(state: SessionState) -> dict[str, float]:
    """Statement id -> the least confidence of the words that it was made of, as the recogniser
    gave it. Typed text has none: nothing was recognised."""
    if state.source == "text":  # report_from_text
        return {}
    words = {utterance.id: utterance.words for utterance in state.utterances}
    table: dict[str, float] = {}
    for statement in state.report.statements():
        spoken = [
            word.confidence
            for source in statement.sources
            for word in words.get(source.utterance, ())[source.first : source.last]
        ]
        if spoken:
            table[statement.id] = min(max(min(spoken), 0.0), 1.0)
    return table


def spoken(state: SessionState) -> dict[Source, tuple[str, float | None, float | None]]:
    """Every source of the report -> its words as recognised or typed, and when they were spoken."""
    words = {utterance.id: utterance.words for utterance in state.utterances}
    table: dict[Source, tuple[str, float | None, float | None]] = {}
    for statement in state.report.statements():
        for source in statement.sources:
            said = words.get(source.utterance, ())[source.first : source.last]
            if not said:
                continue
            text = " ".join(word.text for word in said)
            start, end = said[0].start / SAMPLE_RATE, said[-1].end / SAMPLE_RATE
            typed = state.source == "text"  # report_from_text: its times are made up
            table[source] = (text, None, None) if typed else (text, round(start, 3), round(end, 3))
    return table
