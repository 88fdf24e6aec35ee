"""The choice of the decoder at load, down to a recogniser that hears with the beam search."""

import numpy as np
import pytest
from tiny_lasr import PIECES, VOCABULARY

from medvoice.asr.beam import BeamDecoder
from medvoice.asr.decoding import NGRAM_FILE, DecoderSettings, make_decoder
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.ngram import NGram, write
from medvoice.asr.recogniser import RecogniserError
from training.ngram import Recipe, estimate

BEAM = DecoderSettings("beam")


@pytest.fixture
def ngram(tmp_path):
    """A model that has seen nothing but "no effusion {period}"."""
    text = [[PIECES.index(p) for p in ("▁no", "▁effusion", "▁{period}")]] * 20
    write(tmp_path / NGRAM_FILE, estimate(text, len(PIECES), Recipe((0, 1, 1))), PIECES)
    return tmp_path / NGRAM_FILE


def test_greedy_is_the_default(tmp_path) -> None:
    assert isinstance(make_decoder(DecoderSettings(), VOCABULARY, tmp_path), GreedyDecoder)


def test_the_model_beside_the_weights_is_used_unless_another_is_named(ngram, tmp_path) -> None:
    for settings, folder, used in (
        (BEAM, ngram.parent, True),
        (BEAM, tmp_path / "elsewhere", False),
        (DecoderSettings("beam", ngram=ngram), tmp_path / "elsewhere", True),
    ):
        decoder = make_decoder(settings, VOCABULARY, folder)
        assert isinstance(decoder, BeamDecoder)
        assert isinstance(decoder.fusion.model, NGram) == used


def test_a_language_model_that_cannot_be_used_is_said(tmp_path) -> None:
    for name in ("x.npz", "x.arpa", "x.kenlm"):
        for content in (None, b"nonsense"):
            if content:
                (tmp_path / name).write_bytes(content)
            with pytest.raises(RecogniserError, match=name):
                make_decoder(DecoderSettings("beam", ngram=tmp_path / name), VOCABULARY, tmp_path)


def test_terms_without_letters_are_counted_not_named(tmp_path, caplog) -> None:
    settings = DecoderSettings("beam", terms=("lungs", "Straße"))
    decoder = make_decoder(settings, VOCABULARY, tmp_path)
    assert decoder.fusion.boost.unspelled == ("Straße",)
    assert "Stra" not in caplog.text
    assert caplog.records[0].count == 1


def test_a_recogniser_hears_with_it_streamed_as_whole(tiny_folder, ngram, speech) -> None:
    settings = LoadSettings("cpu", "float32", 1, search=DecoderSettings("beam", ngram=ngram))
    recogniser = load_recogniser(tiny_folder, settings)
    try:
        finals = []
        for step in (len(speech), 4_000, 1_111):
            turn = recogniser.open_turn(0, 0)
            for start in range(0, len(speech), step):
                turn.feed(speech[start : start + step])
                turn.advance()
            finals.append(turn.finish(len(speech)).result())
            turn.close()
    finally:
        recogniser.close()
    assert finals[0]
    assert finals[0] == finals[1] == finals[2]
    times = np.array([(word.start, word.end) for word in finals[0]])
    assert (np.diff(times[:, 0]) >= 0).all()
    assert times.min() >= 0
    assert times.max() <= len(speech)
