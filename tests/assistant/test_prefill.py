from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medvoice.assistant.prefill import Slice, Slicing, slices

COUNT = 4


def test_text_in_slices_and_images_whole():
    types = [0] * 5 + [1] * 4 + [0] * 2 + [1] * 4 + [0] * 3
    assert list(slices(types, 0, len(types), COUNT, Slicing(6, 1))) == [
        Slice(0, 5, 0, 0),
        Slice(5, 11, 0, 1),
        Slice(11, 17, 1, 2),
        Slice(17, 18, 2, 2),
    ]


@given(
    st.lists(st.sampled_from(["word", "image"]), max_size=60),
    st.integers(1, 20),
    st.integers(1, 3),
    st.integers(0, 60),
)
def test_everything_once_and_no_image_cut(parts, tokens, images, skipped):
    types = [kind for part in parts for kind in ([1] * COUNT if part == "image" else [0])]
    start = sum(COUNT if part == "image" else 1 for part in parts[:skipped])
    cut = list(slices(types, start, len(types), COUNT, Slicing(tokens, images)))
    assert [at for piece in cut for at in range(piece.start, piece.end)] == list(
        range(start, len(types))
    )
    for piece in cut:
        inside = types[piece.start : piece.end]
        assert sum(inside) == COUNT * (piece.last - piece.first)
        assert sum(types[: piece.start]) == COUNT * piece.first
        assert piece.last - piece.first <= images
        assert piece.end - piece.start <= max(tokens, COUNT)
