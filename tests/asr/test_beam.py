"""The search itself: prefix probabilities as CTC defines them, cuts that change nothing, words given
out for good."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_lasr import PIECES, VOCABULARY

from medvoice.asr.beam import BeamDecoder
from medvoice.asr.beam_candidates import BeamSettings
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.pieces import Vocabulary
from medvoice.asr.prefix import Fusion

IDS = {piece: i for i, piece in enumerate(PIECES)}
VOCABULARY_SIZE = len(PIECES)
SMALL = Vocabulary.of(["<pad>", "▁a", "▁b", "▁c"], 0, ())
EXACT = BeamSettings(width=10_000, tokens=10, margin=1e9, prune=1e9, skip=1.0, delay=1000)
BEAM = BeamDecoder(VOCABULARY)
GREEDY = GreedyDecoder(VOCABULARY)


def noise(seed, frames, pieces=VOCABULARY_SIZE, sharp=3.0, blank=3.0):
    """Random logits: sharp and blank set how often tokens rival each other."""
    found = np.random.default_rng(seed).standard_normal((frames, pieces)) * sharp
    found[:, 0] += blank
    return found.astype(np.float32)


def peaky(text, sure=14.0):
    """ "no _ _ s s": one sure token a frame ("_" the blank, "~" the piece's "▁")."""
    ids = [0 if part == "_" else IDS[part.replace("~", "▁")] for part in text.split()]
    found = np.zeros((len(ids), len(PIECES)), np.float32)
    found[np.arange(len(ids)), ids] = sure
    return found


def decoded(decoder, logits, cuts=()):
    stream = decoder.stream()
    edges = [0, *sorted(min(cut, len(logits)) for cut in cuts), len(logits)]
    found = []
    for start, stop in zip(edges, edges[1:], strict=False):
        found += stream.push(logits[start:stop])
    return found + stream.ended(logits[:0])


def enumerated(logits):
    """Collapsed text → probability, from every path there is."""
    logp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    found = {}
    for path in itertools.product(range(logits.shape[1]), repeat=len(logits)):
        text = tuple(key for key, _ in itertools.groupby(path) if key)
        found[text] = found.get(text, 0.0) + math.exp(sum(logp[t, k] for t, k in enumerate(path)))
    return found


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), frames=st.integers(1, 5))
def test_shares_are_the_probabilities_that_all_paths_add_up_to(seed, frames) -> None:
    logits = noise(seed, frames, 4, 1.0, 0.5)
    wanted = enumerated(logits)
    found = BeamDecoder(SMALL, EXACT).nbest(logits, 10**6)
    names = {tuple("_abc".index(word.text) for word in a.words): a.posterior for a in found}
    assert set(names) == set(wanted)
    assert names == pytest.approx(wanted, abs=1e-6)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), cuts=st.lists(st.integers(0, 60), max_size=8))
def test_where_the_stream_is_cut_changes_nothing(seed, cuts) -> None:
    logits = noise(seed, 60)
    for delay in (1, 6, 50):
        decoder = BeamDecoder(VOCABULARY, BeamSettings(delay=delay))
        assert decoded(decoder, logits, cuts) == decoded(decoder, logits)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), at=st.integers(0, 50))
def test_forks_and_looks_ahead_change_nothing(seed, at) -> None:
    logits, other = noise(seed, 50), noise(seed + 1, 20)
    stream = BEAM.stream()
    given_out = stream.push(logits[:at])
    before = stream.ended(logits[at:])
    fork = stream.fork()
    fork.push(other)
    fork.nbest(3)
    assert stream.ended(logits[at:]) == before
    given_out += stream.push(logits[at:])
    assert given_out + stream.ended(logits[:0]) == decoded(BEAM, logits)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_times_never_run_backwards_and_lie_in_the_stream(seed) -> None:
    words = decoded(BeamDecoder(VOCABULARY, BeamSettings(delay=3)), noise(seed, 60))
    firsts, lasts = [word.first for word in words], [word.last for word in words]
    assert (firsts, lasts) == (sorted(firsts), sorted(lasts))
    assert all(0 <= word.first <= word.last < 60 for word in words)
    assert all(0 < word.confidence <= 1 for word in words)


tokens = st.lists(st.sampled_from([0, 0, 0, *range(3, len(PIECES))]), max_size=60)


@given(ids=tokens)
def test_sure_logits_give_what_greedy_gives_with_its_times(ids) -> None:
    logits = np.zeros((len(ids), len(PIECES)), np.float32)
    logits[np.arange(len(ids)), ids] = 14.0
    for width in (1, 8):
        beam = decoded(BeamDecoder(VOCABULARY, BeamSettings(width=width)), logits)
        greedy = decoded(GREEDY, logits)
        assert [(w.text, w.first, w.last) for w in beam] == [
            (w.text, w.first, w.last) for w in greedy
        ]
        assert [w.confidence for w in beam] == pytest.approx(
            [w.confidence for w in greedy], abs=1e-4
        )


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), cut=st.integers(0, 60))
def test_the_last_token_is_the_one_of_greedy(seed, cut) -> None:
    logits = noise(seed, 60, blank=8.0)
    beam, greedy = BEAM.stream(), GREEDY.stream()
    for part in (logits[:cut], logits[cut:]):
        beam.push(part)
        greedy.push(part)
        assert beam.last_token == greedy.last_token


def test_repeated_words_survive_and_repeated_frames_do_not() -> None:
    words = decoded(BEAM, peaky("~bilateral ~bilateral _ ~bilateral ~no _ _ s s _ s"))
    assert [word.text for word in words] == ["bilateral", "bilateral", "noss"]


def test_control_tokens_are_blanks() -> None:
    words = decoded(BEAM, peaky("~no </s> ~no <unk> <unk>"))
    assert [word.text for word in words] == ["no", "no"]


def test_the_sum_over_paths_beats_the_best_path() -> None:
    """Greedy takes the blank each time (0.4); the token has 0.36 twice, in more paths."""
    p = np.array([[0.6, 0.4, 0.0, 0.0], [0.6, 0.4, 0.0, 0.0]]) + 1e-9
    logits = np.log(p).astype(np.float32)
    assert not decoded(GreedyDecoder(SMALL), logits)
    (word,) = decoded(BeamDecoder(SMALL), logits)
    assert word.text == "a"


def test_what_is_decided_too_long_is_given_out() -> None:
    """Two readings that stay equally likely: the better one is given out after the delay."""
    head = peaky("~lung s _")
    head[1, IDS["ness"]] = head[1, IDS["s"]] - 0.1
    logits = np.concatenate([head, peaky(" ".join(["~no", "_"] * 40))])
    stream = BeamDecoder(VOCABULARY, BeamSettings(delay=30)).stream()
    assert [word.text for word in stream.push(logits[:28])] == []
    assert [word.text for word in stream.push(logits[28:40])][:1] == ["lungs"]
    patient = BeamDecoder(VOCABULARY, BeamSettings(delay=500)).stream()
    assert [word.text for word in patient.push(logits)] == []
    first, second = patient.nbest(2)
    assert (first.words[0].text, second.words[0].text) == ("lungs", "lungness")
    assert first.words[0].confidence == pytest.approx(0.525, abs=0.02), "sound and beam agree"
    assert first.posterior / second.posterior == pytest.approx(math.exp(0.1), rel=1e-3)


def test_long_streams_keep_no_more_than_short_ones() -> None:
    stream = BEAM.stream()
    part = peaky("~no _ ~lung s _ ~bilateral _ _")

    def reach():
        seen, left = 0, [stream._beam[0].prefix]
        while left[-1].parent is not None:
            left.append(left[-1].parent)
        left = left[-1:]
        while left:
            seen += 1
            left += left.pop().children.values()
        return seen

    for _ in range(20):
        stream.push(part)
    short = reach()
    for _ in range(400):
        stream.push(part)
    assert reach() <= 2 * short


class Likes:
    """A language model that gives one piece all the probability."""

    def __init__(self, token):
        self._token = token

    def start(self):
        return ()

    def score(self, state, token):
        return (*state, token), 0.0 if token == self._token else -4.0


def test_a_language_model_turns_what_the_sound_leaves_open_and_no_more() -> None:
    fusion = Fusion(Likes(IDS["al"]), alpha=1.0, beta=0.0)
    close = peaky("~lung ic _")
    close[1, IDS["al"]] = close[1, IDS["ic"]] - 2.0
    far = peaky("~lung ic _")
    assert [w.text for w in decoded(BeamDecoder(VOCABULARY, fusion=fusion), close)] == ["lungal"]
    assert [w.text for w in decoded(BeamDecoder(VOCABULARY, fusion=fusion), far)] == ["lungic"]
    assert [w.text for w in decoded(BEAM, close)] == ["lungic"]


def test_settings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="beam"):
        BeamSettings(width=0)
