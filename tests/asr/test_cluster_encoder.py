"""The encoder behind a cluster: the same words as here, whatever single calls do; and a clear end."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from fake_cluster import FACTS, FAULTS, fake_cluster
from hypothesis import given
from hypothesis import strategies as st
from tiny_lasr import SMALL, VOCABULARY, MixingEncoder

from medvoice.asr.cluster_access import ClusterAccess
from medvoice.asr.cluster_encoder import ClusterEncoder
from medvoice.asr.cluster_wire import ModelFacts, WireError, packed, unpacked
from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.features import MelSettings
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.recogniser import RecogniserError
from medvoice.asr.worker import ModelWorker

FRONT, WEIGHTS = FACTS.front, FACTS.weights
TOKEN = "0123456789abcdef0123456789abcdef"


def access(url: str, **more) -> ClusterAccess:
    return ClusterAccess(url, **{"timeout_s": 0.3, "patience_s": 20.0, **more})


def recogniser(worker: ModelWorker) -> CtcRecogniser:
    return CtcRecogniser(worker, MelSettings.lasr(), GreedyDecoder(VOCABULARY), "test", SMALL)


def behind(found: ClusterAccess) -> CtcRecogniser:
    encoder = ClusterEncoder(found, FRONT, WEIGHTS)
    worker = ModelWorker(encoder.connect, threads=found.at_once, stop=encoder.close)
    return recogniser(worker)


def sound(seconds: float, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    count = int(16_000 * seconds)
    loudness = 0.1 * (1 + np.sin(np.linspace(0, 9 * seconds, count)))
    return (loudness * rng.standard_normal(count)).astype(np.float32)


def streamed(listener: CtcRecogniser, samples: np.ndarray) -> list:
    """Everything that a turn says on its way, and its final words."""
    turn = listener.open_turn(1, 0)
    said = []
    for at in range(0, len(samples), 800):
        turn.feed(samples[at : at + 800])
        said.append(turn.advance())
    said.append(turn.finish(len(samples)).result())
    turn.close()
    return said


@pytest.fixture(scope="module")
def here():
    listener = recogniser(ModelWorker(MixingEncoder))
    yield listener
    listener.close()


@pytest.mark.parametrize("fault", ["", *FAULTS])
def test_words_are_those_of_this_machine_whatever_a_third_of_the_calls_do(here, fault) -> None:
    expected = streamed(here, sound(2.5))
    with fake_cluster() as cluster:
        cluster.fault = lambda number: fault if number % 3 == 2 else ""
        listener = behind(access(cluster.url))
        assert streamed(listener, sound(2.5)) == expected
        counts = listener.cluster_counts
        assert counts.again >= (3 if fault else 0)
        assert counts.given_up == 0
        listener.close()


def test_turns_of_several_sessions_are_under_way_at_once(here) -> None:
    sounds = [sound(1.5, seed) for seed in range(4)]
    expected = [streamed(here, one) for one in sounds]
    with fake_cluster() as cluster:
        listener = behind(access(cluster.url))
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(lambda one: streamed(listener, one), sounds)) == expected
        listener.close()


def test_nobody_answers_then_somebody_does(here) -> None:
    """The first window waits out its patience, those behind it do not; afterwards all is well."""
    with fake_cluster() as cluster:
        encoder = ClusterEncoder(
            access(cluster.url, timeout_s=2.0, patience_s=3.0), FRONT, WEIGHTS
        ).connect()
        mel = np.zeros((33, 128), np.float32)
        expected = encoder(mel)
        cluster.fault = lambda _: "reset"
        before = time.monotonic()
        with pytest.raises(RecogniserError, match=r"gave no answer.*sound is kept.*recover"):
            encoder(mel)
        # 3 s; the rest is a busy machine's.
        assert time.monotonic() - before < 15.0
        assert "does not answer" in encoder.trouble
        asked = cluster.calls
        with pytest.raises(RecogniserError):
            encoder(mel)
        assert cluster.calls == asked + 1, "asked once, not for its whole patience"
        cluster.fault = lambda _: ""
        assert np.array_equal(encoder(mel), expected)
        assert encoder.trouble == ""
        cluster.fault = lambda number: "500" if number % 2 else ""
        for _ in range(4):
            encoder(mel)  # patient again
            assert encoder.trouble == "", "one call that failed is not worth a word"


def test_a_cluster_that_is_not_there_is_said_at_the_start() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(RecogniserError, match="gave no answer"):
        behind(access(url, patience_s=0.2))


def test_closing_does_not_wait_for_patience() -> None:
    with fake_cluster() as cluster:
        listener = behind(access(cluster.url, patience_s=300.0))
        cluster.fault = lambda _: "500"
        job = listener._worker.submit_final(np.zeros((33, 128), np.float32))
        while listener._worker.encoder.counts.again < 2:
            time.sleep(0.005)
        before = time.monotonic()
        listener.close()
        assert time.monotonic() - before < 60.0
        with pytest.raises(RecogniserError):
            job.result()


def test_the_token_is_sent_and_a_wrong_one_is_not_tried_again() -> None:
    with fake_cluster(TOKEN) as cluster:
        ClusterEncoder(access(cluster.url, token=TOKEN), FRONT).connect()
        before = time.monotonic()
        with pytest.raises(RecogniserError, match="does not take the token") as caught:
            ClusterEncoder(access(cluster.url, token="x" * 32), FRONT).connect()
        assert time.monotonic() - before < 15.0  # its patience is 20 s
        assert "x" * 32 not in str(caught.value)


@pytest.mark.parametrize(("front", "weights"), [("ff" * 32, WEIGHTS), (FRONT, "ff" * 32)])
def test_another_model_is_refused(front, weights) -> None:
    with fake_cluster() as cluster, pytest.raises(RecogniserError, match="another model"):
        ClusterEncoder(access(cluster.url), front, weights).connect()


def test_without_weights_here_the_front_end_decides() -> None:
    with fake_cluster() as cluster:
        encoder = ClusterEncoder(access(cluster.url), FRONT, "").connect()
        assert encoder.placed == "cluster, test, numpy"


def test_an_address_that_is_no_cluster_is_said_at_once() -> None:
    with fake_cluster() as cluster:
        encoder = ClusterEncoder(access(cluster.url), FRONT).connect()
        cluster.fault = lambda _: "404"
        with pytest.raises(RecogniserError, match="answers 404"):
            encoder(np.zeros((33, 128), np.float32))
        assert cluster.calls == 1


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://asr.example:8766", "TLS"),
        ("http://192.168.1.5:8766", "TLS"),
        ("ftp://127.0.0.1", "address"),
        ("127.0.0.1:8766", "address"),
        ("http://user:secret@127.0.0.1", "nothing secret"),
        ("http://127.0.0.1:99999", "port"),
    ],
)
def test_addresses_that_are_refused(url, why) -> None:
    with pytest.raises(RecogniserError, match=why) as caught:
        ClusterEncoder(access(url), FRONT)
    assert "secret@" not in str(caught.value)


@given(st.integers(1, 40), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_arrays_cross_bit_for_bit(rows, columns, seed) -> None:
    bits = np.random.default_rng(seed).integers(0, 2**32, (rows, columns), np.uint32)
    array = bits.view(np.float32)  # every float there is, NaN with its payload, too
    shape, body = packed(array)
    assert np.array_equal(unpacked(shape, body).view(np.uint32), bits)


@given(st.text(max_size=20), st.binary(max_size=64))
def test_what_is_no_array_is_one_error(shape, body) -> None:
    try:
        array = unpacked(shape, body)
    except WireError:
        return
    assert array.nbytes == len(body)


@pytest.mark.parametrize(
    "shape", ["", "1", "0 4", "4 0", "-1 4", "1 4 1", "٣ 4", "1  4", "9999999 1"]
)
def test_shapes_that_are_refused(shape) -> None:
    with pytest.raises(WireError):
        unpacked(shape, bytes(16))


@given(st.binary(max_size=200))
def test_what_is_no_model_is_one_error(body) -> None:
    with pytest.raises(WireError):
        ModelFacts.from_json(body)


def test_facts_cross() -> None:
    assert ModelFacts.from_json(FACTS.to_json().encode()) == FACTS
    assert replace(FACTS, placed="cpu, bfloat16").identity != FACTS.identity
    for fault in ({"vocabulary": "24"}, {"vocabulary": 10**9}, {"front": 1}):
        with pytest.raises(WireError):
            ModelFacts.from_json(replace(FACTS, **fault).to_json().encode())
