"""The list of words: what spells a word is cheap, what does not is possible all the same."""

import gc
import tracemalloc
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.asr.beam import BeamDecoder
from medvoice.asr.boosting import BoostState, BoostTrie
from medvoice.asr.decoding import NGRAM_FILE, WORDS_FILE, DecoderSettings, make_decoder, plan
from medvoice.asr.pieces import STEPS_KEPT, Vocabulary
from medvoice.asr.prefix import Fusion
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.word_list import WordList, WordListError, WordPrice

PIECES = ["<pad>", "▁", *"abcdefghijklmnopqrstuvwxyz", "▁co", "lla", "▁the", "▁Li", "{period}"]
LETTERS = Vocabulary.of(PIECES, 0, ())
IDS = {piece: number for number, piece in enumerate(PIECES)}
PRICE = WordPrice(leaving=6.0, letter=0.5)
WORDS = ("the", "collapse", "collapsed", "line", "Lines")


def listed(*words: str) -> WordList:
    return WordList(words or WORDS, LETTERS, PRICE)


def cost(words: WordList, *pieces: str) -> float:
    """Of a text that ends behind these pieces."""
    state, total = 0, 0.0
    for piece in pieces:
        state, more = words.step(state, IDS[piece])
        total += more
    return total + words.ended(state)


def test_words_cost_nothing_however_they_are_cut_and_written() -> None:
    words = listed()
    assert cost(words, "▁the", "▁co", "lla", "p", "s", "e") == 0
    assert cost(words, "▁", "c", "o", "lla", "p", "s", "e", "d") == 0
    assert cost(words, "▁Li", "n", "e", "s", "{period}") == 0
    assert cost(words) == 0


def test_an_unknown_word_pays_once_and_for_each_letter_behind() -> None:
    words = listed()
    assert cost(words, "▁co", "lla", "p", "s") == -6.0  # none of the list's words ends there
    assert cost(words, "▁co", "lla", "p", "s", "▁the") == -6.0
    assert cost(words, "▁co", "lla", "p", "s", "{period}") == -6.0
    assert cost(words, "▁co", "b") == -6.0
    assert cost(words, "▁co", "b", "a", "l", "t", "▁the") == -6.0 - 3 * 0.5


def test_a_mark_is_no_word() -> None:
    assert cost(listed(), "{period}", "{period}", "▁the", "{period}") == 0


def test_terms_are_known_words() -> None:
    words = listed()
    more = words.knowing(["Cobalt line"])
    assert cost(more, "▁co", "b", "a", "l", "t") == 0
    assert cost(words, "▁co", "b", "a", "l", "t") < 0, "the list itself stays as it was"
    assert words.knowing(["the LINE"]) is words


@given(st.lists(st.sampled_from(["the", "line", "collapse", "xylo"]), max_size=6))
def test_a_text_costs_its_unknown_words(text: list[str]) -> None:
    pieces = [piece for word in text for piece in ("▁", *word)]
    unknown = text.count("xylo")
    assert cost(listed(), *pieces) == pytest.approx(-unknown * (6.0 + 3 * 0.5))


def heard(text: str, rivals: dict[int, tuple[str, float]]) -> np.ndarray:
    """Logits of `text` letter by letter; rivals: at which letter what else, nats behind."""
    logits = np.full((2 * len(text), len(PIECES)), -20.0, np.float32)
    logits[1::2, 0] = 0.0
    for at, letter in enumerate(text.replace(" ", "▁")):
        logits[2 * at, IDS[letter]] = 0.0
        if at in rivals:
            other, behind = rivals[at]
            logits[2 * at, IDS[other] if other else 0] = -behind
    return logits


def text(decoder: BeamDecoder, logits: np.ndarray) -> str:
    return " ".join(word.text for word in decoder.stream().ended(logits))


def test_the_search_takes_the_word_unless_the_sound_is_sure() -> None:
    decoder = BeamDecoder(LETTERS, fusion=Fusion(words=listed()))
    plain = BeamDecoder(LETTERS)
    near = heard(" lime", {3: ("n", 3.0)})
    assert (text(plain, near), text(decoder, near)) == ("lime", "line")
    sure = heard(" lime", {3: ("n", 6.9)})
    assert text(decoder, sure) == "lime"


def test_a_favoured_term_is_written_as_if_it_stood_in_the_list() -> None:
    fusion = Fusion(words=listed(), boost=BoostTrie((), LETTERS))
    decoder = BeamDecoder(LETTERS, fusion=fusion)
    near = heard(" lime", {3: ("n", 3.0)})
    assert text(decoder.favouring(("lime",)), near) == "lime"
    assert text(decoder, near) == "line", "favouring changes no other decoder"


def test_the_list_beside_the_weights_is_taken(tmp_path) -> None:
    settings = DecoderSettings(kind="beam")
    assert plan(settings, tmp_path).words is None
    (tmp_path / WORDS_FILE).write_text("lime\n")
    assert plan(settings, tmp_path).words == tmp_path / WORDS_FILE
    assert plan(DecoderSettings(), tmp_path).kind == "greedy", "a list alone asks for no search"
    decoder = make_decoder(settings, LETTERS, tmp_path)
    assert text(decoder, heard(" line", {3: ("m", 3.0)})) == "lime"
    assert not (tmp_path / NGRAM_FILE).exists()


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00"])
def test_a_broken_list_is_named(tmp_path, content: bytes) -> None:
    file = tmp_path / WORDS_FILE
    file.write_bytes(content)
    with pytest.raises(WordListError, match=WORDS_FILE):
        WordList.read(file, LETTERS)
    with pytest.raises(RecogniserError, match="--decoder greedy"):
        make_decoder(DecoderSettings(kind="beam"), LETTERS, tmp_path)


def test_memory_does_not_grow_with_what_is_dictated() -> None:
    """Every step was kept for ever: 2.5 % more memory in 55 minutes."""
    rng = np.random.default_rng(0)
    letters = "abcdefghijklmnopqrstuvwxyz"
    listed = WordList(("".join(rng.choice(list(letters), 8)) for _ in range(1200)), LETTERS)
    boosted = BoostTrie(sorted(listed.words), LETTERS)

    def dictate(states: range) -> None:
        for state in states:
            for token in range(2, 28):
                listed.step(state, token)
                boosted.step(BoostState((state,)), token)

    dictate(range(2000))
    tracemalloc.start()
    dictate(range(2000, 5000))
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 3 * STEPS_KEPT < 26 * 3000
    assert grown < 2 * STEPS_KEPT * 400


def test_lists_and_tries_go_without_the_collector() -> None:
    """A daemon makes one of each for every dictation."""
    gc.disable()
    try:
        made = (listed(), BoostTrie(("lisinopril",), LETTERS))
        made[0].step(0, IDS["▁co"])
        made[1].step(BoostState(), IDS["▁co"])
        gone = [weakref.ref(one) for one in made]
        del made
        assert [ref() for ref in gone] == [None, None]
    finally:
        gc.enable()
