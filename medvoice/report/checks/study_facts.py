"""What is known of the study beside the report's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medvoice.report.checks.days import days_of
from medvoice.report.template import Template


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """Everything may be unknown. sex: "female" or "male". modality: DICOM's ("CT"). description:
    of study and order, with body part and side ("MR LEFT KNEE WITHOUT CONTRAST"). contrast: given
    or not. on: the study's day. today: for what has no study date. priors: days of the studies that
    are loaded beside it; None where nobody looked. prior_reports: their texts."""

    sex: str = ""
    modality: str = ""
    description: str = ""
    contrast: bool | None = None
    on: date | None = None
    today: date | None = None
    priors: tuple[date, ...] | None = None
    prior_reports: tuple[str, ...] = ()


def facts_of(template: Template) -> StudyFacts:
    """What a template made for an examination knows (`Template.for_study`)."""
    values, examination = template.values, template.examination
    on = [day for _, day in days_of(values.get("study.date", "")) if day is not None]
    prior = [day for _, day in days_of(values.get("prior.date", "")) if day is not None]
    return StudyFacts(
        sex=examination.sex.value if examination.sex else values.get("patient.sex", ""),
        modality=values.get("study.modality", ""),
        description=" ".join(
            values.get(name, "") for name in ("study.description", "study.body_part")
        ).strip(),
        contrast=examination.contrast,
        on=on[0] if on else None,
        priors=tuple(prior) if prior else None,
    )
