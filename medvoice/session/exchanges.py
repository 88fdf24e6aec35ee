"""Exchanges: questions about what is loaded and what became of them, folded from the events."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from medvoice.assistant.answering import Answer, AnswerOrigin, Box, Cite, Exchange, Seen
from medvoice.report.document import Statement
from medvoice.session.question_events import (
    AnswerGiven,
    AnswerMissing,
    BoxRecord,
    CiteRecord,
    QuestionAsked,
    SeenRecord,
)

KEPT = 6
"""Earlier exchanges that a follow-up is asked with: more is more to read before the first word."""
STOPPED = "stopped"
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
"""Unicode's controls of the direction of writing."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """step: the speaker's newest step of undo when it was asked, "" for none: whether something was
    dictated or edited since. missing: why there is no answer."""

    asked: QuestionAsked
    step: str = ""
    given: AnswerGiven | None = None
    missing: str = ""

    @property
    def pending(self) -> bool:
        return self.given is None and not self.missing


Exchanges = tuple[Exchanged, ...]


def ended(exchanges: Exchanges, event: AnswerGiven | AnswerMissing) -> Exchanges:
    """With the answer, or without one; one that has ended stays as it is."""
    return tuple(
        _end(one, event) if one.asked.number == event.number and one.pending else one
        for one in exchanges
    )


def _end(one: Exchanged, event: AnswerGiven | AnswerMissing) -> Exchanged:
    if isinstance(event, AnswerGiven):
        return replace(one, given=event)
    return replace(one, missing=event.why)


def pending(exchanges: Exchanges) -> tuple[int, ...]:
    """Numbers of questions that wait for their answer."""
    return tuple(one.asked.number for one in exchanges if one.pending)


def without_answer(exchanges: Exchanges, why: str) -> tuple[AnswerMissing, ...]:
    """Events for all that still wait."""
    return tuple(AnswerMissing(number=number, why=why) for number in pending(exchanges))


def before(exchanges: Sequence[Exchanged], number: int) -> tuple[Exchange, ...]:
    """What a question is asked with: the last exchanges before it that have an answer."""
    found = [
        Exchange(one.asked.text, answer_of(one.given))
        for one in exchanges
        if one.asked.number < number and one.given is not None
    ]
    return tuple(found[-KEPT:])


def answer_of(event: AnswerGiven) -> Answer:
    return Answer(
        event.text,
        AnswerOrigin(event.origin),
        tuple(Seen(**seen.model_dump()) for seen in event.saw),
        tuple(Box(**box.model_dump()) for box in event.boxes),
        event.notes,
        tuple(Cite(**cite.model_dump()) for cite in event.cites),
    )


def answer_given(number: int, model: str, answer: Answer) -> AnswerGiven:
    """The event; its text as of `harmless`."""
    return AnswerGiven(
        number=number,
        model=model if answer.origin is AnswerOrigin.MODEL else "",
        text=harmless(answer.text),
        origin=answer.origin.value,
        saw=tuple(SeenRecord(**asdict(seen)) for seen in answer.saw),
        boxes=tuple(BoxRecord(**asdict(box)) for box in answer.boxes),
        notes=tuple(map(harmless, answer.notes)),
        cites=tuple(map(_cite_record, answer.cites)),
    )


def _cite_record(cite: Cite) -> CiteRecord:
    """Its best words are marked where they stand once what is not harmless is gone."""
    start, end = (len(harmless(cite.text[:at])) for at in (cite.start, cite.end))
    return CiteRecord(
        source=harmless(cite.source),
        page=cite.page,
        text=harmless(cite.text),
        heading=harmless(cite.heading),
        start=start,
        end=end,
    )


def harmless(text: str) -> str:
    """Without what moves a terminal's cursor or turns the order of letters round: a model may write
    anything, and so may who wrote a study's headers. Halves of characters, which neither the log
    nor a connection takes, are U+FFFD."""
    return "".join(
        "\ufffd" if "\ud800" <= c <= "\udfff" else c
        for c in text
        if c in "\n\t" or (unicodedata.category(c) != "Cc" and c not in _TURNING)
    )


def statement_id(number: int, line: int) -> str:
    """Of a line of an answer, where it was taken into the report."""
    return f"answer{number}.{line}"


def is_answer(statement: Statement) -> bool:
    """Whether it was taken from an answer, edited since or not."""
    return statement.id.startswith("answer")


def is_answer_to(statement: Statement, number: int) -> bool:
    return statement.id.startswith(f"answer{number}.")


def told(given: AnswerGiven) -> str:
    """An answer in a line, with where it comes from."""
    by = given.model or given.origin
    saw = saw_in_words(given.saw)
    rests = "; ".join(answer_places(given))
    return (
        f"{' '.join(given.text.split())} "
        f"[{by}{f', saw {saw}' if saw else ''}{f', cites {rests}' if rests else ''}]"
    )


def answer_places(given: AnswerGiven) -> tuple[str, ...]:
    """Where it says so, for the user: "contrast.pdf, page 3"; each place once."""
    places = (Cite(**cite.model_dump()).place for cite in given.cites)
    return tuple(dict.fromkeys(places))


def saw_in_words(saw: Sequence[SeenRecord]) -> str:
    """All of them up to two, else how many, the first and the last; "" for none."""
    names = [one.said for one in saw if one.said]
    if len(names) < 2:
        return "".join(names)
    if len(names) == 2:
        return " and ".join(names)
    return f"{len(names)} images: {names[0]} … {names[-1]}"
