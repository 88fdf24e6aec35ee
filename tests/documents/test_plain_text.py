"""Text files: of long ones only the beginning that counts is decoded."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.documents.limits import Limits
from medvoice.documents.plain_text import bytes_read, decoded

SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff\ufffe")


@settings(deadline=None)
@given(
    st.text(SIGNS, max_size=60),
    st.integers(0, 70),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_a_beginning_is_the_texts_own_wherever_it_is_cut(text, most, encoding):
    data = text.encode(encoding)
    beginning, note = decoded(data[: bytes_read(Limits(most_characters=most))], most)
    assert beginning[:most] == text[:most]
    assert (len(beginning) > most) == (len(text) > most)
    assert not note


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_sign_on_the_edge_of_a_piece_stays_whole(encoding):
    text = "x" * ((1 << 20) - 1) + "é" * 5
    assert decoded(text.encode(encoding))[0] == text


def test_a_last_sign_that_is_cut_off_is_said():
    assert decoded("Höhe é".encode()[:-1]) == ("Höhe \ufffd", "its last sign is cut off")
