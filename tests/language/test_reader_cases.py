"""The reader on single cases (tests/data/reader_cases.tsv), turns that continue, and pauses."""

from __future__ import annotations

from pathlib import Path

import pytest

from medvoice.language.reader import Dialect, ReaderSettings, read, typed
from medvoice.language.spoken import SpokenWord
from medvoice.language.utterance import Heading

CASES = Path(__file__).parents[1] / "data" / "reader_cases.tsv"
ROWS = [
    line.split("\t")
    for line in CASES.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("dialect", "said", "text"), ROWS, ids=[row[1][:40] for row in ROWS])
def test_case(dialect, said, text):
    settings = ReaderSettings(Dialect(dialect), ("lungs", "heart"))
    assert read(typed(said), settings).text == text.replace("\\n", "\n")


def test_a_turn_goes_on_with_the_open_sentence_before():
    markers = ReaderSettings(Dialect.MARKERS)
    first = read(typed("there is a nodule in the"), markers)
    assert first.items[-1].open
    assert read(typed("right upper lobe {period}"), markers, first.carried).text == (
        "right upper lobe."
    )
    closed = read(typed("there is a nodule {period}"), markers)
    assert read(typed("no effusion {period}"), markers, closed.carried).text == "No effusion."


def test_a_paragraph_at_the_end_of_a_turn_starts_the_next():
    first = read(typed("clear period new paragraph"))
    second = read(typed("heart normal period"), None, first.carried)
    assert first.text == "Clear."
    assert second.items[0].breaks_before == 2


def test_a_section_name_before_a_pause_is_a_heading_and_inside_speech_is_not():
    def spoken(gap):
        words = [SpokenWord("impression", 1.0, 1.5), SpokenWord("good", 1.5 + gap, 2.5 + gap)]
        return read(words, ReaderSettings(Dialect.MARKERS)).items

    assert isinstance(spoken(0.8)[0], Heading)
    assert not isinstance(spoken(0.1)[0], Heading)
