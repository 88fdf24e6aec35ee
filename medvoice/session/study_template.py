"""The template of a study that was given none."""

from __future__ import annotations

from medvoice.report.exam_names import ExamNames
from medvoice.report.template import Templates
from medvoice.report.template_choice import Examined, TemplateChoice, template_for
from medvoice.study.headers import StudyHeaders


def template_of_study(study: StudyHeaders, templates: Templates) -> TemplateChoice:
    """By modality, requested procedure, study description and body part; none with the reason."""
    examined = Examined(
        study.modality,
        (study.text("RequestedProcedureDescription"), study.text("StudyDescription")),
        study.text("BodyPartExamined"),
    )
    return template_for(examined, ExamNames.of(templates.folders))
