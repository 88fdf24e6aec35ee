"""CurrentRecord: answers from whatever record may be asked at that moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medvoice.assistant.answering import Answer, Piece, Question, declined
from medvoice.assistant.backend import Backend, Between
from medvoice.session.answer_chain import Link
from medvoice.session.record_asked import OpenRecord

READING = "The record is being read; ask again in a moment."


class CurrentRecord:
    """See `answering.Answerer`. The record's own answerer belongs to the thread that asks."""

    def __init__(self, usable: Callable[[], OpenRecord | str], backend: Backend | None) -> None:
        """usable: the record, or why there is none to ask: "" for none at all."""
        self._usable, self._backend = usable, backend
        self._link: tuple[OpenRecord, Link] | None = None

    @property
    def name(self) -> str:
        return self._backend.name if self._backend is not None else "record"

    def prepare(self, between: Between) -> None:
        """Nothing is read before it is known what is asked."""

    def takes(self, question: Question, between: Between) -> bool:
        link = self._current()
        return link is not None and link.takes(question, between)

    def answer(self, question: Question, between: Between) -> Iterator[Piece | Answer]:
        link = self._current()
        if link is not None:
            yield from link.answerer.answer(question, between)
            return
        found = self._usable()
        text = found if isinstance(found, str) and found else READING
        yield from declined(text)

    def close(self) -> None:
        self._link = None

    def _current(self) -> Link | None:
        found = self._usable()
        if isinstance(found, str):
            self._link = None
            return None
        if self._link is None or self._link[0] is not found:
            self._link = (found, found.link(self._backend))
        return self._link[1]
