from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.assistant.answer_text import AnswerText


def of_bytes(ids) -> str:
    return bytes(ids).decode("utf-8", "replace")


def given_out(text: str, cuts, ends_at: str = "") -> tuple[str, AnswerText]:
    answer = AnswerText(of_bytes, ends_at)
    data, said, start = text.encode(), "", 0
    for end in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        said += answer.add(list(data[start:end]))
        start = end
        if answer.over:
            break
    return said + answer.rest(), answer


@given(st.text(alphabet="aé µ\n≥😀", max_size=12), st.lists(st.integers(0, 40), max_size=6))
def test_pieces_make_the_text_wherever_tokens_end(text, cuts):
    """No half character is given out, and none twice."""
    said, answer = given_out("x" + text, cuts)
    assert said == "x" + text
    assert not answer.over


@given(st.lists(st.integers(0, 80), max_size=8))
def test_a_thinking_trace_is_never_given_out(cuts):
    said, _ = given_out("<unused94>thought\nIs it left?<unused95>Right lung.", cuts)
    assert said == "Right lung."


def test_an_answer_that_is_nothing_but_thinking_is_empty():
    said, answer = given_out("<unused94>thought\nIs it", [])
    assert said == ""
    assert answer.empty


@given(st.lists(st.integers(0, 80), max_size=8))
def test_what_stands_behind_the_end_is_no_part_of_it(cuts):
    said, answer = given_out("Lungs\nclear.\n\nSentence: more", cuts, ends_at="\n\n")
    assert said == "Lungs\nclear."
    assert answer.over


@pytest.mark.parametrize("end", ["\n", ""])
def test_what_only_looked_like_the_end_comes_at_last(end):
    said, answer = given_out("Lungs" + end, [], ends_at="\n\n")
    assert said == "Lungs" + end
    assert not answer.over
