"""How Whisper's parts of words become words."""

from __future__ import annotations

import pytest

from medvoice.asr.whisper_guards import HeardWord
from medvoice.asr.whisper_model import whole_words


def parts(*texts: str) -> list[HeardWord]:
    return [
        HeardWord(text, at * 0.5, at * 0.5 + 0.4, 0.9 - at / 10) for at, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        ([" a", " 42", "-year", "-old"], ["a", "42-year-old"]),
        ([" a", " 2", ".4", " cm", " cyst."], ["a", "2.4", "cm", "cyst."]),
        (["No", " effusion."], ["No", "effusion."]),
        ([" 3", "-period,", " stable"], ["3", "period,", "stable"]),
        ([" ", " it", "'s", ""], ["it's"]),
    ],
)
def test_parts_without_a_space_go_on_with_the_word_before(heard, words):
    assert [word.text for word in whole_words(parts(*heard))] == words


def test_a_word_of_parts_has_their_span_and_the_lowest_probability():
    (word,) = whole_words(parts(" 42", "-year", "-old"))
    assert (word.start, word.end) == (0.0, 1.4)
    assert word.probability == pytest.approx(0.7)
