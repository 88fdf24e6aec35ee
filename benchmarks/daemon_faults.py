"""What is lost when daemon, disk, clock, microphone, language model, card or connection fail in
mid-sentence?

    python -m benchmarks.daemon_faults                 # every fault, 20 times each
    python -m benchmarks.daemon_faults kill cut --times 5   # `memory`: no memory on the card

A daemon in a process of its own (benchmarks/daemon_child.py: sockets, hub, journal and log are the
real ones; its recogniser says what is known to lie in the sound it is given, and fails where a
sample is not the one that was captured). Faces send sound at real-time pace and follow
docs/live_protocol.md: they keep what is not durable and send it again. Each time the fault comes at
another moment. Afterwards the session is closed and what is on the disk is compared: every captured
sample in the journal, once and in order; every word in the log; gaps only where sound was never
captured. Exit status 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
from websockets.exceptions import WebSocketException

from benchmarks.daemon_child import truth
from benchmarks.daemon_microphone import dictated, recovered
from medvoice.audio.journal_reader import JournalReader
from medvoice.session.event_log import read_events
from medvoice.session.events import AssistantFailed, GapRecorded
from medvoice.session.folder import SessionFolder
from medvoice.session.state import replay
from tests.server.live_client import LiveClient

RATE = 16_000
STEP = 1600
TRUTH = truth()
SOUND = np.rint(TRUTH.sound * 32768).astype(np.int16)
WORDS = [word.text for word in TRUTH.words]
SECONDS = len(SOUND) / RATE
DAEMONS = 5
"""At once, for faults that need one each."""


class Server:
    """The child, which can be killed and started again on the same folder and port."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        self._options = options
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "benchmarks.daemon_child", str(self.root), str(self.port)]
        self.process = subprocess.Popen([*command, *self._options], stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        if b"listening" not in self.process.stdout.readline():
            raise RuntimeError("the daemon did not start")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def rest(self, method: str, path: str, **more: object) -> httpx.Response:
        with httpx.Client(base_url=self.url, trust_env=False, timeout=120) as client:
            answer = client.request(method, path, **more)  # type: ignore[arg-type]
            answer.raise_for_status()
            return answer


@dataclass
class Run:
    """One session under a fault. at: seconds of sound at which it comes. captured: samples that the
    microphone gave (a page that is loaded anew captures nothing meanwhile)."""

    name: str
    at: float
    faults: list[str] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """do: what happens to a face when its sound reaches the moment. options: of the child. alone: a
    daemon of its own. gaps: that are stated. cut: a word may be cut in two. again: turns may fail;
    `medvoice recover` recognises them. local: no daemon, but the machine's own microphone."""

    do: Callable[[Server, Speaker], None] = lambda server, speaker: None
    options: tuple[str, ...] = ()
    alone: bool = False
    gaps: int = 0
    cut: bool = False
    again: bool = False
    local: bool = False


class Speaker:
    """A face with a microphone: what it captures in real time it keeps until it is durable."""

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        self.name = name
        self.stream = "mic-1"
        self.base = 0  # sample of SOUND at which the stream begins
        self.began = time.monotonic()
        self.sent = 0
        self.reconnected = 0
        self.client = self._joined()

    @property
    def captured(self) -> int:
        """Samples of SOUND that the microphone gave so far."""
        since = int((time.monotonic() - self.began) * RATE)
        return min(len(SOUND), since // STEP * STEP)

    def speak(self, until: int) -> None:
        """Send what is captured, up to sample `until`, with reconnections as they are needed."""
        while self.sent < until:
            goal = min(until, self.captured)
            try:
                if goal > self.sent:
                    self._send(self.sent, goal)
                    self.sent = goal
                while self.client.look(0.01) is not None:
                    pass
            except (WebSocketException, OSError):
                self.rejoin()

    def settle(self) -> None:
        """Until everything is durable."""
        end = time.monotonic() + 30
        while self.base + self.client.durable < len(SOUND) and time.monotonic() < end:
            try:
                self.client.look(0.1)
            except (WebSocketException, OSError):
                self.rejoin()

    def rejoin(self) -> None:
        self.reconnected += 1
        while True:
            try:
                self.client = self._joined(self.client.since)
                break
            except (WebSocketException, OSError):
                time.sleep(0.1)
        self.sent = self.base + self.client.have

    def new_stream(self, stream: str) -> None:
        """A page loaded anew: what it had captured and not sent is gone with it."""
        self.stream, self.base = stream, self.sent
        self.client = self._joined()

    def _send(self, first: int, last: int) -> None:
        self.client.send(SOUND[self.base :], first - self.base, last - self.base)

    def _joined(self, since: tuple[str, int] = ("", -1)) -> LiveClient:
        address = self.server.url.replace("http", "ws", 1)
        client = LiveClient(address, self.name, since)
        client.begin(self.stream)
        return client


def _kill(server: Server, speaker: Speaker) -> None:
    server.kill()
    server.start()


def _cut(server: Server, speaker: Speaker) -> None:
    speaker.client.cut()
    time.sleep(5)  # the microphone goes on
    speaker.rejoin()


def _reload(server: Server, speaker: Speaker) -> None:
    speaker.client.close()
    paused = time.monotonic()
    time.sleep(random.uniform(0.2, 1.0))
    speaker.new_stream("mic-2")
    speaker.began += time.monotonic() - paused  # nobody captured meanwhile


def _two_faces(server: Server, speaker: Speaker) -> None:
    """Another face comes, acts, asks for the microphone and goes; again and again."""

    def other() -> None:
        address = server.url.replace("http", "ws", 1)
        for number in range(5):
            face = LiveClient(address, speaker.name)
            face.begin(f"other-{number}")
            key = f"{speaker.name}-{number}"
            face.do(key, "add", field="findings.bones", text=f"Line {number}.")
            face.do(f"{key}-move", "command", name="go to sleep")
            face.do(f"{key}-back", "command", name="wake up")
            if number % 2:
                face.cut()
            else:
                face.close()

    threading.Thread(target=other, name="other face").start()


def _disk(server: Server, speaker: Speaker) -> None:
    server.process.send_signal(signal.SIGUSR1)
    full = time.monotonic()
    while time.monotonic() < full + 3:
        speaker.speak(speaker.captured)
        time.sleep(0.05)
    server.process.send_signal(signal.SIGUSR2)


def _clock(server: Server, speaker: Speaker) -> None:
    server.process.send_signal(signal.SIGHUP)


def _unplugged(server: Server, speaker: Speaker) -> None:
    """The browser's microphone goes: the page ends the stream, and begins another when it is
    back."""
    at = speaker.sent - speaker.base
    speaker.client.tell({"type": "audio end", "stream": speaker.stream, "at": at})
    paused = time.monotonic()
    time.sleep(random.uniform(0.2, 1.0))
    speaker.stream, speaker.base = "mic-2", speaker.sent
    speaker.client.begin(speaker.stream)
    speaker.began += time.monotonic() - paused  # nobody captured meanwhile


def _worker(server: Server, speaker: Speaker) -> None:
    server.process.send_signal(signal.SIGRTMIN)


def _memory(server: Server, speaker: Speaker) -> None:
    server.process.send_signal(signal.SIGRTMIN + 1)


FAULTS: dict[str, Fault] = {
    "kill": Fault(_kill, alone=True),
    "cut": Fault(_cut),
    "reload": Fault(_reload, gaps=1, cut=True),
    "faces": Fault(_two_faces),
    "disk": Fault(_disk, alone=True),
    "clock": Fault(_clock),
    "model": Fault(options=("--model-hangs",)),
    "worker": Fault(_worker, options=("--model-process",)),
    "memory": Fault(_memory, options=("--card",), again=True),
    "unplugged": Fault(_unplugged, cut=True),
    "microphone": Fault(gaps=1, cut=True, local=True),
}
NAMES = {
    "kill": "kill -9 of the daemon, started again",
    "cut": "connection cut for 5 s",
    "reload": "browser reload (new stream)",
    "faces": "a second face acts, wants the microphone, leaves",
    "disk": "disk full for 3 s",
    "clock": "wall clock jumps by up to a day at every look",
    "model": "language model hangs",
    "worker": "kill -9 of the language model's process, started again",
    "memory": "no memory on the card for three windows",
    "unplugged": "the browser's microphone goes and comes back",
    "microphone": "the machine's microphone goes and comes back",
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("faults", nargs="*", default=[])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=20, help="sessions of one daemon")
    given = parser.parse_args()
    random.seed(given.seed)
    logging.getLogger("websockets").setLevel(logging.CRITICAL)  # sockets of killed daemons
    print(f"{len(WORDS)} words in {SECONDS:.1f} s, sent at real-time pace")
    lost = 0
    for name in given.faults or FAULTS:
        runs = _tried(FAULTS[name], given.times, given.at_once)
        bad = [run for run in runs if run.faults]
        lost += len(bad)
        notes = sorted({run.note for run in runs if run.note})
        print(f"{NAMES[name]}: {len(runs)} times, with a loss or fault: {len(bad)} {notes or ''}")
        for run in bad:
            print(f"  {run.name} at {run.at:.1f} s: {'; '.join(run.faults)}")
        sys.stdout.flush()
    return 1 if lost else 0


def _tried(fault: Fault, times: int, at_once: int) -> list[Run]:
    if fault.local:
        with ThreadPoolExecutor(DAEMONS) as pool:
            return list(pool.map(lambda _: _here(fault), range(times)))
    if fault.alone:
        with ThreadPoolExecutor(DAEMONS) as pool:
            return list(pool.map(lambda _: _with_daemon(fault, 1, 1)[0], range(times)))
    return _with_daemon(fault, times, at_once)


def _with_daemon(fault: Fault, times: int, at_once: int) -> list[Run]:
    """Sessions of one daemon."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), *fault.options)
        try:
            with ThreadPoolExecutor(at_once) as pool:
                return list(pool.map(lambda _: _one(server, fault), range(times)))
        finally:
            server.kill()


def _here(fault: Fault) -> Run:
    """With the machine's own microphone."""
    run = Run("", random.uniform(0.8, SECONDS - 1.5))
    with tempfile.TemporaryDirectory() as root:
        try:
            folder = dictated(Path(root), TRUTH, run.at, random.uniform(0.2, 1.5))
        except OSError as error:
            run.faults.append(f"{type(error).__name__}: {error}")
        else:
            run.name = folder.name
            _examine(run, folder, fault)
    return run


def _one(server: Server, fault: Fault) -> Run:
    name = server.rest("POST", "/v1/sessions", json={"template": "cxr"}).json()["name"]
    run = Run(name, random.uniform(0.8, SECONDS - 1.5))
    try:
        speaker = Speaker(server, name)
        speaker.speak(int(run.at * RATE))
        fault.do(server, speaker)
        speaker.speak(len(SOUND))
        speaker.settle()
        closed = server.rest("POST", f"/v1/sessions/{name}/close").json()
        if not closed["ended"] or closed["fault"]:
            run.faults.append(f"closed: {closed}")
        if speaker.reconnected:
            run.note = "reconnected"
    except (AssertionError, httpx.HTTPError, WebSocketException, OSError) as error:
        run.faults.append(f"{type(error).__name__}: {error}"[:300])
    folder = SessionFolder(server.root / "sessions" / name)
    if fault.again and not run.faults and recovered(folder, TRUTH):
        run.note = "with turns that were recognised again"
    _examine(run, folder, fault)
    return run


def _examine(run: Run, folder: SessionFolder, fault: Fault) -> None:
    blocks = list(JournalReader(folder.journal).blocks())
    kept = np.concatenate([np.rint(b.samples * 32768).astype(np.int16) for b in blocks])
    if not np.array_equal(kept, SOUND):
        same = int(np.argmin(kept[: len(SOUND)] == SOUND[: len(kept)])) if len(kept) else 0
        run.faults.append(f"journal: {len(kept)} of {len(SOUND)} samples, other from {same} on")
    events = read_events(folder.events).events
    state = replay(events)
    said = [word.text for utterance in state.utterances for word in utterance.words]
    if fault.cut or fault.again:  # cut in two, heard as two; or at the end, where it was recovered
        missing = [word for word in WORDS if word not in said]
    else:
        missing = [] if said == WORDS else [f"{len(said)} words for {len(WORDS)}"]
    if missing:
        run.faults.append(f"words: {json.dumps(missing)}")
    gaps = sum(isinstance(event, GapRecorded) for event in events)
    # A device that calls late on a busy machine is looked for again: that is stated, too.
    if gaps < fault.gaps or (gaps > fault.gaps and not fault.local):
        run.faults.append(f"{gaps} gaps stated, not {fault.gaps}")
    if any(isinstance(event, AssistantFailed) for event in events):
        run.note = "where the model failed the rules placed alone"
    if not state.ended or not folder.report.exists():
        run.faults.append("not ended, or no report")


if __name__ == "__main__":
    raise SystemExit(main())
