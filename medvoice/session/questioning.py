"""Questioning: questions outside a dictation, about a study, a record or documents, one after the
other, each a follow-up of those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from medvoice.assistant.answering import Answer, AnswerOrigin, Exchange, Piece, Question
from medvoice.assistant.backend import Backend, BackendError
from medvoice.assistant.boxes_drawn import drawn
from medvoice.assistant.png import png
from medvoice.assistant.study_answerer import AnsweringSettings, StudyAnswerer
from medvoice.assistant.study_references import DicomwebAddress
from medvoice.session.asked_about import Asked, questions_about
from medvoice.session.exchange_views import cite_view
from medvoice.session.language_model import StudyQuestions
from medvoice.session.study_source import StudyServer
from medvoice.session.view import CiteView
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
    has boxes to show. cites: places that it rests on."""

    text: str
    answered: bool
    said_by: str
    notes: tuple[str, ...]
    marked: bool
    cites: tuple[CiteView, ...] = ()


class Questioning:
    """Close it."""

    def __init__(
        self,
        questions: StudyQuestions,
        study: StudyAnswerer | None,
        pixels: FilePixels,
        notes: tuple[str, ...],
    ) -> None:
        """study: what answers about its images, among the rest. notes: about the study as it was
        loaded, for the user."""
        self.notes = notes
        self._known, self._answerer = questions.known, questions.answerer
        self._study, self._pixels = study, pixels
        self._before: tuple[Exchange, ...] = ()

    def ask(self, text: str, report: str = "") -> Iterator[str | Told]:
        """Text as it comes, then what came. report: as it stands. Raises QuestionFailed."""
        try:
            for event in self._events(Question(text, self._before, report)):
                if isinstance(event, Piece):
                    yield event.text
                    continue
                self._before = (*self._before, Exchange(text, event))
                yield self._told(event)
        except BackendError as error:
            raise QuestionFailed(str(error)) from error

    def _events(self, question: Question) -> Iterator[Piece | Answer]:
        known = self._known(question.text)
        if known is None:
            yield from self._answerer.answer(question, _go)
            return
        yield Piece(known.text)
        yield known

    def picture(self) -> bytes | None:
        """A PNG of the picture in which the last answer marked something, with its boxes."""
        if not self._before or self._study is None or self._study.images is None:
            return None
        answer = self._before[-1].answer
        for picture in self._study.images.pictures:
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
            case AnswerOrigin.RECORD:
                said_by = "From the patient's record; no model was asked."
            case AnswerOrigin.DOCUMENTS:
                said_by = "From the documents, word for word."
            case AnswerOrigin.MODEL if answer.cites:
                said_by = (
                    f"Model output ({self._answerer.name}) from what is cited; its numbers, units "
                    "and negations are those that stand there."
                )
            case AnswerOrigin.MODEL:
                said_by = f"Model output ({self._answerer.name}), not checked; {_saw(answer)}."
            case AnswerOrigin.DECLINED:
                said_by = ""
        answered = answer.origin is not AnswerOrigin.DECLINED
        marked = bool(answer.boxes)
        # A record's answer names its resources itself.
        exact = answer.origin is AnswerOrigin.RECORD
        cites = () if exact else tuple(map(cite_view, answer.cites))
        return Told(answer.text, answered, said_by, answer.notes, marked, cites)


def open_questions(
    path: Path | None,
    prior: Path | None,
    backend: Backend | None,
    *,
    uid: str = "",
    series: str = "",
    dicomweb: DicomwebAddress | None = None,
    beside: Sequence[Asked] = (),
) -> Questioning:
    """path: of the study, None for none. prior: where an older study of the patient lies. backend:
    None: no model is asked; it stays its owner's. uid: of the study, where there are several.
    series: by number or UID. dicomweb: from
    where a model elsewhere fetches the images itself. beside: what
    else is asked, in this order. Raises StudyFolderError."""
    pixels = FilePixels()
    if path is None:
        questions = questions_about(None, beside, backend)
        assert questions is not None, "there is something to ask about"
        return Questioning(questions, None, pixels, ())
    loaded = load_study(path, prior, uid)
    settings = AnsweringSettings(series=series, dicomweb=dicomweb or DicomwebAddress())
    answerer = StudyAnswerer(loaded, pixels, backend, answer_from_headers, settings)

    def known(text: str) -> Answer | None:
        said = answer_from_headers(text, loaded)
        return Answer(said, AnswerOrigin.STUDY) if said is not None else None

    of_study = StudyQuestions("", answerer, known)
    questions = questions_about(of_study, beside, backend)
    assert questions is not None
    left_out = tuple(f"Left out: {one}." for one in loaded.skipped)
    notes = filter(None, [one.beside_study(loaded.study.headers) for one in beside])
    return Questioning(questions, answerer, pixels, (*left_out, *loaded.notes, *notes))


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
