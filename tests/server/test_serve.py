"""The command: it starts, says where, answers, and ends in order on a signal."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest
from conftest import REPO
from serving import Serving


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(tmp_path, kind):
    with Serving(tmp_path) as daemon:
        health = httpx.get(daemon.url + "/health", timeout=60).json()
        assert health["status"] == "ok"
        assert "bundled" in health["recogniser"]
        status, said = daemon.stop(kind)
    assert status == 0
    assert said.rstrip().endswith("Stopped.")
    assert "Traceback" not in said


def test_a_port_in_use_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "medvoice.faces.cli.main", "serve", "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert done.returncode == 1
    assert f"127.0.0.1:{port}: Address already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_signal_in_the_middle_of_a_recording(tmp_path):
    """The request gets its time to end, or is cut; the process ends in order either way."""
    with Serving(tmp_path) as daemon:
        url = daemon.url
        answers: list[object] = []

        def ask() -> None:
            sample = (REPO / "samples" / "ct_chest_long.flac").read_bytes()
            try:
                answer = httpx.post(
                    url + "/v1/audio/transcriptions",
                    data={"model": "bundled"},
                    files={"file": sample},
                    timeout=120,
                )
                answers.append(answer.status_code)
            except httpx.HTTPError as error:
                answers.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        end = time.monotonic() + 120
        while "medvoice_recording_frames_total 0.0" in httpx.get(url + "/metrics", timeout=30).text:
            assert time.monotonic() < end
        status, said = daemon.stop()
        asking.join(120)
    assert status == 0
    assert said.rstrip().endswith("Stopped.")
    assert len(answers) == 1
    assert "Traceback" not in said


def test_an_address_that_others_reach_is_refused_with_the_reason(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "medvoice.faces.cli.main", "serve", "--host", "0.0.0.0"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 2
    assert "needs a token" in done.stderr
    assert "not started" in done.stderr
