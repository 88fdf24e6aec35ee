"""Vocabularies: what a file may hold, what is replaced, and what stays for any words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.language.reader import Dialect, Reader, ReaderSettings, typed
from medvoice.language.replacing import Replaced
from medvoice.language.vocabulary import (
    Replacement,
    Vocabulary,
    VocabularyError,
    merged,
    parse_vocabulary,
    rendered,
)

PAIRS = {
    "flare": "FLAIR",
    "effusion": "pleural effusion",
    "8 mm": "about 8 mm",
    "hila": "Hila",
    "grate eye": "GRE",
    "non contrast": "noncontrast",
    "the aorta": "the thoracic aorta",
    "L4-L5": "L4-L5 level",
    "x men": "Dr. Smith, Jones",
}
ALL = Vocabulary(
    replacements=tuple(Replacement(say=say, write=write) for say, write in PAIRS.items())
)
READER = Reader(ReaderSettings(Dialect.WORDS, replacements=ALL.replacements))
PLAIN = Reader(ReaderSettings(Dialect.WORDS))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("the flare is bright period", "The FLAIR is bright."),
        ("flare images", "FLAIR images"),
        ("effusion on the left", "Pleural effusion on the left"),
        ("pleural effusion on the left", "Pleural effusion on the left"),
        ("measuring eight millimeters", "Measuring about 8 mm"),
        ("measuring 8 mm", "Measuring about 8 mm"),
        ("measuring 18 mm", "Measuring 18 mm"),
        ("disc bulge at l four five", "Disc bulge at L4-L5 level"),
        ("Grate Eye shows no blood", "GRE shows no blood"),
        ("grate. Eye", "Grate. Eye"),
        ("flares", "Flares"),
        ("the aorta", "The thoracic aorta"),
        ("x men", "Dr. Smith, Jones"),
    ],
)
def test_what_is_written_for_what_is_said(said: str, written: str) -> None:
    utterance = READER.read(typed(said))
    assert utterance.text == written
    assert READER.read(typed(written)).text == written
    assert READER.read(typed(said), as_heard=True).text == PLAIN.read(typed(said)).text


def test_a_replacement_leads_to_its_words() -> None:
    utterance = READER.read(typed("no effusion on the grate eye"))
    assert utterance.replaced == (
        Replaced(1, 2, "pleural effusion"),
        Replaced(4, 6, "GRE"),
    )
    (sentence,) = utterance.items
    spans = {token.text: (token.span.first, token.span.last) for token in sentence.tokens}
    assert spans["pleural"] == spans["effusion"] == (1, 2)
    assert spans["GRE"] == (4, 6)
    assert READER.read(typed("the FLAIR and pleural effusion")).replaced == ()


SAID = st.lists(
    st.sampled_from([*PAIRS, *PAIRS.values(), "nodule", "no", "left", "six", "eight", "mm", "the"]),
    max_size=9,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(SAID)
def test_no_word_is_lost_and_what_is_written_stays(drawn: list[str]) -> None:
    words = typed(" ".join(drawn))
    utterance = READER.read(words)
    assert READER.read(typed(utterance.text)).text == utterance.text
    covered = {
        at
        for item in utterance.items
        for token in item.tokens
        for at in range(token.span.first, token.span.last)
    }
    assert covered == set(range(len(words)))
    for kept in ("nodule", "no", "left"):
        assert utterance.text.lower().split().count(kept) == drawn.count(kept)
    for item in utterance.items:
        for token in item.tokens:
            assert item.text[token.start : token.start + len(token.text)] == token.text


MARKS = Vocabulary(
    replacements=tuple(
        Replacement(say=say, write=write)
        for say, write in {
            "koma": "comma",
            "cologne": "colon",
            "knew": "new",
            "jones": "Smith, Jones",
            "cancer": "cancer, was seen",
            "full": "stop",
        }.items()
    )
)
MARK_NAMES = ["comma", "colon", "line", "period", "semicolon"]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("the cologne is normal", "The colon is normal"),
        ("cologne mass seen", "Colon mass seen"),
        ("colon mass seen", "Colon mass seen"),
        ("colon the lungs are clear", "The lungs are clear"),
        ("impression cologne normal", "Impression: Normal"),
        ("nodule koma mass", "Nodule, mass"),
        ("nodule period knew line mass", "Nodule.\nMass"),
        ("doctor jones was called", "Doctor Smith, Jones was called"),
    ],
)
def test_what_a_vocabulary_writes_is_read_as_if_it_had_been_said(said: str, written: str) -> None:
    """The names of marks too: by the same rules, and again in the written text."""
    reader = Reader(ReaderSettings(Dialect.WORDS, replacements=MARKS.replacements))
    assert reader.read(typed(said)).text == written
    assert reader.read(typed(written)).text == written


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(
            [*(one.say for one in MARKS.replacements), "nodule", "the", "is", "left", *MARK_NAMES]
        ),
        max_size=7,
    )
)
def test_written_marks_stay_and_their_words_lead_somewhere(drawn: list[str]) -> None:
    reader = Reader(ReaderSettings(Dialect.WORDS, replacements=MARKS.replacements))
    words = typed(" ".join(drawn))
    utterance = reader.read(words)
    twice = PLAIN.read(typed(PLAIN.read(typed(utterance.text)).text)).text
    if PLAIN.read(typed(utterance.text)).text == twice == utterance.text:  # the reader's own limits
        assert reader.read(typed(utterance.text)).text == utterance.text
    covered = {
        at
        for item in utterance.items
        for token in item.tokens
        for at in range(token.span.first, token.span.last)
    }
    marks = {"koma", "cologne", "knew", "full", *MARK_NAMES}
    assert all(at in covered or words[at].text in marks for at in range(len(words)))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("words = [", "this is not TOML"),
        ('wordz = ["a"]', "wordz: a vocabulary has no such key"),
        ('words = ["a", ""]', "words[2] = '': it is empty"),
        ('[[replacements]]\nsay = "a"', "replacements[1].write: field required"),
        ('[[replacements]]\nsay = "a, b"\nwrite = "c"', "replacements[1].say = 'a, b': a mark in"),
        ('[[replacements]]\nsay = "left"\nwrite = "right"', 'the side "left" may not change'),
        ('[[replacements]]\nsay = "no"\nwrite = "some"', 'the negation "no" may not'),
        ('[[replacements]]\nsay = "a"\nwrite = "no"', 'the negation "no" may not'),
        ('[[replacements]]\nsay = "6 mm"\nwrite = "8 mm"', 'the number "6" may not change'),
        ('[[replacements]]\nsay = "six mm"\nwrite = "8 mm"', 'the number "6" may not change'),
        ('[[replacements]]\nsay = "a"\nwrite = "b {period}"', "braces"),
    ],
)
def test_a_bad_file_is_told_by_file_key_and_fault(text: str, fault: str) -> None:
    with pytest.raises(VocabularyError) as told:
        parse_vocabulary(text, "site.toml")
    assert str(told.value).startswith("site.toml: ")
    assert fault in str(told.value)


def test_circles_and_chains_are_refused() -> None:
    vocabulary = Vocabulary().adding("a", "b")
    with pytest.raises(VocabularyError, match='"a" writes "b", for which "c" is written'):
        vocabulary.adding("b", "c")
    with pytest.raises(VocabularyError, match="the vocabularies together"):
        merged([vocabulary, Vocabulary().adding("b", "c")])


def test_the_later_file_counts_and_its_words_come_first() -> None:
    site = Vocabulary(words=("x", "y")).adding("flare", "Flair")
    own = Vocabulary(words=("Y", "z")).adding("Flare", "FLAIR")
    both = merged([site, own])
    assert both.words == ("Y", "z", "x")
    assert [one.write for one in both.replacements] == ["FLAIR"]


def test_adding_and_taking_away() -> None:
    vocabulary = ALL.adding("lenvatinib").adding("Lenvatinib").adding("FLARE", "flair")
    assert vocabulary.words == ("lenvatinib",)
    assert [one.write for one in vocabulary.replacements if one.key == "flare"] == ["flair"]
    assert vocabulary.without("flare").without("LENVATINIB").words == ()
    assert ALL.without("nothing") == ALL


@given(st.lists(st.text(max_size=20)), st.lists(st.tuples(st.text(max_size=9), st.text())))
@settings(deadline=None, derandomize=True)
def test_what_is_kept_is_read_back(words: list[str], pairs: list[tuple[str, str]]) -> None:
    vocabulary = ALL
    for say, write in [*((word, "") for word in words), *pairs]:
        try:
            vocabulary = vocabulary.adding(say, write)
        except VocabularyError:
            continue
    assert parse_vocabulary(rendered(vocabulary), "own") == vocabulary
