"""The plan against figures published elsewhere, and its promises."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medvoice.assistant.memory_plan import (
    BEST_FIRST,
    GB,
    MEDGEMMA_4B,
    MEDGEMMA_27B,
    STUDY_TOKENS,
    Format,
    Memory,
    Plan,
    TooLarge,
    Wanted,
    gb,
    plan,
)

TEXT = Wanted(MEDGEMMA_4B, images=False)
STUDY = Wanted(MEDGEMMA_4B, tokens=STUDY_TOKENS)


def card(gigabytes: float) -> Memory:
    return Memory("the card", int(gigabytes * GB))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (MEDGEMMA_4B.weights(Format.BFLOAT16) + MEDGEMMA_4B.projector(Format.BFLOAT16), 8.6),
        (MEDGEMMA_4B.weights(Format.INT8) + MEDGEMMA_4B.projector(Format.INT8), 5.0),
        # 3.3 GB and an image part of 0.85 GB.
        (MEDGEMMA_4B.weights(Format.INT4) + MEDGEMMA_4B.projector(Format.INT4), 4.15),
        (MEDGEMMA_27B.weights(Format.BFLOAT16) + MEDGEMMA_27B.projector(Format.BFLOAT16), 54.9),
        (MEDGEMMA_4B.cache(22_469), 0.6),
        (MEDGEMMA_4B.cache(22_469, sliding=False), 3.1),
    ],
)
def test_sizes_are_those_that_others_publish(size, expected):
    assert size / GB == pytest.approx(expected, rel=0.1)


def test_a_copy_doubles_the_cache():
    with_copy, without = (plan(card(80), replace(STUDY, copies=n)) for n in (1, 0))
    assert with_copy.needed - without.needed == MEDGEMMA_4B.cache(STUDY_TOKENS)


@pytest.mark.parametrize(
    ("room", "wanted", "format"),
    [
        (80, STUDY, Format.BFLOAT16),
        (12.9, STUDY, Format.BFLOAT16),  # a "12 GB" card
        (10.7, STUDY, Format.INT8),
        (8.6, TEXT, Format.INT8),
        (5.9, TEXT, Format.INT4),
        (8.6, STUDY, Format.INT8),
        (80, Wanted(MEDGEMMA_27B), Format.BFLOAT16),
        (25.7, Wanted(MEDGEMMA_27B), Format.INT4),
    ],
)
def test_the_best_format_that_fits_is_taken(room, wanted, format):
    found = plan(card(room), wanted)
    assert isinstance(found, Plan)
    assert found.format is format
    assert found.left >= 0


def test_a_named_format_is_held_to_and_the_refusal_names_what_would_fit():
    found = plan(card(8.6), replace(TEXT, format=Format.BFLOAT16))
    assert isinstance(found, TooLarge)
    assert found.others == (Format.INT8, Format.INT4)
    assert "the card has 8.6 GB" in found.sentence
    assert 'quantisation = "int8" or "int4" would fit' in found.sentence
    assert "not loaded" in found.sentence


def test_without_quantisation_only_other_ways_are_named():
    found = plan(card(8.6), TEXT, formats=(Format.BFLOAT16,))
    assert isinstance(found, TooLarge)
    assert found.others == ()
    assert 'backend = "server"' in found.sentence
    assert 'backend = "none"' in found.sentence


def test_the_smallest_is_named_where_nothing_fits():
    found = plan(card(2), TEXT)
    assert isinstance(found, TooLarge)
    assert found.format is Format.INT4


def test_a_text_only_model_has_no_image_part():
    text_only = replace(MEDGEMMA_4B, vision=0)
    found = plan(card(80), replace(STUDY, shape=text_only))
    assert isinstance(found, Plan)
    assert "image part" not in found.sentence


@settings(deadline=None)
@given(
    room=st.integers(0, 100 * GB),
    more=st.integers(0, 50 * GB),
    tokens=st.integers(1, 131_072),
    images=st.booleans(),
    copies=st.integers(0, 3),
)
def test_a_plan_fits_a_refusal_does_not_and_more_room_never_hurts(
    room, more, tokens, images, copies
):
    wanted = Wanted(MEDGEMMA_4B, tokens=tokens, images=images, copies=copies)
    found, larger = plan(Memory("x", room), wanted), plan(Memory("x", room + more), wanted)
    if isinstance(found, Plan):
        assert found.needed <= room
        assert isinstance(larger, Plan)
        assert BEST_FIRST.index(larger.format) <= BEST_FIRST.index(found.format)
    else:
        assert found.needed > room
        assert found.others == ()


@settings(deadline=None)
@given(tokens=st.integers(1, 200_000))
def test_windows_never_cost_more(tokens):
    assert MEDGEMMA_4B.cache(tokens) <= MEDGEMMA_4B.cache(tokens, sliding=False)


def test_sizes_read_well():
    assert [gb(8_603_000_000), gb(123_000_000), gb(30_000_000)] == ["8.6 GB", "0.1 GB", "30 MB"]
