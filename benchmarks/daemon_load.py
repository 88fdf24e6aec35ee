"""How many dictations at once does one daemon hold on this machine?

    python -m benchmarks.daemon_load                       # 1, 2, 3 … until the p99 is above 1 s
    python -m benchmarks.daemon_load --sessions 4 --minutes 2

`medvoice serve` with the bundled model in a process of its own; N faces send recordings of
benchmarks/recordings (one after the other, 2 s of silence between), each from another place on, at
real-time pace over the live socket. Measured where a face sees it: from the sound of a turn's end
having been sent (as the daemon's cells say where its last word ended) to the cell with its final
text having come, less the pause that ends a turn. "late" counts finals above 1 s. The faces run on
the same processor (their share is printed), and so does whatever else the machine does.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import numpy as np
import soundfile

from tests.server.live_client import LiveClient

RATE = 16_000
STEP = 1600
SILENCE_S = 0.7
LIMIT_S = 1.0
RECORDINGS = Path(__file__).with_name("recordings")


class Reader(threading.Thread):
    """One face: sends sound in real time, notes when each turn's final text came."""

    def __init__(self, url: str, sound: np.ndarray, seconds: float, start: float) -> None:
        super().__init__()
        self.sound = sound
        self.seconds = seconds
        self.begin_at = start
        self.lates: list[float] = []
        self.turns = 0
        self.words = 0
        with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
            answer = client.post("/v1/sessions", json={})
            if answer.is_error:
                raise RuntimeError(f"no session: {answer.text}")
            self.name = answer.json()["name"]
        self.client = LiveClient(url.replace("http", "ws", 1), self.name)

    def run(self) -> None:
        time.sleep(self.begin_at)
        self.client.begin("mic")
        began, sent, seen = time.monotonic(), 0, 0
        end = int(self.seconds * RATE)
        while sent < end or time.monotonic() - began < self.seconds + 3:
            goal = min(end, int((time.monotonic() - began) * RATE) // STEP * STEP)
            if goal > sent:
                self.client.send(self.sound, sent, goal, STEP)
                sent = goal
            message = self.client.look(0.02)
            if message is None or message["type"] != "diff":
                continue
            for name, cell in message["set"].items():
                if name.startswith("utterance/") and cell["id"] > seen and cell["words"]:
                    seen = cell["id"]
                    spoken = began + cell["words"][-1][3] / RATE
                    self.lates.append(time.monotonic() - spoken - SILENCE_S)
                    self.turns += 1
                    self.words += len(cell["words"])
        self.client.close()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, nargs="*", default=[])
    parser.add_argument("--most", type=int, default=12)
    parser.add_argument("--minutes", type=float, default=1.5)
    parser.add_argument("--dtype", default="auto", help="the recogniser's number format")
    given = parser.parse_args()
    sound = _sound()
    cores = len(os.sched_getaffinity(0))
    print(f"{cores} cores; load of the machine before: {os.getloadavg()[0]:.1f}")
    print(f"{len(sound) / RATE / 60:.1f} minutes of recordings; {given.minutes} minutes each")
    print(
        "sessions  turns  median s   p90 s   p99 s  late  daemon CPU  encoder  faces CPU  dropped"
    )
    for count in given.sessions or range(1, given.most + 1):
        worst = _measured(count, sound, given.minutes * 60, given.dtype)
        if not given.sessions and worst > 4 * LIMIT_S:
            break
    return 0


def _sound() -> np.ndarray:
    files = sorted(RECORDINGS.rglob("*.opus"))
    random.Random(1).shuffle(files)
    pause = np.zeros(2 * RATE, np.int16)
    parts = []
    for file in files[:60]:
        samples, rate = soundfile.read(file, dtype="int16")
        if rate == RATE and samples.ndim == 1:
            parts += [samples, pause]
    return np.concatenate(parts)


def _measured(count: int, sound: np.ndarray, seconds: float, dtype: str) -> float:
    """Prints a line; returns the p99 in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        daemon, url = _daemon(Path(folder), dtype)
        try:
            busy, own = _cpu(daemon.pid), time.process_time()
            began = time.monotonic()
            readers = [
                Reader(url, np.roll(sound, -n * 7 * RATE * 5), seconds, n * 1.3)
                for n in range(count)
            ]
            for reader in readers:
                reader.start()
            for reader in readers:
                reader.join()
            took = time.monotonic() - began
            busy, own = (_cpu(daemon.pid) - busy) / took, (time.process_time() - own) / took
            lates = sorted(late for reader in readers for late in reader.lates)
            dropped = _figure(url, "dropped_partials_total")
            encoder = _figure(url, "encoder_seconds_total") / took
            runs = _recogniser(url)
        finally:
            daemon.terminate()
            daemon.wait()
    if len(lates) < 2:
        print(f"{count:8}  no turns")
        return float("inf")
    p99 = lates[min(len(lates) - 1, int(0.99 * len(lates)))]
    p90 = lates[int(0.9 * len(lates))]
    late = sum(value > LIMIT_S for value in lates)
    print(
        f"{count:8} {len(lates):6} {statistics.median(lates):9.2f} {p90:7.2f} {p99:7.2f} {late:5}"
        f" {busy:11.2f} {encoder:8.2f} {own:10.2f} {dropped:8.0f}  {runs}"
    )
    sys.stdout.flush()
    return p99


def _daemon(folder: Path, dtype: str) -> tuple[subprocess.Popen[str], str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("MEDVOICE_")}
    env |= {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    env |= {"MEDVOICE_SERVER_SESSIONS": "64", "MEDVOICE_SERVER_REQUESTS_PER_MINUTE": "100000"}
    command = [sys.executable, "-m", "medvoice.faces.cli.main", "serve", "--port", "0"]
    daemon = subprocess.Popen(
        [*command, "--recogniser", "bundled", "--set", f"recogniser.dtype={dtype}"],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert daemon.stderr is not None
    for line in daemon.stderr:
        if "Listening on" in line:
            threading.Thread(target=daemon.stderr.read, daemon=True).start()
            return daemon, line.split("Listening on")[1].strip()
    raise RuntimeError("the daemon did not start")


def _cpu(pid: int) -> float:
    """Seconds of processor time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _figure(url: str, name: str) -> float:
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        for line in client.get("/metrics").text.splitlines():
            if line.startswith(f"medvoice_{name} "):
                return float(line.split()[-1])
    return float("nan")


def _recogniser(url: str) -> str:
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        return str(client.get("/health").json()["recogniser"])


if __name__ == "__main__":
    raise SystemExit(main())
