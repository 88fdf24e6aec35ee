"""Kokoro speech, cached on disk by (text, voice, speed).

python -m training.voices.kokoro --voice af_heart --out x.flac "no pneumothorax period"
"""

from __future__ import annotations

import argparse
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from training.cache import cache_folder
from training.voices.kokoro_model import english_voices, model_files

SAMPLE_RATE = 24_000


def cached_path(text: str, voice: str, speed: float) -> Path:
    """The FLAC file that holds (or will hold) this utterance."""
    key = hashlib.sha1(f"{voice}|{speed:.2f}|{text}".encode()).hexdigest()[:20]
    return cache_folder("kokoro", "speech", key[:2]) / f"{key}.flac"


@dataclass
class Kokoro:
    """One synthesiser; loads the model at the first utterance that is not cached."""

    threads: int = 1
    _engine: object | None = None

    def speak(self, text: str, voice: str, speed: float = 1.0) -> npt.NDArray[np.float32]:
        """Mono samples at 24 kHz of the spoken form `text`."""
        return soundfile.read(self.speak_to_cache(text, voice, speed), dtype="float32")[0]

    def speak_to_cache(self, text: str, voice: str, speed: float = 1.0) -> Path:
        """The cached FLAC of the utterance, synthesised when missing."""
        path = cached_path(text, voice, speed)
        if not path.exists():
            engine = self._load()
            language = "en-gb" if voice.startswith("b") else "en-us"
            samples, rate = engine.create(text, voice=voice, lang=language, speed=speed)
            assert rate == SAMPLE_RATE
            partial = path.with_name(f"{path.stem}.{os.getpid()}.flac")
            soundfile.write(partial, samples, rate, subtype="PCM_16")
            partial.replace(path)
        return path

    def _load(self):
        if self._engine is None:
            import onnxruntime
            from kokoro_onnx import Kokoro as Engine

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self.threads
            options.inter_op_num_threads = 1
            model, styles = model_files()
            session = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            self._engine = Engine.from_session(session, str(styles))
        return self._engine


def main() -> None:
    """Render one text in one voice to a WAV or FLAC file at 24 kHz."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("text", help="what is spoken (spoken form: 'period', 'C T')")
    parser.add_argument("--voice", default="af_heart", help="one of the 28 English voices")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--out", type=Path, required=True, help="x.flac or x.wav")
    arguments = parser.parse_args()
    if arguments.voice not in english_voices():
        parser.error(f"voices: {' '.join(english_voices())}")
    samples = Kokoro().speak(arguments.text, arguments.voice, arguments.speed)
    soundfile.write(arguments.out, samples, SAMPLE_RATE, subtype="PCM_16")
    print(f"{arguments.out}: {len(samples) / SAMPLE_RATE:.1f} s")


if __name__ == "__main__":
    main()
