"""Where the words of an utterance are, where it is cut, and what is glued of the pieces."""

from __future__ import annotations

import random

import numpy as np
import pytest

pytest.importorskip("torch")

from training.corpus.splice import Piece, align, glued, weakest


def _logp(path: list[int], vocabulary: int = 5) -> np.ndarray:
    """Nine to one for the path's piece in each frame."""
    rest = 0.1 / (vocabulary - 1)
    p = np.full((len(path), vocabulary), rest)
    p[np.arange(len(path)), path] = 0.9
    return np.log(p).astype(np.float32)


def test_tokens_are_found_at_their_last_frame() -> None:
    at, score = align(_logp([0, 1, 0, 0, 2, 2, 0, 3]), [1, 2, 3])
    assert at[0] == 1
    assert at[1] in (4, 5)
    assert at[2] == 7
    assert score == pytest.approx(np.log(0.9), abs=1e-6)


def test_a_token_twice_needs_a_blank_between() -> None:
    at, _ = align(_logp([1, 1, 0, 1, 0]), [1, 1])
    assert at[0] < 2
    assert at[1] == 3


def test_other_words_score_low() -> None:
    path = [0, 1, 0, 0, 2, 2, 0, 3]
    assert align(_logp(path), [4, 4])[1] < -0.5


def test_more_tokens_than_frames_is_an_error() -> None:
    with pytest.raises(ValueError, match="frames"):
        align(_logp([1, 2]), [1, 2, 3])


def test_the_cut_falls_into_the_gap() -> None:
    sound = np.sin(np.arange(8000, dtype=np.float32))
    sound[3000:3600] = 0
    assert 3000 < weakest(sound, 1000, 7000) < 3600


def test_glued_says_all_pieces_and_keeps_their_sound() -> None:
    pieces = [Piece("no", np.ones(4000, np.float32)), Piece("{period}", np.ones(2000, np.float32))]
    target, samples = glued(pieces, random.Random(1))
    assert target == "no {period}"
    assert 5000 < float(samples.sum()) <= 6000
    assert float(pieces[0].samples.sum()) == 4000  # the piece itself is not faded
