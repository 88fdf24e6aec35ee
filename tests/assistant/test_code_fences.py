"""Prose out of an answer with code in it, whole and as it comes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from medvoice.assistant.code_fences import WithoutCode, prose

BOX = '[{"box_2d": [1, 2, 3, 4], "label": "heart"}]'


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The heart is enlarged.", "The heart is enlarged."),
        (f"It lies left.\n\nFinal Answer: ```json{BOX}```", "It lies left."),
        (f"It lies left.\nFinal Answer: {BOX}", "It lies left."),
        (f"```json\n{BOX}\n```\nIn the middle.", "In the middle."),
        (f"Before\n\n{BOX}\n\n\nafter.", "Before\n\nafter."),
        ("It lies left. ```json[{\"box_2d\": [1, 2", "It lies left."),
        ('It lies left. [{"box_2d": [1, 2', "It lies left."),
        ('It lies left. [{"box_2d": [1, 2, 3, 4], "label": "he', "It lies left."),
        ("```\nA plain answer in a fence.\n```", "A plain answer in a fence."),
        ("```text\nA plain answer\n```", "A plain answer"),
        ("Grade [1] and [ 2 ] of `three`.", "Grade [1] and [ 2 ] of `three`."),
        ("[{this is no JSON}] and goes on.", "[{this is no JSON}] and goes on."),
        ("Final Answer: yes", "Final Answer: yes"),
        ("Final Answer:", ""),
        (BOX, ""),
        ("", ""),
        ("Unclosed ```fence with words", "Unclosed fence with words"),
    ],
)  # fmt: skip
def test_prose(text, left):
    assert prose(text) == left


@given(
    st.lists(
        st.sampled_from(
            ["Heart ", "F", "inal Answer:", " ", "\n", "\n\n", "```", "`", "json", "[", "{", BOX, "]",
             "}", "text", "Final", "a.", '"box', "[ {", "1, 2"]
        ),
        max_size=14,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
@example(
    ["Heart ", "Final Answer:", "```", "json", BOX, "```", "a."], __import__("random").Random(1)
)
def test_what_comes_in_pieces_is_what_comes_whole(parts, chance):
    text = "".join(parts)
    cut = WithoutCode()
    given_out = []
    at = 0
    while at < len(text):
        step = chance.randint(1, 6)
        given_out.append(cut.feed(text[at : at + step]))
        at += step
    given_out.append(cut.finish())
    assert "".join(given_out) == prose(text)
    assert cut.text == text


def test_prose_is_not_held_back_for_long():
    cut = WithoutCode()
    assert cut.feed("The heart is ") == "The heart is"
    assert cut.feed("large") == " large"
