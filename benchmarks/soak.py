"""Does the daemon stay flat over 8 hours of sound, fed faster than real time?

    python -m benchmarks.soak --csv soak.csv                  # 8 hours of sound
    python -m benchmarks.soak --hours 0.2 --minutes 2         # a look
    python -m benchmarks.soak --only-table soak.csv --picture soak.png

`medvoice serve` with the bundled model, one process for the whole run. Dictations run a few at a
time, five minutes of sound each (a sample, then recordings of benchmarks/recordings), sent as fast
as the daemon keeps up with. Each cuts its connection every minute and resumes, lets a second face
come and go, scratches and undoes, is closed, exported in every format, and played in part; three of
four are deleted, each eighth is opened again and dictated on. Beside them a recording is
transcribed over the API now and then. A programme that was heard before must give the same words
again.

Each 30 s a line goes to the CSV (flushed: a run that is broken off has
measured what it has): sound heard, resident memory, file handles, threads, child processes. Exit
status 1 where something grew, words differed or a sample was lost.
"""

from __future__ import annotations

import argparse
import csv
import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import httpx
import numpy as np
import soundfile
from websockets.exceptions import WebSocketException

from benchmarks.daemon_load import _cpu, _sound
from benchmarks.soak_table import Line, flat, picture, read_lines, table
from medvoice.audio.journal_reader import JournalReader
from medvoice.resources import samples_folder
from medvoice.session.event_log import read_events
from medvoice.session.folder import SessionFolder
from medvoice.session.state import replay
from tests.server.live_client import LiveClient

RATE = 16_000
STEP = 3200
AHEAD = 30 * RATE
"""Samples that a face may be ahead of what was recognised: the daemon's turns stay live ones."""
CUT_EVERY = 60 * RATE
LOOK_S = 30.0
FORMATS = ("text", "markdown", "html", "json", "docx", "pdf", "fhir", "hl7", "dicom_sr")
PROGRAMMES = 4


@dataclass
class Soak:
    """What the threads share. heard: samples of closed dictations and recordings."""

    url: str
    process: subprocess.Popen[str]
    root: Path
    began: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)
    at: dict[str, int] = field(default_factory=dict)
    heard: int = 0
    dictations: int = 0
    words: dict[int, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1

    def fault(self, text: str) -> None:
        with self.lock:
            self.faults.append(text)
        print(f"FAULT {text}", flush=True)

    @property
    def hours(self) -> float:
        with self.lock:
            return (self.heard + sum(self.at.values())) / RATE / 3600

    def rest(self, method: str, path: str, **more: object) -> httpx.Response:
        with httpx.Client(base_url=self.url, trust_env=False, timeout=1800) as client:
            answer = client.request(method, path, **more)  # type: ignore[arg-type]
            answer.raise_for_status()
            return answer


class Face:
    """Sends a programme, rejoins whatever happens, and knows how far the daemon has heard."""

    def __init__(self, soak: Soak, name: str, stream: str, sound: np.ndarray, base: int) -> None:
        """base: samples of the session before this stream."""
        self.soak, self.name, self.stream, self.sound, self.base = soak, name, stream, sound, base
        self.keys = 0
        self.client = self._joined()
        self.sent = self.client.have

    def run(self) -> None:
        cut_at = CUT_EVERY
        while self.client.durable < len(self.sound):
            try:
                goal = min(len(self.sound), self._heard() + AHEAD)
                if self.sent < goal:
                    last = min(goal, self.sent + 4 * STEP)
                    self.client.send(self.sound, self.sent, last, STEP)
                    self.sent = last
                while self.client.look(0.0 if self.sent < goal else 0.05) is not None:
                    pass
                if self.sent >= cut_at:
                    cut_at += CUT_EVERY
                    self._interlude()
            except (WebSocketException, OSError):
                self._rejoin()
            with self.soak.lock:
                self.soak.at[self.name] = self.base + min(self.client.durable, self._heard())
        self.client.close()

    def _heard(self) -> int:
        """Samples of this stream up to which turns are final, or which the daemon is at."""
        cells = [cell for name, cell in self.client.cells.items() if name.startswith("utterance/")]
        ends = [cell["words"][-1][3] for cell in cells if cell["words"]]
        # The programmes have pauses of minutes nowhere: what is silent is heard soon.
        return max(0, max(ends, default=0) - self.base)

    def _interlude(self) -> None:
        """A second face, two intents, and a connection that breaks."""
        try:
            other = LiveClient(self.soak.url.replace("http", "ws", 1), self.name)
            for name in ("scratch that", "undo"):
                self.keys += 1
                other.do(f"{self.stream}-{self.keys}", "command", name=name)
                self.soak.count("intents")
            other.close()
        except AssertionError:  # a machine that does other things: it is done all the same
            self.soak.count("intents answered late")
        self.client.cut()
        self._rejoin()

    def _rejoin(self) -> None:
        self.soak.count("reconnections")
        self.client = self._joined(self.client.since, self.client.cells)
        self.sent = self.client.have

    def _joined(
        self, since: tuple[str, int] = ("", -1), cells: dict[str, object] | None = None
    ) -> LiveClient:
        """However long it takes: the machine may do other things."""
        while True:
            try:
                client = LiveClient(self.soak.url.replace("http", "ws", 1), self.name, since)
                client.cells = dict(cells or {})
                client.begin(self.stream)
                return client
            except (WebSocketException, OSError, AssertionError):
                time.sleep(0.2)


def dictation(soak: Soak, number: int, sound: np.ndarray) -> None:
    """One session from its opening to its deletion."""
    which = number % PROGRAMMES
    name = soak.rest("POST", "/v1/sessions", json={"template": "cxr"}).json()["name"]
    Face(soak, name, "mic-1", sound, 0).run()
    total = len(sound)
    if number % 8 == 2:
        _close(soak, name)
        soak.rest("POST", f"/v1/sessions/{name}/open")
        more = sound[: 60 * RATE]
        Face(soak, name, "mic-2", more, total).run()
        total += len(more)
        soak.count("opened again")
    _close(soak, name)
    with soak.lock:
        soak.at.pop(name, None)
        soak.heard += total
        soak.dictations += 1
    _examine(soak, name, which, sound, total)
    for kind in FORMATS:
        soak.rest("GET", f"/v1/sessions/{name}/report", params={"format": kind})
        soak.count("exports")
    soak.rest("GET", f"/v1/sessions/{name}/audio", params={"start": 0, "end": 60 * RATE})
    soak.rest("GET", "/v1/sessions")
    if number % 4:
        soak.rest("DELETE", f"/v1/sessions/{name}")
        soak.count("deleted")


def _close(soak: Soak, name: str) -> None:
    while True:  # a request may give up before a busy machine has recognised the rest
        try:
            closed = soak.rest("POST", f"/v1/sessions/{name}/close").json()
        except httpx.HTTPError:
            time.sleep(1)
            continue
        if closed["ended"]:
            break
        time.sleep(1)
    if closed["fault"]:
        soak.fault(f"{name}: {closed['fault']}")


def _examine(soak: Soak, name: str, which: int, sound: np.ndarray, total: int) -> None:
    """Every sample is there, and the words are those of the last time."""
    folder = SessionFolder(soak.root / "sessions" / name)
    kept = sum(len(block.samples) for block in JournalReader(folder.journal).blocks())
    if kept != total:
        soak.fault(f"{name}: {kept} samples of {total}")
    state = replay(read_events(folder.events).events)
    first = [u for u in state.utterances if u.end <= len(sound)]
    words = [word.text for utterance in first for word in utterance.words]
    with soak.lock:
        known = soak.words.setdefault(which, words)
    if known != words:
        differ = sum(a != b for a, b in zip(known, words, strict=False))
        soak.count("other words")
        soak.fault(
            f"{name}: programme {which}: {len(words)} words for {len(known)}, {differ} other"
        )


def recordings(soak: Soak, done: threading.Event) -> None:
    """A recording over the API, now and then."""
    files = sorted(samples_folder().glob("*.flac"))
    number = 0
    while not done.wait(60):
        file = files[number % len(files)]
        number += 1
        try:
            with file.open("rb") as opened:
                soak.rest(
                    "POST",
                    "/v1/audio/transcriptions",
                    data={"model": "bundled", "response_format": "text"},
                    files={"file": (file.name, opened)},
                )
        except httpx.TimeoutException:
            soak.count("recordings given up")
            continue
        except httpx.HTTPError as error:
            soak.fault(f"recording: {type(error).__name__}")
            continue
        soak.count("recordings")
        with soak.lock:
            soak.heard += soundfile.info(file).frames


def watch(soak: Soak, file: Path, done: threading.Event) -> None:
    """A line each LOOK_S."""
    with file.open("a", newline="") as out:
        writer = csv.writer(out)
        if out.tell() == 0:
            writer.writerow(Line.__dataclass_fields__)
        while True:
            line = _look(soak)
            writer.writerow(vars(line).values())
            out.flush()
            if done.wait(LOOK_S):
                writer.writerow(vars(_look(soak)).values())
                return


def _look(soak: Soak) -> Line:
    proc = Path("/proc") / str(soak.process.pid)
    status = dict(
        line.split(":", 1) for line in (proc / "status").read_text().splitlines() if ":" in line
    )
    children = (proc / "task" / str(soak.process.pid) / "children").read_text().split()
    with soak.lock:
        running, dictations = len(soak.at), soak.dictations
    return Line(
        wall_s=round(time.monotonic() - soak.began, 1),
        sound_h=round(soak.hours, 4),
        running=running,
        dictations=dictations,
        rss_mib=round(int(status["VmRSS"].split()[0]) / 1024, 1),
        handles=len(os.listdir(proc / "fd")),
        threads=int(status["Threads"]),
        children=len(children),
        cpu_s=round(_cpu(soak.process.pid), 1),
    )


def programmes(minutes: float) -> Iterator[np.ndarray]:
    """Sound for PROGRAMMES dictations: a sample, then recordings, until it is long enough."""
    samples = sorted(samples_folder().glob("*.flac"))
    spoken = _sound()
    length = int(minutes * 60 * RATE)
    for number in range(PROGRAMMES):
        parts = [soundfile.read(samples[number], dtype="int16")[0], np.zeros(2 * RATE, np.int16)]
        parts.append(np.roll(spoken, -number * len(spoken) // PROGRAMMES))
        sound = np.concatenate(parts)
        yield np.resize(sound, length) if len(sound) < length else sound[:length]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--minutes", type=float, default=5.0, help="of sound, a dictation")
    parser.add_argument("--at-once", type=int, default=3)
    parser.add_argument("--csv", type=Path, default=Path("soak.csv"))
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--only-table", type=Path, help="of a CSV that is there")
    given = parser.parse_args()
    if given.only_table is None:
        faults = _run(given)
        given.only_table = given.csv
    else:
        faults = []
    lines = read_lines(given.only_table)
    print(table(lines))
    if given.picture:
        picture(lines, given.picture)
    grown = flat(lines)
    for text in (*faults, *grown):
        print(f"FAULT {text}")
    return 1 if faults or grown else 0


def _run(given: argparse.Namespace) -> list[str]:
    logging.getLogger("websockets").setLevel(logging.CRITICAL)  # of connections that were cut
    sounds = list(programmes(given.minutes))
    with tempfile.TemporaryDirectory() as folder:
        process, url = _daemon(Path(folder))
        soak = Soak(url, process, Path(folder) / "medvoice")
        done = threading.Event()
        beside = [
            threading.Thread(target=watch, args=(soak, given.csv, done)),
            threading.Thread(target=recordings, args=(soak, done)),
        ]
        for thread in beside:
            thread.start()
        try:
            _dictations(soak, sounds, given.hours, given.at_once)
            time.sleep(5)
        finally:
            done.set()
            for thread in beside:
                thread.join()
            process.terminate()
            process.wait()
        counts = ", ".join(f"{count} {what}" for what, count in sorted(soak.counts.items()))
        print(f"{soak.hours:.2f} h of sound, {soak.dictations} dictations, {counts}", flush=True)
        return soak.faults


def _dictations(soak: Soak, sounds: list[np.ndarray], hours: float, at_once: int) -> None:
    numbers: queue.SimpleQueue[int] = queue.SimpleQueue()
    count = -(-int(hours * 3600 * RATE) // len(sounds[0]))
    for number in range(count):
        numbers.put(number)

    def work() -> None:
        while True:
            try:
                number = numbers.get_nowait()
            except queue.Empty:
                return
            try:
                dictation(soak, number, sounds[number % PROGRAMMES])
            except (httpx.HTTPError, OSError, AssertionError) as error:
                soak.fault(f"dictation {number}: {type(error).__name__}: {error}"[:300])

    workers = [threading.Thread(target=work) for _ in range(at_once)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _daemon(folder: Path) -> tuple[subprocess.Popen[str], str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("MEDVOICE_")}
    env |= {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "OMP_NUM_THREADS": "1"}
    env |= {"MEDVOICE_SERVER_REQUESTS_PER_MINUTE": "100000", "MEDVOICE_RECOGNISER_THREADS": "1"}
    command = [sys.executable, "-m", "medvoice.faces.cli.main", "serve", "--port", "0"]
    daemon = subprocess.Popen(
        [*command, "--recogniser", "bundled"], env=env, stderr=subprocess.PIPE, text=True
    )
    log = daemon.stderr
    assert log is not None
    for line in log:
        if "Listening on" in line:
            threading.Thread(target=_errors, args=(log,), daemon=True).start()
            return daemon, line.split("Listening on")[1].strip()
    raise RuntimeError("the daemon did not start")


def _errors(log: TextIO) -> None:
    """Reads the daemon's log, so that it never waits for room in the pipe."""
    for text in log:
        if '"ERROR"' in text or '"error"' in text:
            print(f"daemon: {text.strip()[:300]}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
