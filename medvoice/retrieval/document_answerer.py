"""DocumentAnswerer: answers questions from a library of documents; the seam is `answering`.

Without a model it gives the sentence that says it best, in the document's own words, and the
passages around it. With one it gives the model's answer where the passages bear it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from medvoice.assistant.answering import (
    Answer,
    AnswerOrigin,
    Cite,
    Piece,
    Question,
    declined,
    whole,
)
from medvoice.assistant.backend import Backend, Between, Conversation, Refused
from medvoice.retrieval.consulting import Consulted, consult
from medvoice.retrieval.index import Index
from medvoice.retrieval.library import Contents, LibraryError
from medvoice.retrieval.question import Addressed
from medvoice.retrieval.writing import written

NAMELESS = "documents"
NOT_THERE = "Not in these documents."
OF_THE_PATIENT = "Not in these documents. They say nothing of this patient or these images."


class Shelf(Protocol):
    """What is asked: a library, or one that others keep up to date."""

    @property
    def index(self) -> Index: ...

    def update(self, between: Between) -> Contents:
        """As of Library."""


class DocumentAnswerer:
    """See `answering.Answerer`. Backend and library stay their owners'."""

    def __init__(self, library: Shelf, backend: Backend | None = None) -> None:
        self._library, self._backend = library, backend
        self.contents: Contents | None = None
        self._last: tuple[Question, Consulted] | None = None

    @property
    def name(self) -> str:
        return self._backend.name if self._backend is not None else NAMELESS

    def prepare(self, between: Between) -> None:
        """Brings the index up to date, once."""
        if self.contents is not None:
            return
        try:
            self.contents = self._library.update(between)
        except LibraryError as error:
            raise Refused(str(error)) from error
        if self._backend is not None:
            self._backend.prepare(Conversation(), between=between)

    def takes(self, question: Question, between: Between) -> bool:
        """What names the guideline is for the documents alone; else they take what they answer."""
        self.prepare(between)
        consulted = self._consulted(question)
        return consulted.addressed is Addressed.DOCUMENTS or bool(consulted.said)

    def answer(self, question: Question, between: Between) -> Iterator[Piece | Answer]:
        self.prepare(between)
        consulted = self._consulted(question)
        if not consulted.said:
            of_patient = consulted.addressed is Addressed.PATIENT
            yield from _declined(consulted, OF_THE_PATIENT if of_patient else NOT_THERE)
            return
        if self._backend is None:
            yield from _quoted(consulted.said)
            return
        writing = written(self._backend, question.text, consulted.said, between)
        while True:
            try:
                yield Piece(next(writing))
            except StopIteration as end:
                result = end.value
                break
        if result.text:
            yield Answer(result.text, AnswerOrigin.MODEL, cites=result.cites)
        elif result.silent:
            note = "The model found no answer in these passages; they are shown as they stand."
            yield from _quoted(consulted.said, note)
        else:
            note = f"The model's answer is not shown: {result.refused}. These are the passages."
            yield from _quoted(consulted.said, note)

    def close(self) -> None:
        """The library stays open for its owner."""

    def _consulted(self, question: Question) -> Consulted:
        if self._last is None or self._last[0] != question:
            self._last = (question, consult(self._library.index, question.text, question.before))
        return self._last[1]


def _quoted(said: tuple[Cite, ...], *notes: str) -> Iterator[Piece | Answer]:
    best = said[0].text[said[0].start : said[0].end]
    return whole(Answer(best, AnswerOrigin.DOCUMENTS, notes=notes, cites=said))


def _declined(consulted: Consulted, text: str) -> Iterator[Piece | Answer]:
    near = "; ".join(consulted.nearest)
    notes = (f"Nearest to it, without saying it: {near}.",) if near else ()
    return declined(text, notes)
