"""The session's events about questions on what is loaded. Answers are whole: a replay runs no
model."""

from __future__ import annotations

from typing import Literal

from medvoice.session.event_records import Record


class SeenRecord(Record):
    """An image that the model was given; as of assistant.answering.Seen."""

    study: str
    series: str
    index: int
    said: str
    part: int = 1


class BoxRecord(Record):
    """A place in one of the images; as of assistant.answering.Box."""

    top: float
    left: float
    bottom: float
    right: float
    label: str
    image: int


class CiteRecord(Record):
    """A place that the answer rests on; as of assistant.answering.Cite."""

    source: str
    page: int
    text: str
    heading: str = ""
    start: int = 0
    end: int = 0


class QuestionAwaited(Record):
    """What is said next is a question, however it is worded. at: absolute sample from which on
    words belong to it. begun: what was said of it already, "" for nothing."""

    kind: Literal["question awaited"] = "question awaited"
    utterance: int
    at: int
    begun: str = ""


class QuestionDropped(Record):
    """No question after all."""

    kind: Literal["question dropped"] = "question dropped"
    utterance: int


class QuestionAsked(Record):
    """number: from 1, of all questions of the session. text: as written. utterance 0: by hand."""

    kind: Literal["question asked"] = "question asked"
    utterance: int
    number: int
    text: str


class AnswerGiven(Record):
    """The whole answer. model: its name, "" where none was asked. saw, boxes, notes, cites: as of
    assistant.answering.Answer."""

    kind: Literal["answer given"] = "answer given"
    number: int
    model: str
    text: str
    origin: Literal["study data", "record", "documents", "model", "declined"]
    saw: tuple[SeenRecord, ...] = ()
    boxes: tuple[BoxRecord, ...] = ()
    notes: tuple[str, ...] = ()
    cites: tuple[CiteRecord, ...] = ()


class AnswerMissing(Record):
    """There will be no answer. why: "stopped" (the speaker), else what went wrong, without dictated
    text."""

    kind: Literal["no answer"] = "no answer"
    number: int
    why: str


QuestionEvent = QuestionAwaited | QuestionDropped | QuestionAsked | AnswerGiven | AnswerMissing
