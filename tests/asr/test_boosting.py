"""Boosted terms: found where the sound allows them, never where it does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_lasr import VOCABULARY

from medvoice.asr.beam import BeamDecoder
from medvoice.asr.beam_candidates import BeamSettings
from medvoice.asr.boosting import BoostSettings, BoostState, BoostTrie
from medvoice.asr.pieces import Vocabulary
from medvoice.asr.prefix import Fusion

LETTERS = Vocabulary.of(
    ["<pad>", "▁", *"abcdefghijklmnopqrstuvwxyz", "▁lung", "▁ti", "ban", "▁Lung", "▁B"], 0, ()
)
IDS = {piece: number for number, piece in enumerate(LETTERS.pieces)}
SETTINGS = BoostSettings(each=1.0, most=6.0)


def walked(trie, *pieces):
    state = BoostState()
    for piece in pieces:
        state = trie.step(state, IDS[piece])
    return state


def boosted(*terms, settings=SETTINGS):
    return BeamDecoder(LETTERS, fusion=Fusion(boost=BoostTrie(terms, LETTERS, settings)))


def sound(*frames, sure=12.0):
    """Frames of (piece, rival, nats between them)."""
    logits = np.zeros((2 * len(frames), len(LETTERS.pieces)), np.float32)
    logits[1::2, 0] = sure
    for at, (piece, rival, behind) in enumerate(frames):
        logits[2 * at, IDS[piece]] = sure
        if rival is not None:
            logits[2 * at, IDS[rival]] = sure - behind
    return logits


def text(decoder, logits):
    return " ".join(word.text for word in decoder.stream().ended(logits))


def test_a_term_is_found_however_it_is_cut_into_pieces() -> None:
    trie = BoostTrie(["tiban"], LETTERS, SETTINGS)
    whole = trie.ended(walked(trie, "▁ti", "ban"))
    assert whole > 0
    assert trie.ended(walked(trie, "▁", "t", "i", "b", "a", "n")) == whole
    assert trie.ended(walked(trie, "▁ti", "b", "a", "n")) == whole


def test_the_bonus_grows_with_depth_and_is_taken_back() -> None:
    trie = BoostTrie(["tiban"], LETTERS, BoostSettings(each=1.0, most=20.0))
    bonus = [walked(trie, *"▁ t i b a n".split()[:n]).bonus for n in range(1, 7)]
    steps = np.diff(bonus)
    assert (steps > 0).all()
    assert (np.diff(steps) >= -1e-12).all()
    assert walked(trie, "▁ti", "b", "o").bonus == 0
    assert trie.ended(walked(trie, "▁ti", "b")) == 0, "half a term is none"


def test_a_term_counts_once_its_word_ends() -> None:
    trie = BoostTrie(["lung"], LETTERS, SETTINGS)
    assert walked(trie, "▁lung", "▁ti").kept == walked(trie, "▁lung").worth > 0
    assert walked(trie, "▁lung", "s", "▁ti").bonus == 0, "another word"


def test_expected_words_are_boosted_lightly_and_terms_in_full() -> None:
    settings = BoostSettings(each=1.0, most=6.0, light=0.5)

    def bonus(trie, text):
        state = BoostState()
        for letter in text:
            state = trie.step(state, LETTERS.pieces.index(letter))
        return trie.ended(state)

    alone = BoostTrie((), LETTERS, settings, ["tiban", "lung"])
    both = BoostTrie(["tiban"], LETTERS, settings, ["tiban", "lung"])
    full = BoostTrie(["tiban"], LETTERS, settings)
    assert bonus(alone, "▁tiban") == pytest.approx(0.5 * bonus(full, "▁tiban"))
    assert bonus(both, "▁tiban") == bonus(full, "▁tiban") > 0
    assert bonus(both, "▁lung") == bonus(alone, "▁lung") > 0


def test_no_term_earns_more_than_the_most() -> None:
    trie = BoostTrie(
        ["lung", "lung ti", "lung tibanabc", "lungtiban ban ban ban"], LETTERS, SETTINGS
    )
    state = BoostState()
    for piece in "▁lung ▁ti ban a b c ▁ti".split():
        state = trie.step(state, IDS[piece])
        assert state.worth <= 6.0
    assert trie.ended(state) <= 6.0 * 3, "three terms were completed"


def test_phrases_and_terms_that_overlap() -> None:
    trie = BoostTrie(["lung ban", "ban ti"], LETTERS, SETTINGS)
    assert walked(trie, "▁lung", "▁", "ban", "▁ti", "▁").kept == pytest.approx(
        walked(trie, "▁lung", "▁", "ban", "▁").kept + walked(trie, "▁", "ban", "▁ti", "▁").kept
    )


def test_case_follows_the_models_pieces() -> None:
    trie = BoostTrie(["TIBAN", "lung", "née"], LETTERS, SETTINGS)
    assert trie.ended(walked(trie, "▁ti", "ban")) > 0, "lower case is all that this model writes"
    assert trie.ended(walked(trie, "▁Lung")) > 0, "at a sentence's start"
    assert trie.unspelled == ("née",)


def test_control_tokens_spell_nothing() -> None:
    assert BoostTrie(["</s>"], VOCABULARY).unspelled == ("</s>",)


def test_a_term_that_is_second_in_the_sound_is_found() -> None:
    logits = sound(("▁ti", None, 0), ("p", "b", 1.5), ("a", None, 0), ("m", "n", 1.5))
    assert text(BeamDecoder(LETTERS), logits) == "tipam"
    assert text(boosted("tiban"), logits) == "tiban"
    assert text(boosted("other"), logits) == "tipam"


def test_a_term_that_is_far_from_the_sound_is_not() -> None:
    strong = BoostSettings(each=5.0, most=20.0)
    margin = BeamSettings().margin
    logits = sound(("▁ti", None, 0), ("p", "b", margin + 1), ("a", None, 0), ("n", None, 0))
    assert text(boosted("tiban", settings=strong), logits) == "tipan"


def test_a_prefix_of_a_term_gains_nothing() -> None:
    logits = sound(("▁ti", None, 0), ("p", "b", 1.5), ("a", None, 0), ("s", None, 0))
    assert text(boosted("tibant"), logits) == "tipas"


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_nothing_is_invented_in_silence(seed) -> None:
    """Frames where the blank has at least 99.9 %: no bonus is strong enough."""
    rng = np.random.default_rng(seed)
    logits = rng.standard_normal((200, len(LETTERS.pieces))).astype(np.float32)
    logits[:, 0] = logits[:, 1:].max(axis=1) + np.log(1000 * len(LETTERS.pieces))
    assert text(boosted("tiban", "lung", "a", settings=BoostSettings(5.0, 20.0)), logits) == ""


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), cuts=st.lists(st.integers(0, 90), max_size=5))
def test_with_terms_too_cuts_change_nothing(seed, cuts) -> None:
    rng = np.random.default_rng(seed)
    logits = (rng.standard_normal((90, len(LETTERS.pieces))) * 2).astype(np.float32)
    logits[:, 0] += 5
    decoder = boosted("tiban", "lung ti", "a b")
    stream = decoder.stream()
    edges = [0, *sorted(cuts), 90]
    found = [
        word for a, b in zip(edges, edges[1:], strict=False) for word in stream.push(logits[a:b])
    ]
    whole = decoder.stream()
    assert found + stream.ended(logits[:0]) == whole.push(logits) + whole.ended(logits[:0])


def test_settings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="boosting"):
        BoostSettings(each=-1.0)
