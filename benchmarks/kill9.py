"""kill -9 at random moments of a paced dictation: what is on disk afterwards, and is it enough?

    python benchmarks/kill9.py --times 50                  # scripted recogniser, generated speech
    python benchmarks/kill9.py --times 5 --file a.flac --recogniser MODEL_FOLDER
    python benchmarks/kill9.py --times 50 --encrypted      # in a data folder with a vault

A child process dictates from a file at real-time pace: source, journal, spool, voice detector,
turns, session, event log, all as in `medvoice dictate`. It notes in shared memory what its source
has captured and what it calls durable. It is killed; the parent reads its journal, recovers the
dictation and finishes the report. Exit status 1 when a sample is wrong, more than 200 ms are
missing, a word that was captured is not in the recovered text, or the report is not finished.

"not on the device": captured and not yet behind an fdatasync at the kill; a power cut may take it.
"""

from __future__ import annotations

import argparse
import mmap
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import soundfile

from medvoice.audio.block import AudioBlock, Captured
from medvoice.audio.file_source import FileSource
from medvoice.audio.journal_reader import JournalReader
from medvoice.audio.turn_settings import TurnSettings
from medvoice.audio.vad_choice import make_vad
from medvoice.language.reader import Dialect
from medvoice.report.template import Template, Templates
from medvoice.resources import templates_folder
from medvoice.sealing.stored_file import Keys
from medvoice.sealing.vault import Vault, VaultFile
from medvoice.session.composing import ReportComposer
from medvoice.session.dictation import Dictation
from medvoice.session.engine import Engine
from medvoice.session.folder import all_folders, create_folder
from medvoice.session.opening import RunSettings, open_recogniser
from medvoice.session.recovery import find_interrupted, recover
from medvoice.session.saving import kept_beside, saver
from tests.truth import LoudnessVad, Plan, ScriptedRecogniser, plan

RATE = 16_000
LIMIT_MS = 200
SAID = "findings colon small right pleural effusion period no pneumothorax period".split()
SECRET = b"k" * 32
"""The vault's key, the same in parent and child."""
NOTE = struct.Struct("<QQ")
"""captured, durable: absolute samples."""


@dataclass(frozen=True, slots=True)
class Case:
    """file: what is dictated. recogniser: a model folder, None for the scripted one. keys: of the
    data folder's vault, None for a plain one."""

    file: Path
    recogniser: Path | None
    keys: Keys | None = None


@dataclass(frozen=True, slots=True)
class Killed:
    """One kill. after: seconds from the first sound. captured, durable, recovered: samples.

    faults: what was wrong afterwards, empty when all is well."""

    after: float
    captured: int
    durable: int
    recovered: int
    words: int
    turns_before: int
    faults: tuple[str, ...]

    @property
    def missing_ms(self) -> float:
        return max(0, self.captured - self.recovered) * 1000 / RATE

    @property
    def not_on_device_ms(self) -> float:
        return max(0, self.captured - self.durable) * 1000 / RATE


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--longest", type=float, default=8.0, help="latest kill, seconds")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--file", type=Path, help="what is dictated (default: generated)")
    parser.add_argument("--recogniser", type=Path, help="model folder (default: scripted)")
    parser.add_argument("--encrypted", action="store_true", help="the data folder has a vault")
    parser.add_argument(
        "--child", nargs=2, type=Path, metavar=("ROOT", "NOTE"), help=argparse.SUPPRESS
    )
    options = parser.parse_args()
    if options.recogniser is not None and options.file is None:
        parser.error("--recogniser needs --file: the generated speech is not for real ears")
    keys = Vault(VaultFile(id="kill9", locks=()), SECRET) if options.encrypted else None
    if options.child:
        _dictate(Case(options.file, options.recogniser, keys), *options.child)
        return 0
    with tempfile.TemporaryDirectory(prefix="kill9-") as folder:
        case = Case(options.file or _generated(Path(folder)), options.recogniser, keys)
        rng = random.Random(options.seed)
        killed = []
        for number in range(options.times):
            after = rng.uniform(0.05, options.longest)
            killed.append(_kill(case, Path(folder) / str(number), after))
            _print(killed[-1], number)
    return _summary(killed)


def _print(one: Killed, number: int) -> None:
    if number == 0:
        print("  # killed after  captured  recovered  missing  not on device  turns  words  faults")
    print(
        f"{number + 1:3} {one.after:10.2f} s {one.captured:9} {one.recovered:10} "
        f"{one.missing_ms:5.0f} ms {one.not_on_device_ms:11.0f} ms {one.turns_before:6} "
        f"{one.words:6}  {'; '.join(one.faults) or '-'}",
        flush=True,
    )


def _summary(killed: list[Killed]) -> int:
    worst = max(k.missing_ms for k in killed)
    device = sorted(k.not_on_device_ms for k in killed)
    faults = sum(bool(k.faults) for k in killed)
    print(
        f"{len(killed)} kills: missing at most {worst:.0f} ms (limit {LIMIT_MS}); "
        f"not on the device: median {device[len(device) // 2]:.0f} ms, most {device[-1]:.0f} ms; "
        f"with a fault: {faults}"
    )
    return 1 if faults else 0


def _truth() -> Plan:
    parts: list[tuple[str, int]] = [(".", 200)]
    for turn in range(6):
        for word in SAID[turn % 2 * 7 : turn % 2 * 7 + 4]:
            parts += [(word, 260), (".", 60)]
        parts.append((".", 1000))
    return plan(*parts)


def _generated(folder: Path) -> Path:
    path = folder / "dictation.wav"
    soundfile.write(path, _truth().sound, RATE, subtype="PCM_16")
    return path


def _template() -> Template:
    return Templates([templates_folder()]).load("cxr")


@contextmanager
def _engine(case: Case) -> Iterator[Engine]:
    turns = TurnSettings.with_silence(800)
    if case.recogniser is None:
        yield Engine(ScriptedRecogniser(_truth()), LoudnessVad(), turns)
        return
    recogniser = open_recogniser(case.recogniser, RunSettings(), "model")
    yield Engine(recogniser, make_vad("both"), turns)
    recogniser.close()


def _dictate(case: Case, root: Path, note: Path) -> None:
    """The child."""
    with note.open("r+b") as file:
        memory = mmap.mmap(file.fileno(), NOTE.size)
    template = _template()
    folder = create_folder(root, datetime.now(), case.keys)
    source = _Noted(FileSource(case.file, "realtime"), memory)
    with _engine(case) as engine:
        dictation = Dictation(
            source,
            engine,
            ReportComposer(template, Dialect.WORDS),
            folder,
            template.name,
            saver(folder, template, ""),
        )
        source.durable = lambda: dictation.durable_to
        dictation.start(datetime.now())
        dictation.wait(None)


class _Noted:
    """The source, noting what was captured before anything else may see it."""

    def __init__(self, source: FileSource, memory: mmap.mmap) -> None:
        self._source = source
        self._memory = memory
        self.durable = lambda: 0

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def repaired(self) -> int:
        return self._source.repaired

    def captured(self) -> Iterator[Captured]:
        for item in self._source.captured():
            if isinstance(item, AudioBlock):
                NOTE.pack_into(self._memory, 0, item.end, self.durable())
            yield item

    def close(self) -> None:
        self._source.close()


def _kill(case: Case, root: Path, after: float) -> Killed:
    root.mkdir()
    note = root / "note"
    note.write_bytes(bytes(NOTE.size))
    command = [sys.executable, __file__, "--child", str(root), str(note), "--file", str(case.file)]
    if case.recogniser is not None:
        command += ["--recogniser", str(case.recogniser)]
    if case.keys is not None:
        command += ["--encrypted"]
    child = subprocess.Popen(command)
    try:
        _wait_for_sound(child, note)
        time.sleep(after)
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    captured, durable = NOTE.unpack(note.read_bytes())
    return _examined(case, root, after, captured, durable)


def _wait_for_sound(child: subprocess.Popen[bytes], note: Path) -> None:
    end = time.monotonic() + 120
    while not NOTE.unpack(note.read_bytes())[0]:
        if child.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the child did not start dictating")
        time.sleep(0.01)


def _examined(case: Case, root: Path, after: float, captured: int, durable: int) -> Killed:
    faults: list[str] = []
    [folder] = all_folders(root, case.keys)
    sound = np.concatenate(
        [
            np.zeros(0, np.float32),
            *(b.samples for b in JournalReader(folder.sound).blocks()),
        ]
    )
    fed = np.concatenate(
        [b.samples for b in FileSource(case.file).captured() if isinstance(b, AudioBlock)]
    )
    if not np.array_equal(sound, fed[: len(sound)]):
        faults.append("the recovered sound is not a prefix of what was fed")
    if (captured - len(sound)) * 1000 / RATE > LIMIT_MS:
        faults.append(f"more than {LIMIT_MS} ms are missing")
    if len(sound) < durable:
        faults.append("what was called durable is not there")
    turns, words = 0, 0
    for item in find_interrupted(root, case.keys):
        turns = len(item.state.utterances)
        template = _template()
        with _engine(case) as engine:
            composer = ReportComposer(template, Dialect.WORDS)
            state = recover(item, engine, composer, saver(item.folder, template, ""))
        heard = [w.text for u in state.utterances for w in u.words]
        words = len(heard)
        if not state.ended or not kept_beside(item.folder, "report.txt").strip():
            faults.append("the report is not finished")
        if case.recogniser is None:
            whole = [w.text for w in _truth().words if w.end <= len(sound)]
            if heard[: len(whole)] != whole:
                faults.append("a captured word is missing or doubled")
    if find_interrupted(root, case.keys):
        faults.append("still listed as interrupted")
    return Killed(after, captured, durable, len(sound), words, turns, tuple(faults))


if __name__ == "__main__":
    raise SystemExit(main())
