"""The template of a study that was given none."""

from __future__ import annotations

from pathlib import Path

from medvoice.report.exam_names import ExamNames
from medvoice.report.template import Templates
from medvoice.report.template_choice import Examined, TemplateChoice, template_for
from medvoice.study.headers import StudyHeaders, read_study


def template_of_folder(path: Path, uid: str, templates: Templates) -> TemplateChoice:
    """As `template_of_study`, of the study in a folder. Raises StudyFolderError."""
    return template_of_study(read_study(path, uid).study, templates)


def template_of_study(study: StudyHeaders, templates: Templates) -> TemplateChoice:
    """By modality, requested procedure, study description and body part; none with the reason."""
    examined = Examined(
        study.modality,
        (study.text("RequestedProcedureDescription"), study.text("StudyDescription")),
        study.text("BodyPartExamined"),
    )
    return template_for(examined, ExamNames.of(templates.folders))
