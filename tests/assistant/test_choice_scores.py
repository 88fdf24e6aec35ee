"""Scores from token probabilities: golden tables, and one real answer of a real server."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.assistant.choice_scores import Scores, Token, best, scores, tokens

FIELDS = ("lungs", "heart", "heart and vessels", "pleura")
HEAD = [
    Token('{"', 0.0, {'{"': 0.0, "{": -4.0}),
    Token("field", 0.0, {"field": 0.0}),
    Token('":', 0.0, {'":': 0.0}),
    Token(' "', -0.1, {' "': -0.1, '"': -5.0}),
]


def test_each_choice_has_the_probability_of_its_own_way():
    heart = [
        Token("he", -1.0, {"he": -1.0, "l": -2.0, "lu": -1.5, "x": -0.1, "ple": -3.0}),
        Token("art", -0.5, {"art": -0.5, "ad": -2.0}),
        Token('"}', -0.25, {'"}': -0.25, " and": -2.25}),
    ]
    found = scores([*HEAD, *heart], FIELDS, 1)
    assert found is not None
    assert found.values == pytest.approx((-1.5, -1.75, -3.75, -3.0))
    assert found.listed == (True, True, True, True)
    assert best(found, None)[0] == 0  # " lu" was likelier than the rest of "heart" turned out


def test_a_way_that_is_not_listed_is_bounded_by_the_least_listed():
    lungs = [
        Token("lungs", -0.2, {"lungs": -0.2, "he": -4.0, "q": -6.0}),
        Token('"}', -0.1, {'"}': -0.1}),
    ]
    found = scores([*HEAD, *lungs], FIELDS, 0)
    assert found is not None
    assert found.values == pytest.approx((-0.3, -4.0, -4.0, -6.0))
    assert found.listed == (True, True, True, False)


def test_a_token_that_crosses_the_quotes():
    found = scores(
        [
            Token('{"field":', 0.0, {}),
            Token('"ple', -0.5, {'"ple': -0.5, '"lun': -1.0, '"': -3.0}),
            Token('ura"}', -0.1, {'ura"}': -0.1}),
        ],
        ("lungs", "pleura"),
        1,
    )
    assert found is not None
    assert found.values == pytest.approx((-1.0, -0.6))


def test_a_token_shared_with_the_answer_counts_only_where_there_is_no_other():
    pleura = [
        Token("pleu", -0.5, {"pleu": -0.5, "p": -1.0, "per": -3.0}),
        Token('ra"}', -0.1, {'ra"}': -0.1}),
    ]
    fields = ("pleura", "pericardium", "pelvis")
    found = scores([*HEAD, *pleura], fields, 0)
    assert found is not None
    assert found.values == pytest.approx((-0.6, -3.0, -1.0))


@pytest.mark.parametrize(
    ("found", "choices", "answered"),
    [
        ([], FIELDS, 0),
        (HEAD, FIELDS, 0),
        ([Token('{"field": "lungs"}', 0.0, {})], FIELDS, 0),
        ([Token('{"field": "lungs"}', 0.0, {"x": 0.0})], ("lungs", "lungs"), 0),
    ],
)
def test_without_the_tokens_of_the_answer_there_are_no_scores(found, choices, answered):
    assert scores(found, choices, answered) is None


def test_the_empty_turn_is_taken_off():
    """A model that likes "lungs" whatever is said."""
    turn = Scores((-0.5, -1.0, -4.0), (True, True, True))
    empty = Scores((-0.3, -3.0, -4.5), (True, True, True))
    assert best(turn, None)[0] == 0
    index, values, margin = best(turn, empty)
    assert index == 1
    assert values == pytest.approx((-0.2, 2.0, 0.5))
    assert margin == pytest.approx(1.5)


def test_a_choice_that_was_not_listed_never_wins_by_what_is_taken_off():
    turn = Scores((-0.5, -1.0, -9.0), (True, True, False))
    empty = Scores((-0.5, -1.0, -20.0), (True, True, True))
    index, values, _ = best(turn, empty)
    assert index in (0, 1)
    assert values[2] <= min(values[:2])


def test_one_choice_has_no_margin():
    assert best(Scores((-1.0,), (True,)), None) == (0, (-1.0,), None)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"content": None},
        {"content": [{"token": 1}]},
        {"tokens": ["a"]},
        "x",
        {"content": [{"token": "a", "logprob": math.nan}]},
    ],
)
def test_probabilities_of_another_form_are_none(body):
    assert tokens(body) == ()


def test_the_first_of_two_equal_texts_counts():
    """Two tokens can have the same text; the likelier one stands first."""
    body = {
        "token": "a",
        "logprob": -1.0,
        "top_logprobs": [{"token": "a", "logprob": -1.0}, {"token": "a", "logprob": -7.0}],
    }
    assert tokens({"content": [body]})[0].others == {"a": -1.0}


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(-20, 0), st.floats(-20, 0), st.booleans()), min_size=2, max_size=9)
)
def test_the_best_is_a_listed_one_and_the_margin_is_its_lead(rows):
    rows[0] = (rows[0][0], rows[0][1], True)
    turn = Scores(tuple(r[0] for r in rows), tuple(r[2] for r in rows))
    empty = Scores(tuple(r[1] for r in rows), tuple(True for _ in rows))
    index, values, margin = best(turn, empty)
    assert turn.listed[index]
    assert margin is not None
    assert margin >= 0
    assert values[index] == max(values)
