"""Nothing leaves the machine: the daemon in a network namespace that has loopback and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from conftest import REPO
from serving import Serving

WATCH = """
import os, sys
def _note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        with open(os.environ["WATCHED"], "a") as file:
            file.write(event + "\\n")
sys.addaudithook(_note)
"""
"""Put into every Python process of the daemon: writes down each attempt to reach somebody."""

CLIENT = """
import httpx, json, sys
url, sound = sys.argv[1:]
links = open("/proc/net/dev").read().count(":")
answer = httpx.post(
    url + "/v1/audio/transcriptions",
    data={"model": "bundled"},
    files={"file": open(sound, "rb")},
    timeout=300,
)
print(json.dumps({"links": links, "status": answer.status_code, "body": answer.json()}))
"""


def namespace() -> list[str]:
    """The words that start a program with no network but loopback. Skips where that is not allowed."""
    unshare = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    inside = [*unshare, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    tried = subprocess.run([*inside, "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"needs a network namespace (root, or user namespaces): {tried.stderr.strip()}")
    return inside


def test_it_transcribes_without_any_network_and_asks_for_none(tmp_path):
    inside = namespace()
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(WATCH)
    watched = tmp_path / "watched"
    client = tmp_path / "client.py"
    client.write_text(textwrap.dedent(CLIENT))
    environment = {"PYTHONPATH": str(hooks), "WATCHED": str(watched)}
    with Serving(tmp_path, environment=environment, before=inside) as daemon:
        enter = ["nsenter", f"--net=/proc/{daemon.process.pid}/ns/net"]
        if os.geteuid() != 0:
            enter += ["--user", "--preserve-credentials", f"--target={daemon.process.pid}"]
        sample = REPO / "samples" / "cxr_two_views.flac"
        asked = subprocess.run(
            [*enter, sys.executable, client, daemon.url, sample],
            capture_output=True,
            text=True,
            check=True,
        )
        status, said = daemon.stop()
    got = json.loads(asked.stdout)
    assert got["links"] == 1  # lo
    assert got["status"] == 200
    assert "Right lower lobe pneumonia" in got["body"]["text"]
    assert status == 0
    reached = watched.read_text().split() if watched.exists() else []
    assert "socket.connect" not in reached
    assert "socket.sendto" not in reached
    assert "pneumonia" not in said.lower()  # nor do the logs hold what was dictated
    assert '"route": "/v1/audio/transcriptions"' in said


def test_the_watch_would_see_it(tmp_path):
    """The test above can fail: the hook notes what this program does."""
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    watched = tmp_path / "watched"
    subprocess.run(
        [sys.executable, "-c", "import socket; socket.socket(2, 2).connect(('127.0.0.1', 9))"],
        env=os.environ | {"PYTHONPATH": str(tmp_path), "WATCHED": str(watched)},
        check=True,
    )
    assert "socket.connect" in watched.read_text()


def test_library_telemetry_is_off(tmp_path):
    code = (
        "from medvoice.faces.cli.main import main; main(['config']);"
        "from huggingface_hub import constants as c; assert c.HF_HUB_DISABLE_TELEMETRY"
    )
    env = {k: v for k, v in os.environ.items() if "TELEMETRY" not in k and k != "DO_NOT_TRACK"}
    env |= {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    subprocess.run(
        [sys.executable, "-c", code], check=True, env=env, cwd=Path(REPO), capture_output=True
    )
