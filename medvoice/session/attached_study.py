"""The event of a study, or an order alone, that a dictation is about; and what follows from it.

It holds what the report takes from the headers, so that replay, recovery and an export long after
need no image: the folder may be gone by then.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from medvoice.export.context import ContextError, ReportContext, context_of
from medvoice.report.template import Template
from medvoice.report.template_conditions import Examination, Laterality, Sex
from medvoice.session.about_study import StudyFacts
from medvoice.session.event_records import Record


class StudyAttached(Record):
    """key: of the intent that attached it. said: what is loaded, without a name; "" for an order
    alone. uid: of the study, "" where it has none. study, prior: how they were named (an id of the
    configured folders, a DICOMweb reference), so that the images are found again. The others: as
    of StudyFacts."""

    kind: Literal["study attached"] = "study attached"
    key: str
    said: str
    uid: str = ""
    study: str = ""
    prior: str = ""
    context: dict[str, str] = Field(default_factory=dict)
    values: dict[str, str] = Field(default_factory=dict)
    sex: Literal["", "female", "male"] = ""
    contrast: bool | None = None
    laterality: Literal["", "left", "right", "bilateral"] = ""


NOTHING_KNOWN = StudyFacts({}, {}, Examination())


def event_of(
    key: str, said: str, uid: str, names: tuple[str, str], facts: StudyFacts
) -> StudyAttached:
    """names: of study and prior."""
    known = facts.examination
    return StudyAttached(
        key=key,
        said=said,
        uid=uid,
        study=names[0],
        prior=names[1],
        context=dict(facts.context),
        values=dict(facts.values),
        sex=known.sex.value if known.sex else "",
        contrast=known.contrast,
        laterality=known.laterality.value if known.laterality else "",
    )


def facts_of(event: StudyAttached) -> StudyFacts:
    examination = Examination(
        sex=Sex(event.sex) if event.sex else None,
        contrast=event.contrast,
        laterality=Laterality(event.laterality) if event.laterality else None,
    )
    return StudyFacts(event.context, event.values, examination)


def context_with(event: StudyAttached | None, footer: str) -> ReportContext:
    """Whose report it is, of which study, as far as it is known."""
    if event is None:
        return ReportContext(footer=footer)
    try:
        found = context_of(event.context)
    except ContextError:  # of a log that was edited: unknown is never invented
        return ReportContext(footer=footer)
    return found.model_copy(update={"footer": footer})


def adapted(template: Template, event: StudyAttached | None) -> Template:
    """The template with what is known of the study."""
    return facts_of(event).adapted(template) if event is not None else template
