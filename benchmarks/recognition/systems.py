"""The recognisers that are compared, each as sound → text.

Ours: the bundled model, final pass (what `medvoice` publishes of a turn), greedy and beam; the
Whisper seam, final pass. What a user would otherwise use: PocketSphinx with its own model and
language model, and Whisper tiny.en through faster-whisper with its own defaults. All on the CPU,
one thread.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

import medvoice.asr
from benchmarks.recognition.answers import state_key
from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.decoding import NGRAM_FILE, WORDS_FILE, DecoderSettings
from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.whisper_recogniser import LoadWhisper, WhisperRecogniser, load_whisper
from medvoice.audio.block import Samples, to_grid
from medvoice.language.reader import Dialect
from medvoice.models.catalogue import BUNDLED
from medvoice.models.whisper_tiny import SHA256, place

Hear = Callable[[Samples], str]
_ASR = Path(medvoice.asr.__file__).parent


@dataclass(frozen=True, slots=True)
class System:
    """name: for the table. key: changes when its answers may; it begins with `weights`, which our
    code is not in. missing: why it is not here, "" where it is. open: loads it."""

    name: str
    key: str
    dialect: Dialect
    open: Callable[[], Hear]
    weights: str = ""
    missing: str = ""


def bundled(
    folder: Path, kind: Literal["greedy", "beam"], ngram: Path | None, label: str = "bundled"
) -> System:
    """ngram: a language model for the beam; None: the one beside the weights, if there is one."""
    search = search_of(kind, ngram)
    files = [*folder.glob("*.json"), *folder.glob("*.safetensors")]
    name = f"{label}, greedy"
    if kind == "beam":
        used = ngram or folder / NGRAM_FILE
        files += [used, *folder.glob(WORDS_FILE)]
        name = f"{label}, beam" + (" + n-gram" if used.is_file() else ", no n-gram")
    weights = state_key(f"bundled-{kind}", files)
    key = state_key(weights, _code("whisper", False))

    def open_() -> Hear:
        return _ctc_hear(load_bundled(folder, search))

    return System(name, key, Dialect.MARKERS, open_, weights)


def search_of(kind: Literal["greedy", "beam"], ngram: Path | None) -> DecoderSettings:
    return DecoderSettings(kind=kind, ngram=ngram)


def load_bundled(folder: Path, search: DecoderSettings) -> CtcRecogniser:
    settings = LoadSettings(device="cpu", threads=1, search=search)
    return load_recogniser(folder, settings, BUNDLED)


def whisper_seam(folder: Path | None = None) -> System:
    where = folder or place()
    weights = state_key("whisper-seam", [where / "model.bin"], _version("faster-whisper"))
    key = state_key(weights, _code("whisper", True))
    missing = _lacking("faster_whisper", "pip install faster-whisper") or _no_weights(where)

    def open_() -> Hear:
        recogniser = load_seam(where)
        return lambda sound: " ".join(word.text for word in recogniser.transcribe(sound))

    return System("our Whisper seam", key, Dialect.WORDS, open_, weights, missing)


def load_seam(where: Path | None = None) -> WhisperRecogniser:
    folder = where or place()
    known = SHA256 if folder == place() else {}
    return load_whisper(folder, LoadWhisper("cpu", "int8", 1, known))


def whisper_alone(folder: Path | None = None) -> System:
    where = folder or place()
    key = state_key("whisper-alone", [where / "model.bin"], _version("faster-whisper"))
    missing = _lacking("faster_whisper", "pip install faster-whisper") or _no_weights(where)

    return System(
        "Whisper tiny.en", key, Dialect.WORDS, lambda: _faster_whisper_alone(where), key, missing
    )


def _faster_whisper_alone(folder: Path) -> Hear:
    from faster_whisper import WhisperModel

    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)

    def transcribe(sound: Samples) -> str:
        segments, _ = model.transcribe(sound, language="en")
        return "".join(segment.text for segment in segments)

    return transcribe


def pocketsphinx() -> System:
    key = state_key("pocketsphinx", [], _version("pocketsphinx"))
    missing = _lacking("pocketsphinx", "pip install pocketsphinx")
    return System("PocketSphinx", key, Dialect.WORDS, _open_pocketsphinx, key, missing)


def _open_pocketsphinx() -> Hear:
    from pocketsphinx import Decoder  # type: ignore[import-untyped,unused-ignore]

    decoder = Decoder(samprate=16_000, loglevel="FATAL")

    def hear(sound: Samples) -> str:
        # A whole utterance at once gets its own cepstral mean: the order does not matter.
        decoder.start_utt()
        pcm = (np.clip(sound, -1, 1) * 32_767).astype("<i2")
        decoder.process_raw(pcm.tobytes(), full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        return found.hypstr if found else ""

    return hear


def _ctc_hear(recogniser: CtcRecogniser) -> Hear:
    return lambda sound: " ".join(word.text for word in recogniser.transcribe(to_grid(sound)))


def _code(beginning: str, wanted: bool) -> list[Path]:
    """Our own source: whether its files begin so or not."""
    return [file for file in _ASR.glob("*.py") if file.name.startswith(beginning) is wanted]


def _lacking(module: str, advice: str) -> str:
    return "" if importlib.util.find_spec(module) else f"not here: {advice}"


def _no_weights(folder: Path) -> str:
    return "" if (folder / "model.bin").is_file() else "not here: make setup installs its weights"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
