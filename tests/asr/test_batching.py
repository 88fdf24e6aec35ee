"""Windows of several sessions in one call: each session hears what it hears alone."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_lasr import PIECES, SMALL, VOCABULARY, tiny_model
from virtual_time import VirtualTime, VirtualWorker

from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.onnx_encoder import OnnxEncoder
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.torch_encoder import Placement, place
from medvoice.asr.worker import ModelWorker
from medvoice.models.export_onnx import export


@pytest.fixture(scope="module")
def torch_encoder(mel_settings):
    return place(tiny_model(), mel_settings, Placement("cpu", "float32"))


@pytest.fixture(scope="module")
def onnx_encoder(tiny_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("batched") / "tiny-onnx"
    export(tiny_folder, out, True, lambda text: None)
    return OnnxEncoder(out / "model.onnx", "float32", 1)


@pytest.fixture(scope="module", params=["torch", "onnx"])
def encoder(request):
    return request.getfixturevalue(f"{request.param}_encoder")


def streamed(mel_settings, encoder, sounds, starts, cost):
    """Sessions that begin at their starts, polled every 40 ms: (hypotheses, final words) of each;
    the worker."""
    time = VirtualTime()
    worker = VirtualWorker(time, encoder, lambda *_: cost)
    recogniser = CtcRecogniser(worker, mel_settings, GreedyDecoder(VOCABULARY), "t", SMALL)
    found = [([], []) for _ in sounds]

    def session(shown, words, sound, start):
        def work():
            time.sleep(start)
            turn = recogniser.open_turn(1, 0)
            for at in range(0, len(sound), 640):
                turn.feed(sound[at : at + 640])
                time.sleep(0.04)
                hypothesis = turn.poll(0)
                if hypothesis is not None:
                    shown.append(hypothesis)
            words.extend(turn.finish(len(sound)).result())
            turn.close()

        return work

    for (shown, words), sound, start in zip(found, sounds, starts, strict=True):
        time.spawn(session(shown, words, sound, start))
    time.run()
    worker.close()
    return found, worker


def plain(words):
    return [replace(word, confidence=0.0) for word in words]


@settings(max_examples=6)
@given(
    starts=st.lists(st.integers(0, 8).map(lambda n: n / 50), min_size=3, max_size=5),
    lengths=st.lists(st.integers(20_000, 50_000), min_size=5, max_size=5),
    cost=st.sampled_from([0.01, 0.03, 0.05]),
)
def test_words_are_those_of_a_session_alone(
    mel_settings, encoder, speech, starts, lengths, cost
) -> None:
    """Random arrivals. Finals: equal to the last bit, since they are never computed together.
    Stable words too, wherever a place is covered; without overload, all of what is shown."""
    sounds = [speech[:length] for length in lengths[: len(starts)]]
    found, worker = streamed(mel_settings, encoder, sounds, starts, cost)
    for (shown, words), sound in zip(found, sounds, strict=True):
        ((alone, expected),), one = streamed(mel_settings, encoder, [sound], [0.0], 0.001)
        assert set(one.sizes) <= {1}
        assert words == expected
        known = {h.covered_to: h for h in alone if h.covered_to > 0}
        for hypothesis in shown:
            other = known.get(hypothesis.covered_to)
            if other is not None:
                assert hypothesis.stable == other.stable
            if other is not None and not worker.counts.dropped:
                assert hypothesis.last_token == other.last_token
                assert plain(hypothesis.tail) == plain(other.tail)


def test_batches_are_taken_and_live_words_are_equal(mel_settings, encoder, speech) -> None:
    """Six sessions in step: all that wait go together, nothing is left out."""
    sounds = [speech[400 * n : 400 * n + 60_000] for n in range(6)]
    found, worker = streamed(mel_settings, encoder, sounds, [0.0] * 6, 0.01)
    assert max(worker.sizes) == 4
    assert worker.counts.dropped == 0
    several = 0
    for (shown, words), sound in zip(found, sounds, strict=True):
        ((alone, expected),), _ = streamed(mel_settings, encoder, [sound], [0.0], 0.01)
        assert words == expected
        late = [h for h in shown if h.covered_to > 0]
        other = [h for h in alone if h.covered_to > 0]
        assert [(h.covered_to, h.last_token) for h in late] == [
            (h.covered_to, h.last_token) for h in other
        ]
        for one, two in zip(late, other, strict=True):
            assert plain(one.stable) == plain(two.stable)
            assert plain(one.tail) == plain(two.tail)
        several += len(words) > 3
    assert several > 3


def test_rows_of_a_batch_are_as_alone(encoder) -> None:
    rng = np.random.default_rng(0)
    for frames in (1, 7, 16, 48, 60):
        mels = list(rng.standard_normal((4, 4 * (frames - 1) + 13, 128)).astype(np.float32))
        for one, mel in zip(encoder.batch(mels), mels, strict=True):
            np.testing.assert_allclose(one, encoder(mel), atol=2e-5)


def test_int8_is_never_batched(tiny_folder, tmp_path) -> None:
    """It is scaled by the whole batch: another row changes the values."""
    export(tiny_folder, tmp_path / "out", True, lambda text: None)
    encoder = OnnxEncoder(tmp_path / "out" / "model.int8.onnx", "int8", 1)
    assert encoder.most(48) == 1
    rng = np.random.default_rng(0)
    mel = rng.standard_normal((201, 128)).astype(np.float32)
    beside = encoder.batch([mel, 5 * mel])[0]
    assert np.abs(beside - encoder(mel)).max() > 1e-3, "else it could be"


class OneBad:
    """Fails where a window holds a value of 1000, alone or in a batch, which it notes."""

    placed, notice = "test", ""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.open = threading.Event()

    def most(self, frames: int) -> int:
        return 4

    def __call__(self, mel):
        return self.batch([mel])[0]

    def batch(self, mels):
        assert self.open.wait(60)
        self.calls.append(len(mels))
        if any(mel.max() >= 1000 for mel in mels):
            raise RuntimeError("out of memory")
        return [np.zeros(((len(mel) - 13) // 4 + 1, len(PIECES)), np.float32) for mel in mels]


def test_windows_that_fail_together_are_tried_alone() -> None:
    encoder = OneBad()
    worker = ModelWorker(lambda: encoder)
    good, bad = np.zeros((201, 128), np.float32), np.full((201, 128), 1000, np.float32)
    first = worker.submit_final(good)  # holds the thread, so that the others wait together
    while any(worker.counts.waiting):
        pass
    jobs = [worker.submit_partial(mel) for mel in (good, bad, good)]
    encoder.open.set()
    assert len(first.result()) == 48
    assert [len(jobs[n].result()) for n in (0, 2)] == [48, 48]
    with pytest.raises(RecogniserError, match="out of memory"):
        jobs[1].result()
    assert encoder.calls == [1, 3, 1, 1, 1]
    assert (worker.counts.windows, worker.counts.calls) == (3, 3)
    worker.close()
