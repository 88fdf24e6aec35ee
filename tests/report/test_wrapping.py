from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.report.wrapping import filled

TOGETHER = [
    "6 mm", "3.5 x 4.2 cm", "3 × 4 × 5 mm", "2 to 3 mm", "2-3 mm", "10 HU", "5 weeks", "30 mL/s",
    "grade 2", "stage IIIA", "segment IV", "series 3", "image 42", "Lung-RADS 4A", "LI-RADS 5",
    "January 3, 2024", "< 5 mm", "2 of 5", "50 percent", "90 degrees", "Omnipaque 350",
]  # fmt: skip


@pytest.mark.parametrize("group", TOGETHER)
def test_no_line_ends_inside_a_group(group):
    for before in range(40):
        text = "a" * before + f" seen {group} there."
        lines = filled(text, 30).split("\n")
        assert any(group in line for line in lines), lines


def test_other_spaces_still_break():
    assert filled("5 lesions and 3 mmol of it", 10) == "5 lesions\nand 3 mmol\nof it"
    assert filled("In 2024 mild", 8) == "In 2024\nmild"


_words = st.sampled_from(
    ["6", "mm", "x", "3.5", "grade", "the", "lung", "2024", "to", "of", "<", "May", "é右"]
)


@given(st.lists(_words, min_size=1, max_size=40), st.integers(20, 60))
def test_no_word_is_lost_and_lines_fit(words, width):
    text = " ".join(words)
    lines = filled(text, width, "   ").split("\n")
    assert " ".join(lines).split() == words
    for line in lines:
        assert len(line) <= width or not re.search(r"(?<=[a-z]) (?=[a-z]{2})", line.strip()), line
