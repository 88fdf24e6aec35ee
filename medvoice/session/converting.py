"""A finished report, as JSON, in any other format: what `diff` and `merge` write is a document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medvoice.export.context import ReportContext
from medvoice.export.json_ import JsonReport
from medvoice.export.json_reading import is_report, parsed_report, report_of
from medvoice.report.document import Origin, Report, Source
from medvoice.report.template import Template
from medvoice.session.exporting import Heard, export_report


@dataclass(frozen=True, slots=True)
class Finished:
    """A report's JSON. known: keys of ReportContext that it holds."""

    value: JsonReport

    @property
    def template(self) -> str:
        return self.value.template

    @property
    def report(self) -> Report:
        return report_of(self.value)

    @property
    def known(self) -> dict[str, str]:
        about = {**self.value.study, "footer": self.value.footer}
        return {key: text for key, text in about.items() if text}


def finished(text: str, path: Path) -> Finished | None:
    """None for a text that is not meant to be a report's JSON. path: where it is from, for the
    message. Raises JsonReportError."""
    return Finished(parsed_report(text, path)) if is_report(text) else None


def converted(
    one: Finished, template: Template, form: str, context: ReportContext, signs: str
) -> bytes:
    """As `export_report`: every statement as the file has it, nothing is computed over it."""
    return export_report(one.report, template, form, context, signs, _heard(one.value))


def outdated(report: Report, template: Template) -> tuple[str, ...]:
    """A line for each calculated field that would be calculated otherwise now, since what it is
    made of was changed by hand. The report keeps what it says."""
    calculated = {
        name: statements
        for name, statements in report.fields
        if all(s.origin is Origin.CALCULATED for s in statements)
    }
    gone = frozenset(s.id for statements in calculated.values() for s in statements)
    anew = template.completed(report.without(gone))
    lines = []
    for name, statements in calculated.items():
        before = " ".join(s.text for s in statements)
        after = " ".join(s.text for s in anew.field(name))
        if after and after != before:
            lines.append(f'{name} says "{before}"; calculated anew it would be "{after}"')
    return tuple(lines)


def _heard(value: JsonReport) -> Heard:
    statements = [s for field in value.fields for s in field.statements]
    return Heard(
        {s.id: s.confidence for s in statements if s.confidence is not None},
        {
            Source(one.utterance, one.first, one.last): (one.words, one.start, one.end)
            for s in statements
            for one in s.sources
        },
    )
