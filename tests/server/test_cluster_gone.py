"""The whole cluster goes away in mid-dictation: said on the page, nothing lost, heard afterwards."""

from __future__ import annotations

from pathlib import Path

import httpx
import numpy as np
import soundfile
from dictations import composer, template
from fake_cluster import FACTS, FakeCluster, fake_cluster
from live_client import LiveClient
from room import room
from tiny_lasr import VOCABULARY, MixingEncoder

from medvoice.asr.cluster_access import ClusterAccess
from medvoice.asr.cluster_encoder import ClusterEncoder
from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.features import MelSettings
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.recogniser import Recogniser
from medvoice.asr.worker import ModelWorker
from medvoice.audio.journal_reader import JournalReader
from medvoice.faces.compose import Ears
from medvoice.models.choice import choose
from medvoice.session.event_log import read_events
from medvoice.session.folder import SessionFolder
from medvoice.session.opening import ListenSettings, make_engine
from medvoice.session.recovery import find_interrupted, recover
from medvoice.session.saving import saver
from medvoice.session.state import SessionState, replay

SAMPLE = Path(__file__).parents[2] / "samples" / "cxr_two_views.flac"
LISTENING = ListenSettings("webrtc", 400)


def ears(recogniser: Recogniser) -> Ears:
    return Ears(choose("bundled", "").model, recogniser, LISTENING)


def listener(worker: ModelWorker) -> CtcRecogniser:
    return CtcRecogniser(worker, MelSettings.lasr(), GreedyDecoder(VOCABULARY), "test")


def behind(cluster: FakeCluster) -> CtcRecogniser:
    access = ClusterAccess(cluster.url, timeout_s=5.0, patience_s=0.3)
    encoder = ClusterEncoder(access, FACTS.front, FACTS.weights)
    return listener(ModelWorker(encoder.connect, threads=4, stop=encoder.close))


def words(state: SessionState) -> list[list[str]]:
    """By turn, in the order in which they were said."""
    said = sorted(state.utterances, key=lambda one: one.start)
    return [[word.text for word in one.words] for one in said if one.words]


def spoken(root: Path, recogniser: Recogniser, cluster: FakeCluster | None) -> SessionFolder:
    """A session; the cluster goes away when the first turn is final."""
    samples = soundfile.read(SAMPLE, dtype="int16")[0][: 30 * 16_000]
    with (
        room(ears=ears(recogniser), folder=root) as opened,
        httpx.Client(base_url=opened.url, trust_env=False, timeout=60) as client,
    ):
        name = client.post("/v1/sessions", json={"template": "cxr"}).json()["name"]
        face = LiveClient(opened.socket_url, name)
        face.begin("mic")
        face.send(samples, 0, len(samples) // 2)
        face.until(lambda: face.heard, 60)
        if cluster is not None:
            cluster.stop()  # connections that are open break at the next call, too
            cluster.fault = lambda _: "reset"
        face.send(samples, len(samples) // 2, len(samples))
        face.until(lambda: face.durable == len(samples), 60)
        if cluster is not None:
            face.until(lambda: any("not answer" in one for one in face.cells["notices"]), 60)
        face.close()
        client.post(f"/v1/sessions/{name}/close").raise_for_status()
    folder = SessionFolder(root / "sessions" / name)
    kept = np.concatenate([block.samples for block in JournalReader(folder.journal).blocks()])
    assert np.array_equal(np.rint(kept * 32768).astype(np.int16), samples)
    return folder


def test_what_was_said_meanwhile_is_heard_when_the_cluster_is_back(tmp_path) -> None:
    here = listener(ModelWorker(MixingEncoder))
    expected = words(replay(read_events(spoken(tmp_path / "here", here, None).events).events))
    here.close()
    assert len(expected) >= 3
    with fake_cluster() as cluster:
        recogniser = behind(cluster)
        folder = spoken(tmp_path / "there", recogniser, cluster)
        state = replay(read_events(folder.events).events)
        assert not state.ended
        assert state.unrecognised
        assert 0 < len(words(state)) < len(expected)
        cluster.fault = lambda _: ""
        cluster.start()
        (found,) = find_interrupted(tmp_path / "there")
        engine = make_engine(recogniser, LISTENING)
        after = recover(found, engine, composer(), saver(folder, template(), ""))
        recogniser.close()
    assert after.ended
    assert words(after) == expected
