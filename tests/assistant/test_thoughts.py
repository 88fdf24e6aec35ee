from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.assistant.thoughts import WithoutThoughts, without_thoughts

CASES = [
    ("The heart is normal.", "The heart is normal."),
    ("", ""),
    ("<unused94>thought\nHm.<unused95>The heart is normal.", "The heart is normal."),
    ("\n<unused94>thought\nHm.<unused95>\n\nNo effusion.", "No effusion."),
    ("thought\nThe server swallowed a token.<unused95>Clear.", "Clear."),
    ("<unused94>thought\nfirst<unused95>", ""),
    ("<unused94>never ends", ""),
    ("thought\nnever ends", ""),
    ("thoughtful reading of the study", "thoughtful reading of the study"),
    ("thought", "thought"),
    ("<unused9", "<unused9"),
    ("<unuse of contrast", "<unuse of contrast"),
    ('{"field": "heart"}', '{"field": "heart"}'),
    ("  indented", "  indented"),
]


@pytest.mark.parametrize(("text", "answer"), CASES)
def test_thinking_is_taken_out_however_it_comes(text, answer):
    assert without_thoughts(text) == answer
    cut = WithoutThoughts()
    assert "".join([cut.feed(letter) for letter in text]) + cut.finish() == answer


def test_an_answer_that_is_only_thinking_is_known():
    cut = WithoutThoughts()
    cut.feed("<unused94>thought\nLet me see")
    assert cut.still_thinking
    cut.feed(" and<unused95>")
    assert not cut.still_thinking


@settings(deadline=None)
@given(st.text(alphabet="abc <>unsed94", max_size=30), st.text(max_size=30), st.integers(1, 5))
def test_no_letter_of_the_thinking_gets_out(thinking, answer, size):
    answer = answer.replace("<unused9", "").lstrip()
    whole = f"<unused94>{thinking}<unused95>{answer}"
    cut = WithoutThoughts()
    pieces = [whole[i : i + size] for i in range(0, len(whole), size)]
    assert "".join(map(cut.feed, pieces)) + cut.finish() == answer
