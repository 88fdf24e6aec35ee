"""Form: what the view shows of a template: its fields in order, by section."""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.report.document import Report
from medvoice.report.template import Template


@dataclass(frozen=True, slots=True)
class FormField:
    """id: "section.field". label: as on screen. alone: the section has no other field, so that its
    heading is the label."""

    id: str
    section: str
    label: str
    required: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Form:
    """title: of the template."""

    title: str
    fields: tuple[FormField, ...]


def form_of(template: Template) -> Form:
    """The fields of a template in its order."""
    fields = [
        FormField(
            f"{section.id}.{spec.id}", section.name, spec.name, spec.required, not section.fields
        )
        for section in template.sections
        for spec in section.all_fields()
    ]
    return Form(template.front.title, tuple(fields))


def just_filled(report: Report) -> frozenset[str]:
    """Fields that the newest utterance went into."""
    newest: dict[str, int] = {}
    for field, statements in report.fields:
        spoken = [source.utterance for s in statements for source in s.sources]
        if spoken:
            newest[field] = max(spoken)
    last = max(newest.values(), default=None)
    return frozenset(field for field, utterance in newest.items() if utterance == last)
