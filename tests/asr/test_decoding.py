"""The choice of the decoder at load, down to a recogniser that hears with the beam search."""

import numpy as np
import pytest
from tiny_lasr import PIECES, VOCABULARY

from medvoice.asr import decoding
from medvoice.asr.beam import BeamDecoder
from medvoice.asr.decoding import KENLM_FILE, NGRAM_FILE, DecoderSettings, make_decoder, plan
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


def test_by_default_the_beam_runs_where_a_language_model_is_there(ngram, tmp_path) -> None:
    elsewhere = tmp_path / "elsewhere"
    for settings, folder, name in (
        (DecoderSettings(), elsewhere, "greedy"),
        (DecoderSettings(), ngram.parent, "beam + ngram.npz"),
        (DecoderSettings(ngram=ngram), elsewhere, "beam + ngram.npz"),
        (DecoderSettings("greedy", ngram=ngram), ngram.parent, "greedy"),
        (BEAM, elsewhere, "beam"),
    ):
        assert plan(settings, folder).name == name
        assert make_decoder(settings, VOCABULARY, folder).name == name


def test_a_kenlm_beside_the_model_is_used_where_its_reader_is_there(tmp_path, monkeypatch) -> None:
    (tmp_path / KENLM_FILE).write_bytes(b"")
    monkeypatch.setattr(decoding, "kenlm_here", lambda: True)
    assert plan(DecoderSettings(), tmp_path).model == tmp_path / KENLM_FILE
    monkeypatch.setattr(decoding, "kenlm_here", lambda: False)
    planned = plan(DecoderSettings(), tmp_path)
    assert planned.kind == "greedy"
    assert "medvoice[kenlm]" in planned.left_out
    assert isinstance(make_decoder(DecoderSettings(), VOCABULARY, tmp_path), GreedyDecoder)


def test_favoured_terms_come_to_those_of_the_site(tmp_path) -> None:
    decoder = make_decoder(DecoderSettings("beam", terms=("lungs",)), VOCABULARY, tmp_path)
    favouring = decoder.favouring(("effusion", "lungs"))
    assert favouring.fusion.boost.terms == ("lungs",)
    assert favouring.fusion.boost.expected == ("effusion", "lungs")
    assert decoder.fusion.boost.terms == ("lungs",)
    assert favouring.name == decoder.name


def test_greedy_favours_nothing() -> None:
    decoder = GreedyDecoder(VOCABULARY)
    assert decoder.favouring(("lungs",)) is decoder


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
