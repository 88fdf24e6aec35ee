"""The scorer: hand-counted cases, and properties of alignment."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.evaluation.alignment import Op, align
from medvoice.evaluation.plain import PlainReader
from medvoice.evaluation.scorer import MarkScore, Score, Scorer, TermScore, WordScore
from medvoice.evaluation.terms import TermKind
from medvoice.language.reader import Dialect

SCORER = Scorer()
READER = PlainReader()


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("six millimeters", "6 mm"),
        ("two point four by one point nine centimeters", "2.4 x 1.9 cm"),
        ("two point four centimeter", "2.4cm"),
        ("fifty four year old female", "54-year-old female"),
        ("march third twenty twenty four", "March 3, 2024"),
        ("june nineteenth two thousand and nine", "June 19th 2009"),
        ("one hundred and twenty milliliters", "120 ml"),
        ("one thousand two hundred", "1,200"),
        ("the twenty first", "the 21st"),
        ("t two hyperintense", "T2-hyperintense"),
        ("l four l five", "L4-L5"),
        ("ninety eight percent", "98%"),
        ("ct", "C.T."),
        ("zero point five", "0.5"),
        ("the lungs are clear {period}", "The lungs are clear."),
        ("the lungs are clear period", "The lungs are clear. {period}"),
        ("nonobstructing x ray", "non-obstructing xray"),
        ("history of colon cancer", "History of colon cancer"),
    ],
)
def test_two_ways_of_writing_are_no_errors(spoken, written):
    compared = SCORER.compare(spoken, written)
    assert compared.errors == ()
    assert compared.score.words.errors == 0
    assert compared.score.words.words > 0


@pytest.mark.parametrize(
    ("reference", "hypothesis"),
    [
        ("six millimeters", "sixteen millimeters"),
        ("twenty six", "twenty five"),
        ("2.4 cm", "24 cm"),
        ("6 mm", "6 cm"),
        ("no effusion", "effusion"),
        ("right lung", "left lung"),
        ("third ventricle", "three ventricle"),
        ("t two", "t ten"),
        ("two three", "23"),
        ("2020", "2024"),
    ],
)
def test_what_differs_counts(reference, hypothesis):
    assert SCORER.compare(reference, hypothesis).score.words.errors >= 1


def test_errors_are_counted_by_kind():
    score = SCORER.compare(
        "no pneumothorax in the right lung is seen", "pneumothorax in the left lung is is seen"
    ).score
    assert score.words == WordScore(words=8, substituted=1, deleted=1, inserted=1)
    assert score.words.rate == 3 / 8


def test_marks_are_scored_apart_from_words():
    score = SCORER.compare(
        "lungs {colon} clear {period} no effusion {comma} no edema {period} {new paragraph} normal {period}",
        "lungs {colon} clear no effusion {period} no edema {period} {new paragraph} normal {period} {period}",
    ).score
    assert score.words.errors == 0
    assert score.marks == MarkScore(marks=6, right=4, wrong=1, missing=1, extra=1)


def test_a_mark_word_heard_as_a_word_is_a_lost_mark_and_an_extra_word():
    score = SCORER.compare(
        "clear {period} no effusion",
        "clear period no effusion",
        Dialect.MARKERS,
        Dialect.MARKERS,
    ).score
    assert score.words == WordScore(words=3, inserted=1)
    assert score.marks == MarkScore(marks=1, missing=1)


def test_terms_are_scored_by_kind():
    score = SCORER.compare(
        "no pleural effusion in the right lower lobe measuring six millimeters",
        "pleural effusion in the left lower lobe measuring nine millimeters without pneumothorax",
    ).score
    assert score.terms[TermKind.NEGATION] == TermScore(terms=1, missed=1, invented=1)
    assert score.terms[TermKind.SIDE] == TermScore(terms=1, missed=1, invented=1)
    assert score.terms[TermKind.NUMBER] == TermScore(terms=1, missed=1, invented=1)
    assert score.terms[TermKind.FINDING] == TermScore(terms=1, missed=0, invented=1)
    assert score.terms[TermKind.ANATOMY].missed == 0
    assert score.terms[TermKind.ANATOMY].terms >= 1


def test_scores_add_up():
    one = SCORER.compare("no effusion {period}", "effusion {period}").score
    both = one + one + Score()
    assert both.words == WordScore(words=4, deleted=2)
    assert both.terms[TermKind.NEGATION] == TermScore(2, 2, 0)


def test_nothing_said_and_words_written():
    assert SCORER.compare("", "hello").score.words.rate == float("inf")
    assert SCORER.compare("", "").score.words.rate == 0


WORDS = st.lists(st.sampled_from(["a", "b", "ab", "ba", "c"]), max_size=9)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(WORDS, WORDS)
def test_alignment_covers_both_once_and_is_the_shortest(reference, hypothesis):
    steps = align(reference, hypothesis)
    assert list(itertools.chain.from_iterable(range(s.r0, s.r1) for s in steps)) == list(
        range(len(reference))
    )
    assert list(itertools.chain.from_iterable(range(s.h0, s.h1) for s in steps)) == list(
        range(len(hypothesis))
    )
    for step in steps:
        same = "".join(reference[step.r0 : step.r1]) == "".join(hypothesis[step.h0 : step.h1])
        assert same == (step.op is Op.SAME)
    assert sum(s.op is not Op.SAME for s in steps) == _fewest(tuple(reference), tuple(hypothesis))


def _fewest(reference: tuple[str, ...], hypothesis: tuple[str, ...]) -> int:
    """The definition, written as slowly as it reads."""
    table: dict[tuple[int, int], int] = {}
    for i in range(len(reference) + 1):
        for j in range(len(hypothesis) + 1):
            if not i or not j:
                table[i, j] = i + j
                continue
            options = [table[i - 1, j] + 1, table[i, j - 1] + 1]
            options.append(table[i - 1, j - 1] + (reference[i - 1] != hypothesis[j - 1]))
            if i > 1 and reference[i - 2] + reference[i - 1] == hypothesis[j - 1]:
                options.append(table[i - 2, j - 1])
            if j > 1 and hypothesis[j - 2] + hypothesis[j - 1] == reference[i - 1]:
                options.append(table[i - 1, j - 2])
            table[i, j] = min(options)
    return table[len(reference), len(hypothesis)]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.integers(0, 9999))
def test_numbers_in_words_and_digits_agree(number):
    assert READER.read(_in_words(number), Dialect.WORDS).words == (str(number),)


def _in_words(number: int) -> str:
    ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    tens = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
    if number < 20:
        return ones[number]
    if number < 100:
        return tens[number // 10] + (f" {ones[number % 10]}" if number % 10 else "")
    scale, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = f" {_in_words(number % scale)}" if number % scale else ""
    return f"{_in_words(number // scale)} {name}{rest}"


def test_an_hour_of_dictation_is_scored():
    text = " ".join(f"word{n % 97}x finding{n % 89}x" for n in range(4000))
    assert SCORER.compare(text, f"so {text}").score.words == WordScore(words=8000, inserted=1)
