"""The command: it starts, says where, answers, and ends in order on a signal."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import httpx
import pytest
from serving import Serving


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(tmp_path, kind):
    with Serving(tmp_path) as daemon:
        health = httpx.get(daemon.url + "/health").json()
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
            timeout=60,
        )
    assert done.returncode == 1
    assert f"127.0.0.1:{port}: Address already in use" in done.stderr
    assert "Traceback" not in done.stderr
