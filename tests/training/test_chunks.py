"""Pieces of sentences: plain English out of WordNet's lines, and runs of a sentence's own words."""

from __future__ import annotations

import random

import pytest

from training.text.chunks import Chunks, phrases_of
from training.text.grammar import Grammar
from training.text.salad import Salad
from training.voices.spoken import units

LINE = (
    "00003993 03 n 01 congener 0 001 @ 00003553 n 0000 | a whole (a thing or person) of the same "
    'kind as another; "lard was also used, though its congener, butter, was more common"; in 1996\n'
)


def test_phrases_are_plain_words_and_commas() -> None:
    assert list(phrases_of(LINE)) == [
        "a thing or person",
        "of the same kind as another",
        "lard was also used {comma} though its congener {comma} butter {comma} was more common",
    ]
    assert list(phrases_of("  1 This software and database is being provided to you")) == []


@pytest.fixture(scope="module")
def chunks() -> Chunks:
    salad = Salad(("effusion",), ("ribbon",))
    return Chunks(Grammar(), salad, ("a thing or person of the same kind as another",))


def test_a_sentence_is_made_of_runs_and_has_both_forms(chunks: Chunks) -> None:
    rng = random.Random(4)
    sentences = [chunks.sentence(rng) for _ in range(300)]
    assert all(2 <= len(units(s.target)) <= 36 for s in sentences)
    assert any("thing or person of" in s.target for s in sentences)
    assert not any("{" in s.spoken for s in sentences)
    assert len({s.target for s in sentences}) > 290


def test_the_same_seed_gives_the_same_text(chunks: Chunks) -> None:
    draws = [[chunks.sentence(random.Random(9)).target for _ in range(1)] for _ in range(2)]
    assert draws[0] == draws[1]


def test_pieces_come_from_everyday_english_about_as_often_as_said(chunks: Chunks) -> None:
    rng, everyday = random.Random(2), set(chunks.everyday[0].split())
    pieces = [chunks._chunk(rng) for _ in range(1000)]
    share = sum(set(piece) <= everyday for piece in pieces) / len(pieces)
    assert 0.3 < share < 0.48
