"""Cells are made of a state and of a view that is a moment newer."""

from __future__ import annotations

from dictations import template

from medvoice.report.document import Report
from medvoice.session.cells import Cells
from medvoice.session.event_records import WordRecord
from medvoice.session.events import SessionStarted, UtteranceHeard
from medvoice.session.state import SessionState, fold
from medvoice.session.view import Figures, Mode, SessionView, UtteranceView


def test_words_that_the_view_had_before_the_state_come_with_the_next_table() -> None:
    older = fold(
        SessionState(),
        SessionStarted(session="s", created="", template="cxr", recogniser="r", source=""),
    )
    word = WordRecord(text="clear", start=0, end=1600, confidence=0.4)
    newer = fold(older, UtteranceHeard(id=1, start=0, end=1600, words=(word,), text="Clear."))
    view = SessionView(
        mode=Mode.LISTENING, level=-20.0, utterances=(UtteranceView(1, "Clear."),), stable=(), tail=(),
        report=Report("cxr"), current_field="", figures=Figures(), notices=(), recogniser="r",
        source="", seconds=1.0,
    )  # fmt: skip
    cells = Cells(lambda name: template())
    assert cells.table(older, view)["utterance/1"]["words"] == []
    first = cells.table(newer, view)["utterance/1"]
    assert first["words"] == [["clear", 0.4, 0, 1600]]
    assert cells.table(newer, view)["utterance/1"] is first, "not made anew for nothing"
