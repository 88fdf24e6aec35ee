from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.assistant.sse import LONGEST_LINE, BrokenStream, EventReader


def read(*pieces: bytes) -> list[str]:
    reader = EventReader()
    found = [data for piece in pieces for data in reader.feed(piece)]
    return found + list(reader.finish())


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: a\n\ndata: b\n\n", ["a", "b"]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
        (b"data: a\r\rdata: b\r\r", ["a", "b"]),
        (b"data:a\n\n", ["a"]),
        (b"data:  a\n\n", [" a"]),
        (b"data: a\ndata: b\n\n", ["a\nb"]),
        (b": comment\n\n\ndata: a\n\n", ["a"]),
        (b"event: x\nid: 1\nretry: 5\ndata: a\n\n", ["a"]),
        (b"data: a", ["a"]),
        (b"data: a\n", ["a"]),
        (b"data\n\n", [""]),
        (b"data: \n\n", [""]),
        (b"", []),
        ("data: Übergröße\n\n".encode(), ["Übergröße"]),
    ],
)
def test_events_whatever_the_line_ends_and_the_pieces(stream, events):
    assert read(stream) == events
    assert read(*(stream[i : i + 1] for i in range(len(stream)))) == events


@settings(deadline=None)
@given(
    texts=st.lists(st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), min_size=1)),
    cuts=st.lists(st.integers(1, 7), min_size=1),
    end=st.sampled_from([b"\n", b"\r\n", b"\r"]),
)
def test_what_was_sent_is_read_however_it_is_cut(texts, cuts, end):
    stream = b"".join(b"data: " + text.encode() + end + end for text in texts)
    pieces, at = [], 0
    while at < len(stream):
        size = cuts[len(pieces) % len(cuts)]
        pieces.append(stream[at : at + size])
        at += size
    assert read(*pieces) == texts


def test_a_line_without_an_end_is_not_collected_for_ever():
    with pytest.raises(BrokenStream):
        read(*[b"x" * 65_536] * (LONGEST_LINE // 65_536 + 2))


def test_bytes_that_are_no_text_are_a_fault():
    with pytest.raises(BrokenStream):
        read(b"data: \xff\xfe\n\n")
