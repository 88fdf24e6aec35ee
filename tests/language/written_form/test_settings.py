"""House conventions, and the way back from a written token to its words and times."""

from __future__ import annotations

import pytest

from medvoice.language.reader import Dialect, ReaderSettings, read, typed
from medvoice.language.spoken import SpokenWord
from medvoice.language.written_form.settings import WrittenFormSettings


@pytest.mark.parametrize(
    ("house", "said", "written"),
    [
        ({"times_sign": "×"}, "two by three centimeters", "2 × 3 cm"),
        ({"times_sign": "×"}, "2 x 3 cm", "2 × 3 cm"),
        ({"roman_segments": True}, "segments four a and seven", "Segments IVA and VII"),
        ({"roman_grades": True}, "grade two", "Grade II"),
        ({"roman_stages": False}, "stage three a", "Stage 3A"),
        ({"full_discs": False}, "l four five and l five s one", "L4-5 and L5-S1"),
        ({"slash_out_of": True}, "eight out of ten", "8/10"),
        ({"rib_digits": False}, "left seventh rib", "Left seventh rib"),
        ({"rib_digits": False}, "left eleventh rib", "Left 11th rib"),
        ({"numerals_from": 1}, "two lesions", "2 lesions"),
        ({"homophones": False}, "a to millimeter nodule", "A to millimeter nodule"),
    ],
)
def test_house_convention(house, said, written):
    settings = ReaderSettings(Dialect.MARKERS, written_form=WrittenFormSettings(**house))
    assert read(typed(said), settings).text == written


def test_a_written_token_leads_to_its_words_and_their_times():
    said = "a fifty four year old with a six millimeter nodule at l four five".split()
    words = [SpokenWord(word, 0.5 * at, 0.5 * at + 0.4) for at, word in enumerate(said)]
    (sentence,) = read(words, ReaderSettings(Dialect.MARKERS)).items
    found = {
        token.text: (
            " ".join(said[token.span.first : token.span.last]),
            words[token.span.first].start,
            words[token.span.last - 1].end,
        )
        for token in sentence.tokens
    }
    assert found["54-year-old"] == ("fifty four year old", 0.5, 2.4)
    assert found["6"] == ("six", 3.5, 3.9)
    assert found["mm"] == ("millimeter", 4.0, 4.4)
    assert found["L4-L5"] == ("l four five", 5.5, 6.9)
