"""The seam to answers: what a spoken or typed question gives, about the loaded study, the patient's
record or documents.

An answer never enters the report by itself. What the study's own data, a record or a document say
is told apart from what a model said; a model's answer names the images that it saw, or the places
in documents that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from medvoice.assistant.backend import Between


class AnswerOrigin(StrEnum):
    STUDY = "study data"  # read from the headers, exact, no model asked
    RECORD = "record"  # values of the patient's record, as they stand there
    DOCUMENTS = "documents"  # the documents' own words, as they stand there
    MODEL = "model"
    DECLINED = "declined"  # nothing that can be answered; the text says why


@dataclass(frozen=True, slots=True)
class Box:
    """A place in one image, in its own pixels (rows from the top, columns from the left, edges;
    fractions allowed). image: index into `Answer.saw`."""

    top: float
    left: float
    bottom: float
    right: float
    label: str
    image: int


@dataclass(frozen=True, slots=True)
class Seen:
    """An image that a model was given. study, series: UIDs. index: of the slice in its series.
    said: how it is named to the user ("slice 12 of 26, series 3"). part: `Series.part`."""

    study: str
    series: str
    index: int
    said: str
    part: int = 1


@dataclass(frozen=True, slots=True)
class Cite:
    """A place that an answer rests on. source: a file's name, or a record's resource
    ("Observation/17"). page: as a viewer counts it, 0 where there are none. text: what it says
    there, word for word; characters [start, end) of it say it best, none where both are 0. heading:
    under which it stands, "" for none."""

    source: str
    page: int
    text: str
    heading: str = ""
    start: int = 0
    end: int = 0

    @property
    def place(self) -> str:
        """For the user: "contrast.pdf, page 3"."""
        return f"{self.source}, page {self.page}" if self.page else self.source


@dataclass(frozen=True, slots=True)
class Piece:
    """More of the answer's text, as it comes."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """text: whole, thoughts and code removed. notes: for the user ("85 of 312 slices"). cites: what
    an answer from a record or documents rests on, a model's too."""

    text: str
    origin: AnswerOrigin
    saw: tuple[Seen, ...] = ()
    boxes: tuple[Box, ...] = ()
    notes: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()


def whole(answer: Answer) -> Iterator[Piece | Answer]:
    """An answer that is there at once."""
    yield Piece(answer.text)
    yield answer


def declined(text: str, notes: tuple[str, ...] = ()) -> Iterator[Piece | Answer]:
    """Why there is no answer."""
    return whole(Answer(text, AnswerOrigin.DECLINED, notes=notes))


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that was answered before; follow-ups keep it."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Question:
    """text: as written. before: earlier exchanges about this study, oldest first. report: the
    report's text as it stands, data for the model, "" for none."""

    text: str
    before: tuple[Exchange, ...] = ()
    report: str = ""


class Answerer(Protocol):
    """Bound to what is loaded. Not thread-safe: its owner asks one question at a time."""

    @property
    def name(self) -> str:
        """The model, for the screen; "study data" without one."""

    def prepare(self, between: Between) -> None:
        """Prefills the study's images, so that the first question finds them read. Once is
        enough. Raises BackendError."""

    def answer(self, question: Question, between: Between) -> Iterator[Piece | Answer]:
        """Pieces as they come, then exactly one Answer. Raises BackendError; `between()` may raise
        Stopped."""

    def close(self) -> None: ...
