"""Other readings: rivals of single places, kept beyond the frames at which the beam drops them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_lasr import PIECES, VOCABULARY

from medvoice.asr.beam import BeamDecoder
from medvoice.asr.beam_candidates import BeamSettings
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.hypothesis import Reading
from medvoice.asr.readings import MOST, Readings

BEAM = BeamDecoder(VOCABULARY)
WORDS = ("▁no", "▁effusion", "▁bilateral", "▁{period}")


def spoken(*tokens, rivals=(), sure=12.0, gap=1.0):
    """One token on every second frame; rivals: (place, piece), `gap` nats behind."""
    found = np.zeros((2 * len(tokens), len(PIECES)), np.float32)
    found[1::2, 0] = sure
    found[np.arange(0, 2 * len(tokens), 2), [PIECES.index(token) for token in tokens]] = sure
    for place, piece in rivals:
        found[2 * place, PIECES.index(piece)] = sure - gap
    return found


def heard(stream, logits, cuts=()):
    given_out = []
    for part in np.split(logits, sorted(cuts)):
        given_out += [word.text for word in stream.push(part)]
    words, readings = stream.concluded(logits[:0], given_out)
    assert words == stream.ended(logits[:0])
    return given_out + [word.text for word in words], readings


def test_a_rival_early_in_a_long_turn_is_still_there_at_its_end() -> None:
    said = [WORDS[i % 2] for i in range(100)]
    words, readings = heard(BEAM.stream(), spoken(*said, rivals=[(3, "▁bilateral")]))
    assert words[:4] == ["no", "effusion", "no", "effusion"]
    (reading,) = readings
    assert (reading.first, reading.stop, reading.words) == (3, 4, ("bilateral",))
    assert 0.2 < reading.share < 0.35  # 1 nat behind: 0.27


def test_the_likelier_one_comes_first_and_sure_words_have_none() -> None:
    logits = spoken(*WORDS, rivals=[(1, "▁bilateral")], gap=2.0)
    logits[4, PIECES.index("▁no")] = 11.8  # of "bilateral"
    words, readings = heard(BEAM.stream(), logits)
    assert words == ["no", "effusion", "bilateral", "{period}"]
    assert [(r.first, r.words) for r in readings[:2]] == [(2, ("no",)), (1, ("bilateral",))]
    assert not heard(BEAM.stream(), spoken(*WORDS))[1]


def test_greedy_has_none() -> None:
    stream = GreedyDecoder(VOCABULARY).stream()
    logits = spoken(*WORDS, rivals=[(1, "▁bilateral")])
    assert stream.concluded(logits, ())[1] == []


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), cuts=st.lists(st.integers(0, 60), max_size=6))
def test_places_are_in_the_words_and_cuts_change_nothing(seed, cuts) -> None:
    logits = (np.random.default_rng(seed).standard_normal((60, len(PIECES))) * 3).astype(np.float32)
    decoder = BeamDecoder(VOCABULARY, BeamSettings(delay=6))
    words, readings = heard(decoder.stream(), logits)
    assert (words, readings) == heard(decoder.stream(), logits, cuts)
    for reading in readings:
        assert 0 <= reading.first <= reading.stop <= len(words)
        assert tuple(words[reading.first : reading.stop]) != reading.words
        assert 0 < reading.share <= 1


def test_a_word_that_is_still_spoken_is_no_reading() -> None:
    readings = Readings()
    readings.note(0, ["no", "eff"], ["no", "bil"], 0.4, ended=False)
    assert readings.of(["no", "eff"]) == []
    readings.note(0, ["no", "eff", "of"], ["no", "bil", "of"], 0.4, ended=False)
    assert readings.of(["no", "eff", "of"]) == [Reading(1, 2, ("bil",), 0.4)]
    assert readings.of(["no", "effusion", "of"]) == []


def test_what_is_remembered_is_bounded_and_recent() -> None:
    readings = Readings()
    for at in range(2 * MOST):
        readings.note(at, ["a", "b"], ["c", "b"], 0.3, ended=False)
    found = readings.of(["a"] * 2 * MOST)
    assert len(found) == MOST
    assert min(reading.first for reading in found) == MOST
