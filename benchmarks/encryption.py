"""What encryption at rest costs: per second of sound, per line of the log, at the start, in bytes.

    python benchmarks/encryption.py

Blocks of 30 ms as a sound card makes them. "appending" is JournalWriter.append with its write(2),
without fdatasync, which is the same for both. Processor time of the thread that does it, so that
other programs do not count.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np

from medvoice.audio.block import AudioBlock, to_grid
from medvoice.audio.journal import JournalReader, JournalSettings, JournalWriter
from medvoice.sealing.locks import locked
from medvoice.sealing.vault import Vault, VaultFile
from medvoice.session.event_log import EventLog, read_events
from medvoice.session.events import ModeChanged
from medvoice.session.folder import create_folder

RATE, BLOCK = 16_000, 480
SECONDS = 600
LINES = 2000
RUNS = 5


def main() -> None:
    vault = Vault(VaultFile(id="bench", locks=()), os.urandom(32))
    noise = np.random.default_rng(0).normal(0, 0.1, SECONDS * RATE).astype(np.float32)
    sound = to_grid(np.clip(noise, -1, 1).astype(np.float32))
    print(f"{SECONDS} s of sound, {LINES} lines, best of {RUNS}")
    print("| | plain | encrypted |")
    print("|---|---|---|")
    rows: dict[str, list[str]] = {}
    for keys in (None, vault):
        best: dict[str, float] = {}
        for _ in range(RUNS):
            with tempfile.TemporaryDirectory() as scratch:
                for name, value in _run(Path(scratch), keys, sound).items():
                    best[name] = min(value, best.get(name, value))
        for name, value in best.items():
            rows.setdefault(name, []).append(f"{value:,.1f}")
    for name, values in rows.items():
        print(f"| {name} | {' | '.join(values)} |")
    seconds = [_timed(lambda: locked("passphrase", "v", b"a passphrase", b"k" * 32)) for _ in "123"]
    print(f"opening a vault by its passphrase (scrypt): {min(seconds):.2f} s, once a command")


def _run(root: Path, keys: Vault | None, sound: np.ndarray) -> dict[str, float]:
    folder = create_folder(root, datetime(2026, 1, 1), keys)
    found = {}
    blocks = [
        AudioBlock(sound[at : at + BLOCK], at, at / RATE) for at in range(0, len(sound), BLOCK)
    ]

    def append() -> None:
        for block in blocks:
            writer.append(block)

    started = time.thread_time()
    writer = JournalWriter(folder.sound, JournalSettings(sync_every_s=3600.0))
    found["beginning a journal, ms"] = (time.thread_time() - started) * 1e3
    found["appending a second of sound, microseconds"] = _timed(append) / SECONDS * 1e6
    writer.close()
    found["bytes on the disk per second of sound"] = folder.journal.stat().st_size / SECONDS
    reading = _timed(lambda: sum(1 for _ in JournalReader(folder.sound).items()))
    found["reading back an hour, s"] = reading / SECONDS * 3600
    log = EventLog(folder.log, sync=lambda _: None)
    event = ModeChanged(asleep=True)

    def note() -> None:
        for _ in range(LINES):
            log.append(event)

    found["a line of the log, microseconds (no fdatasync)"] = _timed(note) / LINES * 1e6
    log.close()
    found["reading a line, microseconds"] = _timed(lambda: read_events(folder.log)) / LINES * 1e6
    return found


def _timed(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


if __name__ == "__main__":
    main()
