"""The recogniser's promises: streamed = whole-turn text, stable words append-only."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_lasr import PIECES, SMALL, VOCABULARY, MixingEncoder

from medvoice.asr.beam import BeamDecoder
from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.ctc_turn import CtcSettings
from medvoice.asr.gain import GainPolicy
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.windows import FinalScheme, StreamScheme
from medvoice.asr.worker import ModelWorker


def streamed(recogniser, samples, edges, start=0):
    """Drive a turn as the Listener does; (hypotheses, final words)."""
    turn = recogniser.open_turn(7, start)
    heard = []
    at = 0
    for edge in [*edges, len(samples)]:
        turn.feed(samples[at:edge])
        at = edge
        hypothesis = turn.advance()
        if hypothesis is not None:
            heard.append(hypothesis)
    words = turn.finish(start + len(samples)).result()
    turn.close()
    return heard, words


@pytest.fixture(scope="module")
def tiny(tiny_folder):
    recogniser = load_recogniser(tiny_folder, LoadSettings("cpu", "float32", 1, SMALL))
    yield recogniser
    recogniser.close()


def test_streamed_is_whole_turn_for_every_length_modulo_640(mixing, speech) -> None:
    rng = np.random.default_rng(3)
    several = 0
    for rest in range(640):
        samples = speech[: 640 * int(rng.integers(8, 60)) + rest]
        edges = sorted(rng.integers(0, len(samples), 5).tolist())
        heard, words = streamed(mixing, samples, edges)
        assert words == mixing.transcribe(samples)
        several += len(words) > 3 and len(heard) > 0
    assert several > 300, "the sweep must see real words"


@settings(max_examples=40)
@given(
    length=st.integers(0, 90_000),
    cuts=st.lists(st.integers(0, 90_000), max_size=30),
    start=st.integers(0, 40).map(lambda n: 640 * n),
)
def test_streamed_is_whole_turn_for_every_chunking(tiny, speech, length, cuts, start) -> None:
    samples = speech[:length]
    _, words = streamed(tiny, samples, sorted(min(cut, length) for cut in cuts), start)
    moved = [replace(word, start=word.start - start, end=word.end - start) for word in words]
    assert tuple(moved) == tiny.transcribe(samples)


@pytest.fixture(scope="module")
def every(mixing, speech):
    """What is heard of a turn when it is asked after every 10 ms."""
    return streamed(mixing, speech[:90_000], range(160, 90_000, 160))[0]


@settings(max_examples=30)
@given(cuts=st.lists(st.integers(0, 90_000), min_size=5, max_size=120))
def test_stable_words_are_append_only_and_do_not_depend_on_the_calls(
    mixing, speech, every, cuts
) -> None:
    samples = speech[:90_000]
    heard, _ = streamed(mixing, samples, sorted(cuts))
    by_cover = {}
    for hypothesis in every:
        by_cover.setdefault(hypothesis.covered_to, hypothesis)
    for before, after in zip(every, every[1:], strict=False):
        assert after.stable[: len(before.stable)] == before.stable
        assert after.covered_to >= before.covered_to
    assert len(every[-1].stable) > 5
    for before, after in zip(heard, heard[1:], strict=False):
        assert after.stable[: len(before.stable)] == before.stable
    for hypothesis in heard:
        same = by_cover[hypothesis.covered_to]
        assert (hypothesis.stable, hypothesis.last_token) == (same.stable, same.last_token)


def test_giving_way_changes_no_word(mixing, speech) -> None:
    behind = mixing.giving_way()
    assert behind.transcribe(speech) == mixing.transcribe(speech)
    before = mixing.counts
    behind.favouring(("effusion",)).transcribe(speech)
    assert mixing.counts.behind_frames > before.behind_frames
    assert mixing.counts.final_frames == before.final_frames


def test_same_calls_same_answers(mixing, speech) -> None:
    edges = range(200, 96_000, 200)
    assert streamed(mixing, speech, edges) == streamed(mixing, speech, edges)


def test_dropped_looks_change_neither_stable_words_nor_the_final(mel_settings, speech) -> None:
    class Dropping(ModelWorker):
        def offer_partial(self, mel, behind=False):
            return None

    def run(worker):
        decoder = GreedyDecoder(VOCABULARY)
        recogniser = CtcRecogniser(worker, mel_settings, decoder, "t", SMALL)
        heard, words = streamed(recogniser, speech, range(160, len(speech), 160))
        recogniser.close()
        return heard, words

    kept, kept_words = run(ModelWorker(MixingEncoder))
    dropped, dropped_words = run(Dropping(MixingEncoder))
    assert kept_words == dropped_words
    assert len(kept) > len(dropped), "the extra looks must have shown something"
    late = [h for h in kept if h.covered_to > 0]
    assert late == [h for h in dropped if h.covered_to > 0]


def test_one_window_final_is_the_models_own_offline_pass(tiny_folder, extractor, speech) -> None:
    """Independent of our features, windows and decoder: transformers end to end."""
    from transformers import LasrForCTC

    plain = CtcSettings(gain=GainPolicy(most=1.0))
    recogniser = load_recogniser(tiny_folder, LoadSettings("cpu", "float32", 1, plain))
    model = LasrForCTC.from_pretrained(tiny_folder).eval()
    found = 0
    for length in (2320, 9_000, 40_001, 96_000):
        samples = speech[:length]
        mel = extractor(samples, sampling_rate=16_000, return_tensors="pt").input_features
        with torch.inference_mode():
            logits = model(input_features=mel).logits[0]
        ids = torch.unique_consecutive(logits.argmax(-1)).tolist()
        text = "".join(PIECES[i] for i in ids if i > 2).replace("▁", " ")
        words = recogniser.transcribe(samples)
        assert "".join(w.text for w in words).replace(" ", "") == text.replace(" ", "")
        direct = recogniser._worker.submit_final(mel[0].numpy()).result()
        torch.testing.assert_close(torch.from_numpy(direct), logits, atol=1e-5, rtol=1e-5)
        found += len(words)
    assert found > 10
    recogniser.close()


def test_windows_of_a_long_final_are_stitched_by_absolute_frame(tiny_folder, extractor, speech):
    """A plain loop over the scheme, fixed seams, argmax of the stitched logits."""
    scheme = FinalScheme(left=9, chunk=16, right=5, seam=0)
    chosen = CtcSettings(StreamScheme(), scheme, GainPolicy(most=1.0))
    recogniser = load_recogniser(tiny_folder, LoadSettings("cpu", "float32", 1, chosen))
    mel = extractor(speech, sampling_rate=16_000, return_tensors="np").input_features[0]
    rows = []
    frames = (len(mel) - 13) // 4 + 1
    kept = 0
    while kept < frames:
        last = frames - kept < 16 + 5
        until = frames if last else kept + 16
        first, stop = max(0, kept - 9), (frames if last else until + 5)
        logits = recogniser._worker.submit_final(mel[4 * first : 4 * stop + 9]).result()
        rows.append(logits[kept - first : until - first])
        kept = until
    ids = np.concatenate(rows).argmax(1)
    assert len(ids) == frames
    ids = [i for i, before in zip(ids, [-1, *ids], strict=False) if i != before]
    text = "".join(PIECES[i] for i in ids if i > 2).replace("▁", "")
    words = recogniser.transcribe(speech)
    assert len(words) > 10
    assert "".join(w.text for w in words).replace(" ", "") == text
    recogniser.close()


@pytest.mark.parametrize("length", [0, 1, 160, 399, 400, 2319, 2320, 2321])
def test_clips_of_no_frame_give_no_words_and_no_error(tiny, length) -> None:
    rng = np.random.default_rng(0)
    samples = rng.standard_normal(length).astype(np.float32) / 10
    heard, words = streamed(tiny, samples, [])
    assert heard == []
    if length < 2320:
        assert words == ()


def test_word_times_are_in_order_and_inside_the_turn(mixing, speech) -> None:
    words = mixing.transcribe(speech)
    for word in words:
        assert 0 <= word.start < word.end
        assert 0 < word.confidence <= 1
    for word, after in zip(words, words[1:], strict=False):
        assert word.start <= after.start
        assert word.end <= after.end


@pytest.fixture(scope="module")
def beamed(mel_settings):
    """As `mixing`, with a beam search."""
    worker, decoder = ModelWorker(MixingEncoder), BeamDecoder(VOCABULARY)
    recogniser = CtcRecogniser(worker, mel_settings, decoder, "beamed", SMALL)
    yield recogniser
    recogniser.close()


@settings(max_examples=25)
@given(
    length=st.integers(20_000, 96_000),
    silence=st.integers(0, 640 * SMALL.hold),
    cuts=st.lists(st.integers(0, 96_000), min_size=5, max_size=60),
    search=st.sampled_from(["mixing", "beamed"]),
)
def test_a_final_revises_no_stable_word(
    mixing, beamed, speech, length, silence, cuts, search
) -> None:
    """Text, times and confidences, when a turn ends up to `hold` before the sound that was fed."""
    turn = (mixing if search == "mixing" else beamed).open_turn(1, 0)
    shown = None
    at = 0
    for edge in [*sorted(min(cut, length) for cut in cuts), length]:
        turn.feed(speech[at:edge])
        at = edge
        shown = turn.advance() or shown
    words = turn.finish(max(0, length - silence)).result()
    turn.close()
    assert shown is not None
    assert words[: len(shown.stable)] == shown.stable
    if length > 60_000 and silence < 2000:
        assert len(shown.stable) > 5


def test_reopened_turn_goes_on(mixing, speech) -> None:
    turn = mixing.open_turn(1, 0)
    turn.feed(speech[:40_000])
    before = turn.advance()
    stale = turn.finish(39_040)
    stale.cancel()
    turn.reopened(1)
    turn.feed(speech[40_000:])
    after = turn.advance()
    assert (before.revision, after.revision) == (0, 1)
    assert after.stable[: len(before.stable)] == before.stable
    assert turn.finish(len(speech)).result() == mixing.transcribe(speech)
    with pytest.raises(RecogniserError, match="reopened"):
        stale.result()
    turn.close()


@settings(max_examples=25)
@given(ends=st.lists(st.integers(0, 96_000), min_size=1, max_size=5))
def test_an_end_behind_what_was_fed_counts_only_what_lies_before_it(mixing, speech, ends) -> None:
    turn = mixing.open_turn(1, 0)
    for at in range(0, len(speech), 4000):
        turn.feed(speech[at : at + 4000])
        turn.advance()
    for end in ends:
        assert turn.finish(end).result() == mixing.transcribe(speech[:end])
    turn.close()


def test_an_end_that_was_not_fed_is_an_error(mixing, speech) -> None:
    turn = mixing.open_turn(1, 640)
    turn.feed(speech[:1000])
    for end in (0, 1641):
        with pytest.raises(ValueError, match="not fed"):
            turn.finish(end)
    with pytest.raises(ValueError, match="grid"):
        mixing.open_turn(1, 100)


def test_a_long_turn_keeps_no_more_than_the_last_part(mixing, speech) -> None:
    turn = mixing.open_turn(1, 0)
    for _ in range(20):
        for at in range(0, len(speech), 4000):
            turn.feed(speech[at : at + 4000])
            turn.advance()
    cache = turn._frames._cache
    assert cache.frames > 11_900
    assert cache.frames - cache._first < 3_300, "30 s to look back, and one window"
    assert len(turn._final._before) < 60
    whole = np.tile(speech, 20)
    assert turn.finish(len(whole)).result() == mixing.transcribe(whole)
    turn.close()


def test_the_models_failure_is_a_recogniser_error_everywhere(mel_settings, speech) -> None:
    class Broken(MixingEncoder):
        def __call__(self, mel):
            raise RuntimeError("CUDA error: device-side assert")

    decoder = GreedyDecoder(VOCABULARY)
    recogniser = CtcRecogniser(ModelWorker(Broken), mel_settings, decoder, "t", SMALL)
    turn = recogniser.open_turn(1, 0)
    turn.feed(speech)
    with pytest.raises(RecogniserError, match="CUDA error"):
        turn.advance()
    with pytest.raises(RecogniserError, match="CUDA error"):
        turn.finish(len(speech)).result()
    turn.close()
    recogniser.close()


def test_non_finite_logits_are_a_recogniser_error(mel_settings, speech) -> None:
    class NotFinite(MixingEncoder):
        def __call__(self, mel):
            return super().__call__(mel) * np.float32(np.nan)

    decoder = GreedyDecoder(VOCABULARY)
    recogniser = CtcRecogniser(ModelWorker(NotFinite), mel_settings, decoder, "t", SMALL)
    turn = recogniser.open_turn(1, 0)
    turn.feed(speech)
    with pytest.raises(RecogniserError, match="finite"):
        turn.advance()
    recogniser.close()
