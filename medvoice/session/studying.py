"""Studying: a folder with images → what a dictation needs of it: who answers, context, template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from medvoice.assistant.answering import Answer, AnswerOrigin
from medvoice.assistant.backend import Backend
from medvoice.assistant.study_answerer import AnsweringSettings, StudyAnswerer
from medvoice.assistant.study_references import DicomwebAddress
from medvoice.report.template import Template
from medvoice.session.about_study import AboutStudy, about_headers
from medvoice.session.language_model import StudyQuestions
from medvoice.study.folder_error import listed
from medvoice.study.loading import load_study
from medvoice.study.pixels import FilePixels
from medvoice.study.study import LoadedStudy
from medvoice.study.study_facts import answer_from_headers


@dataclass(frozen=True, slots=True)
class OpenStudy:
    """notes: sentences for the user. dicomweb: from where a model elsewhere fetches the images
    itself. Close it when no question can come any more."""

    loaded: LoadedStudy
    pixels: FilePixels
    notes: tuple[str, ...]
    dicomweb: DicomwebAddress = field(default_factory=DicomwebAddress)

    @property
    def said(self) -> str:
        """What is loaded, without a name: "CT, 3 series, 312 images, 1 prior"."""
        study, priors = self.loaded.study, len(self.loaded.priors)
        modalities = dict.fromkeys(one.modality for one in study.series if one.modality)
        parts = [
            "/".join(modalities),
            _counted(len(study.series), "series", "series"),
            _counted(sum(len(one.slices) for one in study.series), "image", "images"),
            _counted(priors, "prior", "priors") if priors else "",
        ]
        return ", ".join(part for part in parts if part)

    def about(self, template: Template, given: Mapping[str, str] | None = None) -> AboutStudy:
        """The report's context, and the template with what is known of the study. Raises
        ContextError."""
        loaded = self.loaded
        priors = tuple(prior.headers for prior in loaded.priors)
        return about_headers(loaded.study.headers, priors, template, given or {})

    def questions(self, backend: Backend | None) -> StudyQuestions:
        """What is asked about it. backend: None: only what its headers say can be answered."""
        settings = AnsweringSettings(dicomweb=self.dicomweb)
        answerer = StudyAnswerer(self.loaded, self.pixels, backend, answer_from_headers, settings)
        return StudyQuestions(self.said, answerer, self.known)

    def known(self, text: str) -> Answer | None:
        """What its headers say, exactly."""
        said = answer_from_headers(text, self.loaded)
        return Answer(said, AnswerOrigin.STUDY) if said is not None else None

    def close(self) -> None:
        self.pixels.close()


def open_study(
    path: Path,
    prior: Path | None = None,
    uid: str = "",
    dicomweb: DicomwebAddress | None = None,
    within: tuple[Path, ...] = (),
) -> OpenStudy:
    """prior: where an older study of the patient lies. uid: which study, where there are several.
    within: as of `load_study`. Raises StudyFolderError."""
    loaded = load_study(path, prior, uid, within)
    notes = list(loaded.notes)
    if loaded.skipped:
        notes.append(f"Left out: {listed(loaded.skipped)}.")
    return OpenStudy(loaded, FilePixels(), tuple(notes), dicomweb or DicomwebAddress())


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
