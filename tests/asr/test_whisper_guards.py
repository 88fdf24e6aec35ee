"""Guards, agreement and cuts: pure functions, with golden cases from tiny.en on real noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.asr.hypothesis import Word
from medvoice.asr.whisper_agreement import agreed, behind, said_already
from medvoice.asr.whisper_final import primed
from medvoice.asr.whisper_guards import (
    GuardSettings,
    HeardWord,
    Piece,
    compression,
    guarded,
    without_annotations,
    without_loops,
)
from medvoice.asr.whisper_windows import Cutting, quietest

SETTINGS = GuardSettings()


def heard(text: str, probability: float = 0.9) -> tuple[HeardWord, ...]:
    """Three words a second."""
    return tuple(
        HeardWord(word, at / 3, (at + 1) / 3, probability) for at, word in enumerate(text.split())
    )


def said(text: str, no_speech: float, log_probability: float, probability: float) -> str:
    piece = Piece(heard(text, probability), log_probability, no_speech)
    return " ".join(word.text for word in guarded([piece], SETTINGS))


@pytest.mark.parametrize(
    ("text", "no_speech", "log_probability", "probability"),
    [
        ("You", 0.95, -0.96, 0.02),  # zeros
        ("you", 0.92, -1.12, 0.03),  # mains hum
        (".", 0.94, -1.26, 0.02),  # white noise
        (". .", 0.96, -0.35, 0.95),  # faint white noise
        ("The lungs are clear period. " * 3, 0.88, -0.42, 0.65),  # white noise, primed
        ("Thank you for watching!", 0.91, -1.43, 0.42),  # a room
        ("Thank you for watching!", 0.57, -1.51, 0.43),  # behind speech, primed
        ("Thank you.", 0.81, -0.96, 0.50),  # crowded room, primed
        ("Pah!", 0.38, -1.12, 0.10),  # dog, primed
        ("You can see that there's a lot of pressure on it.", 0.56, -1.89, 0.20),  # thunder
        ("Beep " * 12, 0.67, -0.41, 0.82),  # car horn
        ("Mmm. " * 12, 0.89, -0.20, 0.88),  # noise, primed
        ("Pfft. Pfft. Pfft. Pfft. Pfft. Pfft", 0.68, -0.44, 0.74),  # telephone
        ("You", 0.21, -1.63, 0.00),  # noise, primed
        ("Thank you.", 0.72, -0.75, 0.51),  # crowded room, 0.6 s
        ("You", 0.92, -0.98, 0.01),  # city, 1.2 s
        ("Three.", 0.53, -0.95, 0.00),  # once more, in the silence behind it
        ("See you next time, see you next", 0.58, -1.06, 0.52),  # behind a digit of 0.3 s
    ],
)
def test_what_tiny_en_wrote_on_noise_is_no_word(text, no_speech, log_probability, probability):
    assert said(text, no_speech, log_probability, probability) == ""


@pytest.mark.parametrize(
    ("text", "no_speech", "log_probability", "probability"),
    [
        ("Easy going.", 0.11, -0.76, 0.62),
        ("And so, my fellow Americans, ask not", 0.13, -0.35, 0.91),
        ("She had your dog suit and greasy wash water all year.", 0.01, -0.46, 0.76),
        ("Bilateral, bilateral effusions.", 0.02, -0.3, 0.9),
        ("zero zero zero zero", 0.02, -0.3, 0.9),
        ("No.", 0.16, -0.46, 0.70),  # one word each, of people
        ("three.", 0.58, -0.99, 0.10),
        ("1.", 0.70, -0.79, 0.25),
        ("two", 0.10, -0.52, 0.23),
        ("Five.", 0.43, -0.20, 0.08),  # primed
    ],
)
def test_speech_stays(text, no_speech, log_probability, probability):
    assert said(text, no_speech, log_probability, probability) == text


def test_a_sentence_that_begins_with_a_guess_where_nobody_may_speak_is_none():
    """Crowded room, 1.6 s, primed; and the same figures with a first word that was heard."""
    for first, kept in ((0.04, 0), (0.5, 5)):
        words = heard("Thank you, everyone. Thank you.")
        words = (HeardWord(words[0].text, words[0].start, words[0].end, first), *words[1:])
        assert len(guarded([Piece(words, -0.82, 0.50)], SETTINGS)) == kept


def test_a_loop_within_speech_leaves_one_round_and_what_follows():
    words = heard("No effusion. " + "The lungs are clear. " * 5 + "Heart size is normal.")
    kept = " ".join(word.text for word in without_loops(words, SETTINGS))
    assert kept == "No effusion. The lungs are clear. Heart size is normal."


def test_annotations_go_and_our_markers_stay():
    words = heard("[Music] *sigh* ♪ la ♪ effusion {period} (buzzing sound) none [sic")
    assert [w.text for w in without_annotations(words)] == [
        "la", "effusion", "{period}", "none", "[sic",
    ]  # fmt: skip


def test_compression_of_prose_and_of_loops():
    assert compression("There is no pleural effusion or pneumothorax on either side.") < 2
    assert compression("Right. " * 60) > SETTINGS.compression
    assert compression("") == 0.0


def words(text: str, start: int = 0) -> list[Word]:
    return [
        Word(word, start + 1000 * at, start + 1000 * at + 900, 0.9)
        for at, word in enumerate(text.split())
    ]


@pytest.mark.parametrize(
    ("before", "now", "count"),
    [
        ("", "the lungs", 0),
        ("The lungs are", "the lungs, are clear", 3),
        ("the long", "the lungs", 1),
        ("bilateral bilateral", "bilateral bilateral effusion", 2),
    ],
)
def test_agreement(before, now, count):
    assert agreed(words(before), words(now)) == count


@pytest.mark.parametrize(
    ("stable", "now", "count"),
    [
        ("", "the lungs", 0),
        ("the lungs", "The lungs are clear", 2),
        ("the lungs", "the long are clear", 2),
        ("the left lung", "the lung is", 2),
        ("bilateral", "bilateral bilateral", 1),
    ],
)
def test_what_was_said_already(stable, now, count):
    assert said_already(words(stable), words(now)) == count


@given(st.lists(st.sampled_from("the no left right lung effusion".split()), max_size=12), st.data())
def test_said_already_splits_an_equal_prefix_exactly(texts, data):
    count = data.draw(st.integers(0, len(texts)))
    now = words(" ".join(texts))
    assert said_already(now[:count], now) == count


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), max_size=10), st.integers(0, 60))
def test_times_never_run_back(spans, end):
    out = behind([Word("w", start, start + length, 0.5) for start, length in spans], end)
    edges = [end, *(edge for word in out for edge in (word.start, word.end))]
    assert edges == sorted(edges)
    assert all(word.start < word.end for word in out)


def test_the_cut_lies_in_the_pause():
    rng = np.random.default_rng(3)
    sound = rng.normal(0, 0.1, 30 * 16_000).astype(np.float32)
    sound[22 * 16_000 : 22 * 16_000 + 4_800] *= 0.01
    cut = Cutting().cut(sound)
    assert 22 * 16_000 < cut < 22 * 16_000 + 4_800
    with pytest.raises(ValueError, match="is not cut"):
        Cutting().cut(sound[:-1])
    with pytest.raises(ValueError, match="earliest"):
        Cutting(earliest=10, latest=5)


def test_the_quietest_place_of_next_to_nothing():
    assert quietest(np.zeros(0, np.float32)) == 0
    assert quietest(np.zeros(100, np.float32)) == 50


def test_a_prompt_takes_the_end_of_what_was_said_in_whole_words():
    assert primed("", []) == ""
    assert primed("Findings", ["The", "lungs"]) == "Findings The lungs"
    long = primed("", ["pneumothorax"] * 40)
    assert len(long) <= 120
    assert set(long.split()) == {"pneumothorax"}
