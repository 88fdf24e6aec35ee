"""What the assistant's thread is asked for, and which of it goes before which."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from medvoice.assistant.answering import Answer, Answerer, Piece, Question
from medvoice.assistant.backend import Between, Garbage
from medvoice.assistant.structuring import (
    DictatedRun,
    Draft,
    Findings,
    Proposal,
    Structurer,
)
from medvoice.report.template import Template

SECONDS_A_RUN = 20.0
"""What a run may take, waiting for the recogniser included."""
SECONDS_TO_GET_READY = 300.0
"""What loading, prefilling and trying out a template may take: nobody waits for that."""
SECONDS_AN_ANSWER = 600.0
"""What an answer may take: the speaker sees it come and can stop it."""
SECONDS_TO_READ_STUDY = 3600.0
"""What reading a study's images beforehand may take: 22,469 tokens on a CPU take the better part of
an hour, and nobody has to wait for it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. number: of the session's."""

    number: int
    question: Question


@dataclass(frozen=True, slots=True)
class ReadStudy:
    """The study's images are to be read before the first question."""


Work = DictatedRun | Findings | Template | Asked | ReadStudy
"""A run to be placed, findings to draft an impression from, a template to get ready for; a question
about the study, its images."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The model gave nothing. work: what it was asked for. message: a sentence without dictated
    text."""

    work: Work
    message: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer to a question."""

    number: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class StudyRead:
    """Its images are read."""


Result = Proposal | Draft | Failure | Answered | StudyRead


def rank(work: Work) -> int:
    """The least goes first: dictation before questions, questions before what nobody waits for."""
    match work:
        case DictatedRun():
            return 0
        case Asked():
            return 1
        case Findings():
            return 2
        case Template():
            return 3
        case ReadStudy():
            return 4


def about_study(work: Work) -> bool:
    """Whether the answerer does it; the structurer does the rest."""
    return isinstance(work, (Asked, ReadStudy))


def interrupts(new: Work, under_way: list[Work]) -> bool:
    """Whether it is done in the middle of what is under way: it goes first, and is another's. One
    that does a thing must not begin another in the midst of it; a question that comes while the
    images are read needs them read, too."""
    if not under_way or rank(new) >= rank(under_way[-1]):
        return False
    return all(about_study(one) != about_study(new) for one in under_way)


class Helpers:
    """Who does what. Either may be missing; neither is thread-safe."""

    def __init__(self, structurer: Structurer | None, answerer: Answerer | None) -> None:
        self._structurer = structurer
        self._answerer = answerer

    def takes(self, work: Work) -> bool:
        return (self._answerer if about_study(work) else self._structurer) is not None

    def seconds(self, work: Work, a_run: float) -> float:
        """What it may take. a_run: for placing a run."""
        match work:
            case Asked():
                return SECONDS_AN_ANSWER
            case ReadStudy():
                return SECONDS_TO_READ_STUDY
            case Findings():
                return a_run
            case _:
                # Being tried out belongs to the first run of a template that was changed since.
                known = self._structurer is None or self._structurer.knows(work)
                return a_run if known else SECONDS_TO_GET_READY

    def do(self, work: Work, between: Between, say: Callable[[int, str], None]) -> Result | None:
        """say: told more of an answer's text, by its question's number. Raises BackendError."""
        if self._answerer is not None:
            if isinstance(work, ReadStudy):
                self._answerer.prepare(between)
                return StudyRead()
            if isinstance(work, Asked):
                return Answered(work.number, _answer(self._answerer, work, between, say))
        if self._structurer is not None:
            if isinstance(work, DictatedRun):
                return self._structurer.structure(work, between)
            if isinstance(work, Findings):
                return self._structurer.draft(work, between)
            if isinstance(work, Template):
                self._structurer.ready(work, between)
        return None


def _answer(
    answerer: Answerer, asked: Asked, between: Between, say: Callable[[int, str], None]
) -> Answer:
    """Raises Garbage where no whole answer came."""
    pieces = iter(answerer.answer(asked.question, between))
    try:
        for piece in pieces:
            if isinstance(piece, Piece):
                say(asked.number, piece.text)
            else:
                return piece
    finally:
        if isinstance(pieces, Generator):
            pieces.close()  # what it holds of a backend is given back by the thread that took it
    raise Garbage(f"{answerer.name} gave no whole answer.")
