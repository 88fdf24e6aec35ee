"""Exchanges as a face shows them."""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.session.exchanges import Exchanged, is_answer_to
from medvoice.session.question_events import AnswerGiven, SeenRecord
from medvoice.session.state import SessionState
from medvoice.session.view import ExchangeView, Reply


def exchange_view(one: Exchanged, coming: str, model: str, state: SessionState) -> ExchangeView:
    """coming: what there is of its answer so far. model: that is asked."""
    number, question = one.asked.number, one.asked.text
    if one.missing:
        return ExchangeView(number, question, Reply.MISSING, coming, why=one.missing)
    if one.given is None:
        return ExchangeView(number, question, Reply.COMING, coming, model)
    inserted = any(is_answer_to(s, number) for s in state.report.statements())
    return ExchangeView(
        number,
        question,
        Reply(one.given.origin),
        one.given.text,
        one.given.model,
        saw_in_words(one.given.saw),
        one.given.notes,
        inserted,
    )


def told(given: AnswerGiven) -> str:
    """An answer in a line, with where it comes from."""
    by = given.model or given.origin
    saw = saw_in_words(given.saw)
    return f"{' '.join(given.text.split())} [{by}{f', saw {saw}' if saw else ''}]"


def saw_in_words(saw: Sequence[SeenRecord]) -> str:
    """All of them up to two, else how many, the first and the last; "" for none."""
    names = [one.said for one in saw if one.said]
    if len(names) < 2:
        return "".join(names)
    if len(names) == 2:
        return " and ".join(names)
    return f"{len(names)} images: {names[0]} … {names[-1]}"
