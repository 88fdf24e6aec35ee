"""Whole turns with the beam search, a language model and boosted terms: streamed is whole, stable
words are append-only and kept by the final, readings fit its words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_lasr import PIECES, SMALL, VOCABULARY, MixingEncoder

from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.decoding import NGRAM_FILE, DecoderSettings, make_decoder
from medvoice.asr.ngram import write
from medvoice.asr.worker import ModelWorker
from training.ngram import Recipe, estimate


@pytest.fixture(scope="module")
def recogniser(mel_settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    text = [[PIECES.index(p) for p in ("▁no", "▁effusion", "▁{period}")]] * 20
    write(folder / NGRAM_FILE, estimate(text, len(PIECES), Recipe((0, 1, 1))), PIECES)
    decoder = make_decoder(DecoderSettings(terms=("bilateral effusion",)), VOCABULARY, folder)
    assert decoder.name == f"beam + {NGRAM_FILE}"
    made = CtcRecogniser(ModelWorker(MixingEncoder), mel_settings, decoder, "beam", SMALL)
    yield made.favouring(("lungs",))
    made.close()


def heard(recogniser, samples, cuts):
    """(hypotheses, final words, readings)."""
    turn = recogniser.open_turn(1, 0)
    found, at = [], 0
    for edge in [*sorted(min(cut, len(samples)) for cut in cuts), len(samples)]:
        turn.feed(samples[at:edge])
        at = edge
        hypothesis = turn.advance()
        if hypothesis is not None:
            found.append(hypothesis)
    final = turn.finish(len(samples))
    assert final.readings == ()
    words = final.result()
    turn.close()
    return found, words, final.readings


@settings(max_examples=20)
@given(
    length=st.integers(8_000, 90_000),
    cuts=st.lists(st.integers(0, 90_000), min_size=1, max_size=30),
)
def test_however_the_sound_arrives_the_final_is_that_of_the_whole_turn(
    recogniser, speech, length, cuts
) -> None:
    samples = speech[:length]
    hypotheses, words, readings = heard(recogniser, samples, cuts)
    assert words == recogniser.transcribe(samples)
    assert readings == heard(recogniser, samples, [])[2]
    for before, after in zip(hypotheses, hypotheses[1:], strict=False):
        assert after.stable[: len(before.stable)] == before.stable
    if hypotheses:
        stable = hypotheses[-1].stable
        assert [word.text for word in words[: len(stable)]] == [word.text for word in stable]
    for reading in readings:
        assert 0 <= reading.first <= reading.stop <= len(words)
        assert reading.words != tuple(w.text for w in words[reading.first : reading.stop])


def test_a_long_turn_has_words_and_readings(recogniser, speech) -> None:
    _, words, readings = heard(recogniser, speech, range(0, len(speech), 4_000))
    assert len(words) > 5
    assert readings
    assert [reading.share for reading in readings] == sorted(
        (reading.share for reading in readings), reverse=True
    )
