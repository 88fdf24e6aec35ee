"""Voices in the background go into the log, not into the report; "that was dictation" brings them."""

from __future__ import annotations

import pytest

from medvoice.language.reader import Dialect
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.background import WHY, is_background
from medvoice.session.composing import ReportComposer
from medvoice.session.events import UtteranceHeard, WordRecord
from medvoice.session.state import SessionState, fold


def words(text: str, seconds: float, sure: float) -> tuple[tuple[int, int], tuple[WordRecord, ...]]:
    said = text.split()
    step = int(seconds * 16_000) // len(said)
    return (0, step * len(said)), tuple(
        WordRecord(text=word, start=n * step, end=(n + 1) * step, confidence=sure)
        for n, word in enumerate(said)
    )


def heard(text: str, seconds: float, sure: float) -> UtteranceHeard:
    (start, end), records = words(text, seconds, sure)
    return UtteranceHeard(id=0, start=start, end=end, words=records, text="")


@pytest.mark.parametrize(
    ("text", "seconds", "sure", "expected"),
    [
        ("a no the left i the in of no the a no", 30.0, 0.35, True),
        ("a no the left i the in of no the a no", 30.0, 0.9, False),  # slow, but sure
        ("small right pleural effusion no pneumothorax", 4.5, 0.3, True),
        ("small right pleural effusion no pneumothorax", 4.5, 0.55, False),
        ("no effusion", 1.5, 0.3, False),  # people's short answers are unsure in Whisper
        ("no", 1.2, 0.2, False),
        ("no", 3.9, 0.2, False),
        ("no", 8.0, 0.6, False),
    ],
)
def test_few_and_unsure_in_a_long_turn(
    text: str, seconds: float, sure: float, expected: bool
) -> None:
    assert is_background(heard(text, seconds, sure)) is expected


def test_they_stay_out_of_the_report_and_can_be_brought_in() -> None:
    template = Templates([templates_folder()]).load("cxr")
    composer = ReportComposer(template, Dialect.WORDS)
    state = SessionState()
    for event in composer.compose(state, *words("left effusion", 9.0, 0.3)):
        state = fold(state, event)
    assert [aside.why for aside in state.aside] == [WHY]
    assert not state.report.statements()
    assert [w.text for w in state.utterances[0].words] == ["left", "effusion"]
    for event in composer.compose(state, *words("that was dictation", 1.5, 0.9)):
        state = fold(state, event)
    assert [s.text for s in state.report.statements()] == ["Left effusion"]
