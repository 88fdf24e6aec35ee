"""Latency at real-time pace: onset -> first tail, end of speech -> final text; start to ready.

    python benchmarks/latency.py                     # bundled model, clean samples, a long turn
    python benchmarks/latency.py --samples cxr_two_views --long-s 30

Onset and end of speech: from the energy of the clean sound (benchmarks/clean_speech.py), not from
our voice detector. The long turn is `ct_chest_long` with its pauses cut to 0.25 s. Final: minus the
configured silence. The dictation is the real one: file source at real-time pace, journal, session.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.clean_speech import RATE, Samples, Span, speech_spans, without_pauses
from medvoice.audio.file_source import FileSource
from medvoice.language.reader import Dialect
from medvoice.models.catalogue import BUNDLED, speech_model
from medvoice.models.store import obtained
from medvoice.report.template import Templates
from medvoice.resources import samples_folder, templates_folder
from medvoice.session.composing import ReportComposer
from medvoice.session.dictation import Dictation
from medvoice.session.engine import Engine
from medvoice.session.folder import create_folder
from medvoice.session.live import TurnLatency
from medvoice.session.opening import ListenSettings, RunSettings, make_engine, open_recogniser
from medvoice.session.resident_memory import settle

SILENCE_MS = 800
CLEAN = ("cxr_two_views", "cxr_portable", "ct_abdomen", "mr_brain")
TARGETS = {"first tail": (95, 0.7), "final": (99, 0.35)}
_READY = """
import time; begin = time.perf_counter()
from medvoice.session.opening import RunSettings, open_recogniser
from pathlib import Path
r = open_recogniser(Path({folder!r}), RunSettings({device!r}, threads={threads}), "model")
print(time.perf_counter() - begin); r.close()
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """Seconds. first_tail: None where no tail was shown. length: of the speech."""

    length: float
    first_tail: float | None
    final: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=BUNDLED)
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--samples", nargs="*", default=list(CLEAN))
    parser.add_argument("--long-s", type=float, default=180.0, help="long turn; 0: none")
    arguments = parser.parse_args()
    folder = obtained(speech_model(arguments.model))
    ready = _ready(folder, arguments.device, arguments.threads)
    recogniser = open_recogniser(
        folder, RunSettings(arguments.device, threads=arguments.threads), arguments.model
    )
    settle()  # as `medvoice dictate` does
    try:
        engine = lambda: make_engine(recogniser, ListenSettings("both", SILENCE_MS))  # noqa: E731
        sounds = {name: _sample(name) for name in arguments.samples}
        if arguments.long_s > 0:
            longest = without_pauses(_sample("ct_chest_long"), 0.25)
            quiet = np.zeros(2 * RATE, np.float32)
            sounds["long turn"] = np.concatenate([longest[: int(arguments.long_s * RATE)], quiet])
        rows = {name: measure(sound, engine()) for name, sound in sounds.items()}
    finally:
        recogniser.close()
    print(page(rows, recogniser.name, ready))
    return 0


def measure(sound: Samples, engine: Engine) -> list[Turn]:
    """Play the sound at real-time pace through a dictation; the turns that held words."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "sound.flac"
        soundfile.write(path, sound, RATE)
        clock = _Clock()
        template = Templates([templates_folder()]).load("ct_chest")
        dictation = Dictation(
            FileSource(path, "realtime", clock),
            engine,
            ReportComposer(template, Dialect.MARKERS),
            create_folder(Path(scratch), datetime.now()),
            template.name,
            lambda state: None,
        )
        dictation.start(datetime.now())
        dictation.wait(None)
        spans = speech_spans(sound, SILENCE_MS / 1000)
        return [
            _turn(latency, spans, clock.begin) for latency in dictation.latencies() if latency.words
        ]


def _turn(latency: TurnLatency, spans: list[Span], begin: float) -> Turn:
    onset = min((s.start for s in spans), key=lambda at: abs(at - latency.onset))
    end = min((s.end for s in spans), key=lambda at: abs(at - latency.speech_end))
    first = latency.first_tail_at
    return Turn(
        (end - onset) / RATE,
        None if first is None else first - (begin + onset / RATE),
        latency.final_at - (begin + end / RATE) - SILENCE_MS / 1000,
    )


class _Clock:
    """The source's clock; remembers when it was first asked, which is when sample 0 was due."""

    def __init__(self) -> None:
        self.begin = 0.0

    def __call__(self) -> float:
        now = time.monotonic()
        self.begin = self.begin or now
        return now


def page(rows: dict[str, list[Turn]], recogniser: str, ready: float) -> str:
    lines = [
        f"Latency at real-time pace, recogniser {recogniser}, silence {SILENCE_MS} ms. Seconds.",
        "",
        "| sound | turns | longest turn | first tail p50 | p95 | final p50 | p95 | p99 |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    everything: list[Turn] = []
    for name, turns in [*rows.items(), ("all", everything)]:
        everything += turns if name != "all" else []
        first = [t.first_tail for t in turns if t.first_tail is not None]
        final = [t.final for t in turns]
        longest = max((t.length for t in turns), default=0.0)
        figures = " | ".join(
            [_at(first, 50), _at(first, 95), _at(final, 50), _at(final, 95), _at(final, 99)]
        )
        lines.append(f"| {name} | {len(turns)} | {longest:.0f} | {figures} |")
    first = [t.first_tail for t in everything if t.first_tail is not None]
    lines += ["", f"Start to ready (import, load, check, warm-up): {ready:.1f} s"]
    for name, values in (("first tail", first), ("final", [t.final for t in everything])):
        part, target = TARGETS[name]
        met = bool(values) and float(np.percentile(values, part)) <= target
        lines.append(f"Target: {name} p{part} <= {target} s: {'met' if met else 'MISSED'}")
    return "\n".join(lines)


def _at(values: list[float], part: int) -> str:
    return f"{np.percentile(values, part):.2f}" if values else "-"


def _sample(name: str) -> Samples:
    samples, rate = soundfile.read(samples_folder() / f"{name}.flac", dtype="float32")
    assert rate == RATE
    return samples


def _ready(folder: Path, device: str, threads: int) -> float:
    """Seconds in a fresh process until the recogniser could take sound."""
    code = _READY.format(folder=str(folder), device=device, threads=threads)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[0])


if __name__ == "__main__":
    raise SystemExit(main())
