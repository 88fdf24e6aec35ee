"""The parts that listen, made from small settings: recogniser, voice detector, turns, sources.

Faces compose through here, so that they need to know neither encoders nor sound cards.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    "int8". threads: CPU threads, 0 for as many as there are cores."""

    device: str = "auto"
    dtype: str = "auto"
    threads: int = 0


def open_recogniser(folder: Path, settings: RunSettings, label: str) -> Recogniser:
    """A LASR checkpoint, loaded, checked and warm. label: its name on screen. Raises
    RecogniserError."""
    # Late: torch and transformers take seconds to import, and most commands need neither.
    from medvoice.asr.loading import LoadSettings, load_recogniser

    run = LoadSettings(device=settings.device, dtype=settings.dtype, threads=settings.threads)
    return load_recogniser(folder, run, label)


def make_engine(recogniser: Recogniser, settings: ListenSettings) -> Engine:
    """For one dictation, file or recovery after another; the recogniser may be shared."""
    return Engine(
        recogniser, make_vad(settings.vad), TurnSettings.with_silence(settings.silence_ms)
    )


def open_microphone(wanted: str, hardware: InputHardware | None = None) -> Microphone:
    """wanted: name, part of one, or number; "" for the default. Raises DeviceError."""
    return Microphone(wanted or None, hardware=hardware or PortAudioHardware())


def open_file(path: Path, pace: Literal["fast", "realtime"] = "fast") -> FileSource:
    """Raises SoundFileError."""
    return FileSource(path, pace)


def list_devices() -> list[InputDevice]:
    """Raises NoPortAudioError, DeviceError."""
    return input_devices()
