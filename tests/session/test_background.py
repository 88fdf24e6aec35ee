"""Voices in the background go into the log, not into the report; "that was dictation" brings them."""

from __future__ import annotations

import pytest

from medvoice.language.reader import Dialect
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.background import WHY, background_runs, sure_until
from medvoice.session.composing import ReportComposer
from medvoice.session.event_records import WordRecord
from medvoice.session.state import SessionState, fold

Turn = tuple[tuple[int, int], tuple[WordRecord, ...]]


def words(text: str, seconds: float, sure: float, background: bool = False) -> Turn:
    said = text.split()
    step = int(seconds * 16_000) // len(said)
    return (0, step * len(said)), tuple(
        WordRecord(
            text=word, start=n * step, end=(n + 1) * step, confidence=sure, background=background
        )
        for n, word in enumerate(said)
    )


def runs(*parts: tuple[str, float]) -> tuple[WordRecord, ...]:
    """parts: (text, confidence), with a second of silence between them; 0.3 s a word."""
    records, at = [], 0
    for text, sure in parts:
        for word in text.split():
            records.append(WordRecord(text=word, start=at, end=at + 4800, confidence=sure))
            at += 4800
        at += 16_000
    return tuple(records)


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
        ("three", 0.9, 0.16, False),
        ("the", 1.1, 0.27, True),  # a noise; nobody dictates an article and stops
        ("the", 1.1, 0.9, False),
    ],
)
def test_few_and_unsure_in_an_ordinary_turn(
    text: str, seconds: float, sure: float, expected: bool
) -> None:
    (start, end), said = words(text, seconds, sure)
    whole = ((0, len(said)),)
    assert background_runs(said, start, end, in_doubt=False) == (whole if expected else ())


def test_dictation_behind_murmuring_stays() -> None:
    said = runs(("dismiss obese and", 0.4), ("no pleural effusion", 0.8), ("resem easy", 0.4))
    end = said[-1].end
    assert background_runs(said, 0, end, in_doubt=True) == ((0, 3), (6, 8))
    # On the whole the turn is sure: nothing that may have been dictated is taken out.
    assert background_runs(said, 0, end, in_doubt=False) == ()
    murmured = runs(("dismiss obese moore", 0.3), ("no pleural effusion", 0.7), ("resem easy", 0.3))
    assert background_runs(murmured, 0, end, in_doubt=False) == ((0, 3), (6, 8))
    assert sure_until(said) == said[5].end
    assert sure_until(said[:3]) is None


def test_a_turn_in_doubt_needs_surer_words() -> None:
    said = runs(
        ("stable", 0.7),
    )
    assert background_runs(said, 0, said[-1].end, in_doubt=False) == ()
    assert background_runs(said, 0, said[-1].end, in_doubt=True) == ((0, 1),)
    said = runs(
        ("stable", 0.9),
    )
    assert background_runs(said, 0, said[-1].end, in_doubt=True) == ()


def test_words_that_say_nothing_are_no_evidence() -> None:
    """ "and with" stood at 0.8 and 0.96 in a crowded room."""
    said = list(
        runs(
            ("dismay and with analogues", 0.4),
        )
    )
    said[1] = said[1].model_copy(update={"confidence": 0.8})
    said[2] = said[2].model_copy(update={"confidence": 0.96})
    assert background_runs(said, 0, said[-1].end, in_doubt=True) == ((0, 4),)
    assert sure_until(said) is None


def test_no_words_are_nothing() -> None:
    assert background_runs((), 0, 16_000, in_doubt=True) == ()
    assert sure_until(()) is None


def test_they_stay_out_of_the_report_and_can_be_brought_in() -> None:
    template = Templates([templates_folder()]).load("cxr")
    composer = ReportComposer(template, Dialect.WORDS)
    state = SessionState()
    for event in composer.compose(state, *words("left effusion", 9.0, 0.3, background=True)):
        state = fold(state, event)
    assert [aside.why for aside in state.aside] == [WHY]
    assert not state.report.statements()
    assert [w.text for w in state.utterances[0].words] == ["left", "effusion"]
    for event in composer.compose(state, *words("that was dictation", 1.5, 0.9)):
        state = fold(state, event)
    assert [s.text for s in state.report.statements()] == ["Left effusion"]


def test_only_the_words_in_the_background_stay_out() -> None:
    template = Templates([templates_folder()]).load("cxr")
    composer = ReportComposer(template, Dialect.WORDS)
    state = SessionState()
    _, murmur = words("easy moore", 1.0, 0.3, background=True)
    _, said = words("no pleural effusion", 1.5, 0.9)
    late = tuple(
        w.model_copy(update={"start": w.start + 40_000, "end": w.end + 40_000}) for w in said
    )
    for event in composer.compose(state, (0, late[-1].end), murmur + late):
        state = fold(state, event)
    assert [(a.first, a.last) for a in state.aside] == [(0, 2)]
    assert [s.text for s in state.report.statements()] == ["No pleural effusion"]
