"""RecordAnswerer: what a record says exactly, else a model that reads chosen resources of it.

The seam is `assistant/answering.py`. What the model says is let through only where it names
resources that it was shown and these bear it (`bearing.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from medvoice.assistant.answering import Answer, AnswerOrigin, Piece, Question, declined, whole
from medvoice.assistant.backend import Ask, Backend, Between, Conversation
from medvoice.assistant.code_fences import prose
from medvoice.assistant.room import room_for
from medvoice.records.bearing import borne
from medvoice.records.facts_said import cite
from medvoice.records.navigation import Navigation, Shown
from medvoice.records.record_facts import RecordFacts, incomplete
from medvoice.records.record_prompts import ANSWERING, answering_turn

NAMELESS = "record"
NO_MODEL = (
    "The record has no exact answer to this question, and no language model is configured that "
    "could read it. language_model.backend names one."
)
NOTHING_CHOSEN = "The model found no resource of the record that has to do with the question."

Marked = Callable[[Answer], Answer]


class RecordAnswerer:
    """See `answering.Answerer`. The backend stays its owner's."""

    def __init__(
        self,
        facts: RecordFacts,
        backend: Backend | None,
        today: Callable[[], date],
        marked: Marked | None = None,
    ) -> None:
        """marked: what every answer is passed through, for what has to be said beside it."""
        self._facts, self._backend, self._today = facts, backend, today
        self._marked = marked or (lambda answer: answer)

    @property
    def name(self) -> str:
        return self._backend.name if self._backend is not None else NAMELESS

    def takes(self, question: Question, between: Between) -> bool:
        """Whether others have to be asked first: a question that names nothing of a record is one
        about images or documents."""
        exact = self._facts.answer(question.text, self._today()) is not None
        return exact or (self._backend is not None and self._facts.about_record(question.text))

    def prepare(self, between: Between) -> None:
        """Nothing is read before it is known what is asked."""

    def answer(self, question: Question, between: Between) -> Iterator[Piece | Answer]:
        known = self._facts.answer(question.text, self._today())
        if known is not None:
            yield from self._whole(known)
        elif self._backend is None:
            yield from declined(NO_MODEL)
        else:
            yield from self._read(self._backend, question, between)

    def close(self) -> None:
        """Holds nothing."""

    def _read(
        self, backend: Backend, question: Question, between: Between
    ) -> Iterator[Piece | Answer]:
        backend.prepare(Conversation(), between=between)
        room = room_for(backend.capabilities)
        navigation = Navigation(self._facts.record, room.characters)
        shown = navigation.chosen(backend, question.text, between)
        if not shown.items:
            yield from declined(NOTHING_CHOSEN)
            return
        ask = Ask(ANSWERING, answering_turn(shown.texts, question.text))
        written = "".join(
            backend.write(ask, schema=None, limit=room.answer, copies="", between=between)
        )
        yield from self._judged(prose(written), shown)

    def _judged(self, text: str, shown: Shown) -> Iterator[Piece | Answer]:
        """Nothing of it is shown before all of it has been looked at."""
        found = borne(text, shown)
        if found.why:
            yield from declined(found.why)
            return
        of_how_many = (
            f"The model was shown {len(shown.items)} of "
            f"{len(self._facts.record.items):,} entries of the record."
        )
        yield from self._whole(
            Answer(
                found.text,
                AnswerOrigin.MODEL,
                notes=(of_how_many, *incomplete(self._facts.record)),
                cites=tuple(map(cite, found.items)),
            )
        )

    def _whole(self, answer: Answer) -> Iterator[Piece | Answer]:
        return whole(self._marked(answer))
