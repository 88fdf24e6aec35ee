"""Exchanges as a face shows them."""

from __future__ import annotations

from medvoice.assistant.answering import Cite
from medvoice.session.exchanges import Exchanged, is_answer_to, saw_in_words
from medvoice.session.state import SessionState
from medvoice.session.view import CiteView, ExchangeView, Reply


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
        cites=tuple(cite_view(Cite(**cite.model_dump())) for cite in one.given.cites),
        images=one.given.saw,
        boxes=one.given.boxes,
    )


def cite_view(cite: Cite) -> CiteView:
    """In three parts, of which the middle one says it best."""
    text, start, end = cite.text, cite.start, cite.end
    return CiteView(cite.place, cite.heading, (text[:start], text[start:end], text[end:]))
