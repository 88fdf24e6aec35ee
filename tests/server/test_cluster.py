"""Ray Serve for real: two replicas of the bundled model, one killed in mid-dictation."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import pytest
import soundfile
from live_client import LiveClient
from room import room

from medvoice.audio.journal_reader import JournalReader
from medvoice.cluster.loopback import open_to_others
from medvoice.config import Settings
from medvoice.faces.compose import Ears, ears_of
from medvoice.session.event_log import read_events
from medvoice.session.folder import SessionFolder
from medvoice.session.state import replay

SAMPLE = Path(__file__).parents[2] / "samples" / "cxr_two_views.flac"
SECONDS = 24
TOKEN = "cluster-0123456789abcdef01234567"
REPLICA = (b"ray::ServeReplica", b"ray::SERVE_REPLICA")
STARTS_S = 400.0
"""Beside a load of 20 on two cores it took 37 to 192 s."""


@dataclass
class Cluster:
    url: str
    process: subprocess.Popen[str]
    token_file: Path

    def family(self) -> list[int]:
        """All processes that it started."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                text = stat.read_text()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(text.rsplit(")", 1)[1].split()[1])
        found = {self.process.pid}
        while grown := {child for child, parent in parents.items() if parent in found} - found:
            found |= grown
        return sorted(found)

    def replicas(self) -> list[int]:
        return [pid for pid in self.family() if command(pid).startswith(REPLICA)]

    def settings(self, **more: object) -> Settings:
        cluster = {
            "url": self.url,
            "token_file": str(self.token_file),
            "at_once": 8,
            "timeout_s": 30,
            "patience_s": 240,
            **more,
        }
        return Settings.model_validate({"recogniser": {"name": "bundled"}, "cluster": cluster})


def command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    home = tmp_path_factory.mktemp("home")
    token = home / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    short = tempfile.mkdtemp(prefix="ray")  # sockets lie in it, whose paths are short
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MEDVOICE_", "RAY_"))}
    env |= {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    env |= {"RAY_TMPDIR": short, "COLUMNS": "200"}
    options = ["--recogniser", "bundled", "--on", "cpu", "--port", str(port), "--replicas", "2"]
    options += ["--set", f"cluster.token_file={token}", "--set", "cluster.cores=0.5"]
    process = subprocess.Popen(
        [sys.executable, "-m", "medvoice.faces.cli.main", "cluster", *options],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    made = Cluster(f"http://127.0.0.1:{port}", process, token)
    timer = threading.Timer(STARTS_S, process.terminate)
    timer.start()
    try:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if "Listening on" in line:
                break
        else:
            raise AssertionError("it did not start:\n" + "".join(said))
        timer.cancel()
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield made
    finally:
        timer.cancel()
        if process.poll() is None:
            process.terminate()
            process.wait(120)
        shutil.rmtree(short, ignore_errors=True)


@pytest.fixture(scope="module")
def samples() -> np.ndarray:
    found, rate = soundfile.read(SAMPLE, dtype="int16")
    return found[: SECONDS * rate]


def test_nothing_but_loopback_listens_and_nothing_is_answered_without_the_token(cluster) -> None:
    opened = {pid: open_to_others(pid) for pid in cluster.family() if command(pid)}
    assert len(opened) >= 6, "Ray's own processes were looked at"
    assert not {command(pid): found for pid, found in opened.items() if found}
    with httpx.Client(base_url=cluster.url, trust_env=False, timeout=30) as client:
        mel = np.zeros((21, 128), "<f4").tobytes()
        assert client.get("/model").status_code == 401
        wrong = {"Authorization": f"Bearer {TOKEN[:-1]}x", "Medvoice-Shape": "21 128"}
        assert client.post("/encode", content=mel, headers=wrong).status_code == 401
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        assert client.get("/model").json()["placed"] == "cpu, float32"
        right = client.post("/encode", content=mel, headers={"Medvoice-Shape": "21 128"})
        assert (right.status_code, right.headers["Medvoice-Shape"]) == (200, "3 383")
        for shape, body, status in (
            ("21 128", mel[:-4], 400),
            ("12 128", mel[: 12 * 512], 400),  # no window
            ("21 127", mel[: 21 * 127 * 4], 400),
            ("a b", mel, 400),
            ("6000 128", bytes(9 << 20), 413),
        ):
            answer = client.post("/encode", content=body, headers={"Medvoice-Shape": shape})
            assert answer.status_code == status, shape
        assert client.post("/encode", content=b"").status_code == 400
        assert client.get("/encode").status_code == 404
        assert client.get("/model/../x").status_code == 404


def test_a_killed_replica_loses_no_word(cluster, samples, tmp_path) -> None:
    here = {"recogniser": {"name": "bundled", "device": "cpu", "dtype": "float32", "threads": 1}}
    with ears_of(Settings.model_validate(here), lambda _: None) as ears:
        expected = dictated(ears, samples, tmp_path / "here", lambda face: 0)[0]
    assert len(expected) > 30
    victim, survivor = cluster.replicas()
    with ears_of(cluster.settings(), lambda _: None) as ears:
        assert "cluster, cpu, float32" in ears.recogniser.name
        heard, then = dictated(
            ears,
            samples,
            tmp_path / "there",
            lambda face: kill_in_mid_dictation(ears, face, victim),
        )
        counts = ears.recogniser.cluster_counts  # type: ignore[attr-defined]
    assert heard == expected
    assert then < len(expected), "it was killed before the last word"
    assert counts.again >= 1, "calls that it had were lost, and asked again"
    assert counts.given_up == 0
    assert victim not in cluster.replicas()
    assert survivor in cluster.replicas()


def dictated(
    ears: Ears, samples: np.ndarray, root: Path, halfway: Callable[[LiveClient], int]
) -> tuple[list[str], int]:
    """A session over the live socket: all words that its log has, and what `halfway` said."""
    with (
        room(ears=ears, folder=root) as opened,
        httpx.Client(base_url=opened.url, trust_env=False, timeout=240) as client,
    ):
        name = client.post("/v1/sessions", json={"template": "cxr"}).json()["name"]
        face = LiveClient(opened.socket_url, name)
        face.begin("mic")
        half = len(samples) // 2
        face.send(samples, 0, half)
        face.until(lambda: face.heard or face.cells.get("live", {}).get("stable"), 120)
        said = halfway(face)
        face.send(samples, half, len(samples))
        face.until(lambda: face.durable == len(samples), 120)
        face.close()
        closed = client.post(f"/v1/sessions/{name}/close").json()
        assert (closed["ended"], closed["fault"]) == (True, "")
    folder = SessionFolder(root / "sessions" / name)
    kept = np.concatenate([block.samples for block in JournalReader(folder.journal).blocks()])
    assert np.array_equal(np.rint(kept * 32768).astype(np.int16), samples)
    state = replay(read_events(folder.events).events)
    return [word.text for u in state.utterances for word in u.words], said


def kill_in_mid_dictation(ears: Ears, face: LiveClient, victim: int) -> int:
    """With calls under way on every replica kill one. Returns how many words were final then."""
    stop = threading.Event()

    def busy() -> None:
        sound = np.zeros(16_000 * 4, np.float32)
        while not stop.is_set():
            ears.recogniser.logits(sound)  # type: ignore[attr-defined]

    others = [threading.Thread(target=busy) for _ in range(6)]
    encoder = ears.recogniser._worker.encoder  # type: ignore[attr-defined]
    for other in others:
        other.start()
    try:
        answered = encoder.counts.calls
        face.until(lambda: encoder.counts.calls > answered + 12, 60)
        final = len(face.heard)
        os.kill(victim, signal.SIGKILL)
        face.until(lambda: encoder.counts.again >= 1, 60)
    finally:
        stop.set()
        for other in others:
            other.join(60)
    return final


def test_it_ends_whole(cluster) -> None:
    family = cluster.family()
    cluster.process.terminate()
    assert cluster.process.wait(120) == 0
    end = time.monotonic() + 60
    while left := [pid for pid in family if command(pid)]:
        assert time.monotonic() < end, [command(pid) for pid in left]
        time.sleep(0.05)
