"""A replica without Ray around it: batches, failures, health."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from tiny_lasr import write_tiny_lasr

from medvoice.asr.loading import LoadSettings, read_model
from medvoice.cluster.replica import EncoderReplica, Unhealthy
from medvoice.cluster.settings import ReplicaSettings

LENGTHS = (13, 61, 61, 120, 61, 13, 400)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tiny_lasr(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture
def replica(folder, monkeypatch):
    import medvoice.cluster.replica as module

    monkeypatch.setattr(module, "keep_port_shut", lambda: None)
    return EncoderReplica(ReplicaSettings(folder, device="cpu"))


def windows() -> list[np.ndarray]:
    rng = np.random.default_rng(4)
    return [rng.standard_normal((length, 128)).astype(np.float32) for length in LENGTHS]


def test_a_batch_of_any_lengths_gives_each_window_its_own(replica, folder) -> None:
    alone = read_model(folder, LoadSettings(device="cpu", dtype="float32")).make()
    found = replica._encoded(windows())
    for window, logits in zip(windows(), found, strict=True):
        expected = alone(window)
        assert logits.shape == expected.shape
        assert np.allclose(logits, expected, atol=1e-4)


def test_auto_is_no_race_between_formats(replica) -> None:
    assert replica._facts.placed == "cpu, float32"


def test_windows_that_fail_are_answered_and_a_replica_that_only_fails_is_ill(replica) -> None:
    good, replica._encoder = replica._encoder, Failing()
    for _ in range(2):
        assert replica._encoded(windows()[:1]) == [None]
        asyncio.run(replica.check_health())
    replica._encoder = good
    assert replica._encoded(windows()[:1])[0] is not None
    replica._encoder = Failing()
    for _ in range(3):
        replica._encoded(windows()[:1])
    with pytest.raises(Unhealthy, match="3 batches"):
        asyncio.run(replica.check_health())


def test_values_that_are_not_finite_are_a_failure(replica) -> None:
    replica._encoder = lambda mel: np.full((1, 24), np.nan, np.float32)
    assert replica._encoded(windows()[:1]) == [None]


def test_a_replica_that_others_can_reach_does_not_serve(replica, monkeypatch) -> None:
    import medvoice.cluster.replica as module

    asyncio.run(replica.check_health())
    monkeypatch.setattr(module, "open_to_others", lambda: ["0.0.0.0:4711"])
    with pytest.raises(Unhealthy, match=r"0\.0\.0\.0:4711"):
        asyncio.run(replica.check_health())


class Failing:
    placed, notice = "test", ""

    def __call__(self, mel):
        raise RuntimeError("CUDA error: an illegal memory access was encountered")
