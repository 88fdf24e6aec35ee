"""Nonsense on one session's socket: the daemon lives, and the session beside it loses nothing."""

from __future__ import annotations

import os
import threading
import time

import httpx
import soundfile
from live_client import LiveClient
from live_fuzzer import Fuzzer
from room import room
from scripted import dictation_wav

TEXTS = ["Findings: Small right pleural effusion.", "No pneumothorax.", "The heart is normal."]
MESSAGES = 3000
"""100,000 were sent by hand: python tests/server/live_fuzzer.py 100000"""


def test_a_fuzzed_session_harms_no_other(tmp_path):
    path = dictation_wav(tmp_path / "d.wav", len(TEXTS))
    sound = soundfile.read(path, dtype="int16")[0]
    with room(TEXTS, folder=tmp_path, requests_per_minute=1_000_000) as opened:
        names = [
            httpx.post(opened.url + "/v1/sessions", json={}, timeout=60).json()["name"]
            for _ in range(2)
        ]
        fuzzer = Fuzzer(f"{opened.socket_url}/v1/sessions/{names[0]}/live", 20)
        face = LiveClient(opened.socket_url, names[1])
        fuzzer.run(200)  # what is opened once is open
        files = len(os.listdir("/proc/self/fd"))
        fuzzing = threading.Thread(target=fuzzer.run, args=(MESSAGES,))
        fuzzing.start()
        face.begin("m")
        face.send(sound, 0, len(sound))
        face.until(lambda: len([c for c in face.cells if c.startswith("utterance/")]) >= 3, 120)
        fuzzing.join(180)
        assert not fuzzing.is_alive()
        assert {"error", "done", "state"} <= set(fuzzer.answers)
        assert 1011 not in fuzzer.closed  # a fault of the program
        assert httpx.get(opened.url + "/health", timeout=60).is_success
        end = time.monotonic() + 60  # the last connections are closed in their own time
        while len(os.listdir("/proc/self/fd")) > files + 2:
            assert time.monotonic() < end
            time.sleep(0.05)
        for name in names:
            done = httpx.post(f"{opened.url}/v1/sessions/{name}/close", timeout=60).json()
            assert done == {"ended": True, "fault": ""}
        report = httpx.get(
            f"{opened.url}/v1/sessions/{names[1]}/report?format=text", timeout=60
        ).text
        for text in ("small right pleural effusion", "no pneumothorax", "heart is normal"):
            assert text in report.lower()
