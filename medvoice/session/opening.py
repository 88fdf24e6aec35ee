"""The parts that listen, made from small settings: recogniser, voice detector, turns, sources.

Faces compose through here, so that they need to know neither encoders nor sound cards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from medvoice.asr.recogniser import Recogniser
from medvoice.audio.devices import InputDevice
from medvoice.audio.file_source import FileSource
from medvoice.audio.hardware import InputHardware
from medvoice.audio.microphone import Microphone
from medvoice.audio.portaudio import PortAudioHardware, input_devices
from medvoice.audio.turn_settings import TurnSettings
from medvoice.audio.vad_choice import VadName, make_vad
from medvoice.session.engine import Engine


@dataclass(frozen=True, slots=True)
class ListenSettings:
    """vad: which voice detector. silence_ms: pause that ends a turn."""

    vad: VadName
    silence_ms: int


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a recogniser is run. device: "auto", "cpu", "cuda". dtype: "auto", "float32", "bfloat16",
    "int8". threads: CPU threads, 0 for as many as there are cores. prompt: words and style that a
    recogniser which can be primed is primed with. sha256: file name → what it must be, where the
    model's files are known."""

    device: str = "auto"
    dtype: str = "auto"
    threads: int = 0
    prompt: str = ""
    sha256: Mapping[str, str] = field(default_factory=dict)


def open_recogniser(folder: Path, settings: RunSettings, label: str) -> Recogniser:
    """A LASR checkpoint or a Whisper (a folder with model.bin), loaded, checked and warm. label:
    its name on screen. Raises RecogniserError."""
    if (folder / "model.bin").is_file():
        from medvoice.asr.whisper_recogniser import LoadWhisper, load_whisper
        from medvoice.asr.whisper_turn import WhisperSettings

        decoding = WhisperSettings(prompt=settings.prompt)
        whisper = LoadWhisper(
            settings.device, settings.dtype, settings.threads, settings.sha256, decoding
        )
        return load_whisper(folder, whisper, label)
    # Late: torch and transformers take seconds to import, and most commands need neither.
    from medvoice.asr.loading import LoadSettings, load_recogniser

    run = LoadSettings(device=settings.device, dtype=settings.dtype, threads=settings.threads)
    return load_recogniser(folder, run, label)


def make_engine(recogniser: Recogniser, settings: ListenSettings) -> Engine:
    """For one dictation, file or recovery after another; the recogniser may be shared."""
    turns = TurnSettings.with_silence(settings.silence_ms).trailing(recogniser.coverage_lag)
    return Engine(recogniser, make_vad(settings.vad), turns)


def open_microphone(wanted: str, hardware: InputHardware | None = None) -> Microphone:
    """wanted: name, part of one, or number; "" for the default. Raises DeviceError."""
    return Microphone(wanted or None, hardware=hardware or PortAudioHardware())


def open_file(path: Path, pace: Literal["fast", "realtime"] = "fast") -> FileSource:
    """Raises SoundFileError."""
    return FileSource(path, pace)


def list_devices() -> list[InputDevice]:
    """Raises NoPortAudioError, DeviceError."""
    return input_devices()
