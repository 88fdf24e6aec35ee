"""How late final text comes while recordings are transcribed over the API, beside live dictation.

    python -m benchmarks.recordings_beside [--seconds 60] [--recordings 2]

Printed: the delay of each turn's final text behind the end of its speech, less the configured
silence, for a dictation in real time: alone; beside recordings that give way (as `medvoice serve`
does it); beside recordings that do not.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from pathlib import Path

from medvoice.audio.block import SAMPLE_RATE
from medvoice.audio.sound_file import SoundFileError
from medvoice.config import Settings
from medvoice.faces.compose import Ears, ears_of
from medvoice.session.engine import Engine
from medvoice.session.opening import open_file
from medvoice.session.transcribe import final_turns

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--recordings", type=int, default=2)
    options = parser.parse_args()
    settings = Settings.model_validate({"recogniser": {"name": "bundled"}})
    with ears_of(settings, print) as ears:
        for name, engine in (
            ("alone", None),
            ("beside recordings that give way", ears.engine_behind),
            ("beside recordings that do not", ears.engine),
        ):
            delays = _delays(ears, options.seconds, options.recordings if engine else 0, engine)
            print(
                f"{name}: {len(delays)} turns, median {statistics.median(delays):.2f} s, "
                f"worst {max(delays):.2f} s",
                flush=True,
            )


def _delays(ears: Ears, seconds: float, recordings: int, engine: object) -> list[float]:
    stop = threading.Event()
    threads = [
        threading.Thread(target=_transcribing, args=(engine, stop)) for _ in range(recordings)
    ]
    for thread in threads:
        thread.start()
    try:
        return _dictated(ears.engine(), seconds)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _dictated(engine: Engine, seconds: float) -> list[float]:
    source = open_file(SAMPLES / "cxr_portable.flac", "realtime")
    begin = time.monotonic()
    threading.Timer(seconds, source.close).start()
    found = []
    for final in final_turns(source, engine):
        said = begin + final.speech_end / SAMPLE_RATE
        found.append(time.monotonic() - said - engine.silence_s)
    return found[:-1] or found  # the last was cut off, not ended


def _transcribing(engine: object, stop: threading.Event) -> None:
    while not stop.is_set():
        source = open_file(SAMPLES / "ct_chest_long.flac")
        assert callable(engine)
        try:
            for _ in final_turns(source, engine()):
                if stop.is_set():
                    break
        except SoundFileError:
            return


if __name__ == "__main__":
    main()
