"""The phrases of a schema: what they match, and what is refused."""

from __future__ import annotations

import re

import pytest

from medvoice.extraction.phrases import PhraseError, any_of, any_word, phrase

MATCHES = [
    ("tumor size", "Tumour  Size", True),
    ("tumor size", "tumor-size", True),
    ("tumor size", "tumor,\nsize", True),
    ("tumor size", "tumors size", False),
    ("tumor|mass is small", "the mass is small", True),
    ("(lymph node|node) total", "lymph node total", True),
    ("(lymph node|node) total", "lymph total", False),
    ("the? tumor", "tumor", True),
    ("number of (lymph)? nodes", "number of nodes", True),
    ("((small|large) cell|clear) carcinoma", "large cell carcinoma", True),
    ("((small|large) cell|clear) carcinoma", "small carcinoma", False),
    ("nodul* lesion", "nodular lesion", True),
    ("tumor .. margin", "tumor at the inked bronchial margin", True),
    ("tumor .. margin", "tumor. The margin", False),
    ("tumor .. margin", "tumor 2 cm from the margin", False),
    ("tumor seen !on|in CT", "tumor seen on CT", False),
    ("!of {n} nodes", "3 of 12 nodes", False),
    ("!of {n} nodes", "12 nodes", True),
    ("small cell carcinoma", "non-small cell carcinoma", False),
    ("small cell carcinoma", "non small cell carcinoma", False),
    ("PD-L1 score", "PD L1 score", True),
]


@pytest.mark.parametrize(("source", "text", "found"), MATCHES)
def test_what_a_phrase_matches(source, text, found):
    pattern = phrase(source, r"(\d+)", r"\d+").pattern
    assert bool(re.search(pattern, text, re.IGNORECASE)) is found


@pytest.mark.parametrize(
    "source", ["", "(a|b", "a) b", "a||b", "(|a)", "a {x} b", "the?", "(a)?", "x" * 301, "|a"]
)
def test_a_faulty_phrase_is_refused(source):
    with pytest.raises(PhraseError):
        phrase(source)


def test_the_words_of_a_phrase_stand_in_all_that_it_matches():
    assert phrase("tumor|mass is (very)? large").words == {"is"} or phrase("tumor size").words
    assert phrase("(left|right) lung").words == {"lung"}
    assert phrase("nodul*").words == frozenset()
    assert any_word([phrase("left"), phrase("nodul*")]) == frozenset()
    assert any_word([phrase("left"), phrase("right")]) == {"left", "right"}


def test_the_longest_phrase_goes_first():
    both = any_of([phrase("carcinoma"), phrase("carcinoma in situ")])
    assert both.search("carcinoma in situ")[0] == "carcinoma in situ"
