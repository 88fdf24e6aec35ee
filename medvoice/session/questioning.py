"""Questioning: questions about a study outside a dictation, one after the other, each a follow-up
of those before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medvoice.assistant.answering import Answer, AnswerOrigin, Exchange, Piece, Question
from medvoice.assistant.backend import Backend, BackendError
from medvoice.assistant.boxes_drawn import drawn
from medvoice.assistant.png import png
from medvoice.assistant.study_answerer import AnsweringSettings, StudyAnswerer
from medvoice.assistant.study_references import DicomwebAddress
from medvoice.session.study_source import StudyServer
from medvoice.study.dicomweb_reference import is_reference, reference_of
from medvoice.study.loading import load_study
from medvoice.study.pixels import FilePixels
from medvoice.study.study_facts import answer_from_headers

_NAMED = 3
"""Images that are named one by one; more are counted."""


class QuestionFailed(Exception):
    """The model did not answer: what happened and what to do."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that has come whole. answered: False where it was declined; text then says why.
    said_by: where it comes from, a line for the user. notes: sentences. marked: whether `picture`
    has boxes to show."""

    text: str
    answered: bool
    said_by: str
    notes: tuple[str, ...]
    marked: bool


class Questioning:
    """Close it."""

    def __init__(self, answerer: StudyAnswerer, pixels: FilePixels, notes: tuple[str, ...]) -> None:
        """notes: about the study as it was loaded, for the user."""
        self.notes = notes
        self._answerer, self._pixels = answerer, pixels
        self._before: tuple[Exchange, ...] = ()

    def ask(self, text: str, report: str = "") -> Iterator[str | Told]:
        """Text as it comes, then what came. report: as it stands. Raises QuestionFailed."""
        try:
            for event in self._answerer.answer(Question(text, self._before, report), _go):
                if isinstance(event, Piece):
                    yield event.text
                    continue
                self._before = (*self._before, Exchange(text, event))
                yield self._told(event)
        except BackendError as error:
            raise QuestionFailed(str(error)) from error

    def picture(self) -> bytes | None:
        """A PNG of the picture in which the last answer marked something, with its boxes."""
        if not self._before or self._answerer.images is None:
            return None
        answer = self._before[-1].answer
        for picture in self._answerer.images.pictures:
            here = [box for box in answer.boxes if answer.saw[box.image] == picture.seen]
            if here:
                return png(drawn(picture.rgb, here))
        return None

    def close(self) -> None:
        self._answerer.close()
        self._pixels.close()

    def _told(self, answer: Answer) -> Told:
        match answer.origin:
            case AnswerOrigin.STUDY:
                said_by = "From the study's own data; no model was asked."
            case AnswerOrigin.MODEL:
                said_by = f"Model output ({self._answerer.name}), not checked; {_saw(answer)}."
            case AnswerOrigin.DECLINED:
                said_by = ""
        answered = answer.origin is not AnswerOrigin.DECLINED
        return Told(answer.text, answered, said_by, answer.notes, bool(answer.boxes))


def open_questions(
    path: Path,
    prior: Path | None,
    backend: Backend | None,
    *,
    uid: str = "",
    series: str = "",
    dicomweb: DicomwebAddress | None = None,
) -> Questioning:
    """prior: where an older study of the patient lies. backend: None: only what the headers say is
    answered; it stays its owner's. uid: of the study, where there are several. series: by number
    or UID. dicomweb: from where a model elsewhere fetches the images itself. Raises
    StudyFolderError."""
    loaded = load_study(path, prior, uid)
    pixels = FilePixels()
    settings = AnsweringSettings(series=series, dicomweb=dicomweb or DicomwebAddress())
    answerer = StudyAnswerer(loaded, pixels, backend, answer_from_headers, settings)
    left_out = tuple(f"Left out: {one}." for one in loaded.skipped)
    return Questioning(answerer, pixels, (*left_out, *loaded.notes))


def dicomweb_of(study: str, server: StudyServer) -> DicomwebAddress:
    """Where a model elsewhere finds a study that was named so. server: the configured one, whose
    token no other gets; a name with a password is none."""
    own = server.url.rstrip("/")
    url = (reference_of(study).url if is_reference(study) else "") or own
    token = server.credentials if ":" not in server.credentials else ""
    return DicomwebAddress(url, token if url == own else "")


def _saw(answer: Answer) -> str:
    if len(answer.saw) <= _NAMED:
        return f"it saw {'; '.join(one.said for one in answer.saw)}"
    return f"it saw {len(answer.saw)} images, {answer.saw[0].said} to {answer.saw[-1].said}"


def _go() -> None:
    """Nobody speaks."""
