"""CTC collapse on absolute frames, pieces to words, markers as one word."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_lasr import PIECES

from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.pieces import Vocabulary

IDS = {piece: i for i, piece in enumerate(PIECES)}
DECODER = GreedyDecoder(Vocabulary.of(PIECES, 0, (1, 2)))


def logits(ids, sure=8.0):
    """sure: one number, or one for each frame."""
    found = np.zeros((len(ids), len(PIECES)), np.float32)
    found[np.arange(len(ids)), ids] = sure
    return found


def ids_of(text):
    """ "no _ _ s" → ids; "_" is the blank, "~" the piece's "▁"."""
    return [0 if part == "_" else IDS[part.replace("~", "▁")] for part in text.split()]


def words(ids, cuts=()):
    stream = DECODER.stream()
    edges = [0, *sorted(cuts), len(ids)]
    found = []
    for start, stop in zip(edges, edges[1:], strict=False):
        found += stream.push(logits(ids[start:stop]))
    return found + stream.ended(logits([]))


def texts(said):
    return [word.text for word in words(ids_of(said))]


frames = st.lists(st.sampled_from([0, 0, 0, *range(len(PIECES))]), max_size=60)


@given(ids=frames)
def test_collapse_is_that_of_ctc(ids) -> None:
    kept = [key for key, _ in itertools.groupby(ids) if key > 2]
    text = "".join(PIECES[i] for i in kept).replace("▁", " ")
    found = " ".join(word.text for word in words(ids))
    assert found.replace(" ", "") == text.replace(" ", "")


@given(ids=frames, cuts=st.lists(st.integers(0, 60), max_size=8))
def test_where_the_stream_is_cut_changes_nothing(ids, cuts) -> None:
    assert words(ids, [min(cut, len(ids)) for cut in cuts]) == words(ids)


@given(ids=frames, more=frames)
def test_words_given_out_never_change(ids, more) -> None:
    stream = DECODER.stream()
    given_out = stream.push(logits(ids))
    before = stream.ended(logits(more))
    assert stream.ended(logits(more)) == before, "looking ahead must not change the state"
    assert (given_out + before) == words(ids + more)


def test_repeated_words_survive_and_repeated_frames_do_not() -> None:
    assert texts("~bilateral ~bilateral _ ~bilateral") == ["bilateral", "bilateral"]
    assert texts("~no _ _ s s _ s") == ["noss"]


def test_sentence_ends_and_unknowns_print_nothing_but_part_equal_tokens() -> None:
    assert texts("~no </s> ~no <unk>") == ["no", "no"]


def test_markers_and_tags_are_one_word_each() -> None:
    assert texts("~effusion ~{period} ~{new ~paragraph} ~no") == [
        "effusion",
        "{period}",
        "{new paragraph}",
        "no",
    ]
    assert texts("~effusion ~{ comma } ~[FIND INGS] ~no") == [
        "effusion",
        "{comma}",
        "[FINDINGS]",
        "no",
    ]


def test_a_marker_that_never_closes_joins_nothing() -> None:
    assert texts("~{new ~no ~lung ~effusion ~a") == ["{new", "no", "lung", "effusion", "a"]
    assert texts("~{new _ ~{new ~paragraph}") == ["{new", "{new paragraph}"]


def test_a_piece_with_two_words_in_it() -> None:
    assert texts("~lung s ~of~the ~a") == ["lungs", "of", "the", "a"]


def test_frames_and_confidence() -> None:
    ids = ids_of("_ ~lung ~lung _ s _ ~no")
    stream = DECODER.stream()
    sure = np.array([9, 3, 9, 9, 2, 9, 9], np.float32)
    found = stream.push(logits(ids, sure)) + stream.ended(logits([]))
    lungs, no = found
    assert (lungs.first, lungs.last, no.first, no.last) == (1, 4, 6, 6)
    lowest = np.exp(2) / (np.exp(2) + len(PIECES) - 1)
    assert lungs.confidence == pytest.approx(lowest, rel=1e-5)
    assert stream.last_token == 6


def test_the_lone_space_before_a_word_is_not_the_words_start() -> None:
    (word,) = words([IDS["▁"], 0, 0, IDS["s"]])
    assert (word.text, word.first) == ("s", 3)
