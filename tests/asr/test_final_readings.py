"""Readings come with a final, through the whole recogniser, however the sound arrived."""

from tiny_lasr import PIECES

from medvoice.asr.decoding import NGRAM_FILE, DecoderSettings
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.ngram import write
from training.ngram import Recipe, estimate


def test_a_final_has_readings_that_fit_its_words(tiny_folder, tmp_path, speech) -> None:
    text = [[PIECES.index(p) for p in ("▁no", "▁effusion", "▁{period}")]] * 20
    write(tmp_path / NGRAM_FILE, estimate(text, len(PIECES), Recipe((0, 1, 1))), PIECES)
    search = DecoderSettings("beam", ngram=tmp_path / NGRAM_FILE)
    recogniser = load_recogniser(tiny_folder, LoadSettings("cpu", "float32", 1, search=search))
    try:
        found = []
        for step in (len(speech), 4_000):
            turn = recogniser.open_turn(0, 0)
            for start in range(0, len(speech), step):
                turn.feed(speech[start : start + step])
                turn.advance()
            final = turn.finish(len(speech))
            assert final.readings == ()
            found.append((final.result(), final.readings))
            turn.close()
    finally:
        recogniser.close()
    words, readings = found[0]
    assert found[0] == found[1]
    assert readings
    for reading in readings:
        assert 0 <= reading.first <= reading.stop <= len(words)
        assert reading.words != tuple(w.text for w in words[reading.first : reading.stop])
