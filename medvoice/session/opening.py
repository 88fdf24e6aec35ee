"""The parts that listen, made from small settings: recogniser, voice detector, turns, sources.

Faces compose through here, so that they need to know neither encoders nor sound cards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from medvoice.asr.cluster_access import ClusterAccess
from medvoice.asr.decoding import DecoderKind, DecoderSettings, plan
from medvoice.asr.recogniser import Recogniser, RecogniserError
from medvoice.audio.devices import InputDevice
from medvoice.audio.file_source import FileSource
from medvoice.audio.hardware import InputHardware
from medvoice.audio.microphone import Microphone
from medvoice.audio.portaudio import PortAudioHardware, input_devices
from medvoice.audio.portaudio_output import PortAudioLoudspeaker
from medvoice.audio.push_source import PushSource
from medvoice.audio.reading_aloud import ReadingAloudError, find_reader
from medvoice.audio.source import AudioSource
from medvoice.audio.switched_source import SwitchedSource
from medvoice.audio.turn_settings import TurnSettings
from medvoice.audio.vad_choice import VadName, make_vad
from medvoice.language.commands.grammar import load_grammar
from medvoice.language.commands.macros import Macro, load_macros, with_macros
from medvoice.language.house import House
from medvoice.language.vocabulary import Vocabulary
from medvoice.language.written_form.settings import WrittenFormSettings
from medvoice.session.engine import Engine
from medvoice.session.sounding import SoundOut
from medvoice.session.tones import TonePlayer

_WHISPER = "model.bin"


@dataclass(frozen=True, slots=True)
class ListenSettings:
    """vad: which voice detector. silence_ms: pause that ends a turn."""

    vad: VadName
    silence_ms: int


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a recogniser is run. device: "auto", "cpu", "cuda". dtype: "auto", "float32", "bfloat16",
    "int8". threads: CPU threads, 0 for as many as there are cores. sha256: file name → what it must
    be, where the model's files are known. decoder: "auto", "greedy" or "beam"; language_model: its
    file, None for the one beside the weights; terms: words to favour always; cluster: that computes
    for this machine, None for none; all for a CTC model."""

    device: str = "auto"
    dtype: str = "auto"
    threads: int = 0
    sha256: Mapping[str, str] = field(default_factory=dict)
    decoder: DecoderKind = "auto"
    language_model: Path | None = None
    terms: tuple[str, ...] = ()
    cluster: ClusterAccess | None = None

    @property
    def search(self) -> DecoderSettings:
        return DecoderSettings(self.decoder, ngram=self.language_model, terms=self.terms)


def open_recogniser(folder: Path, settings: RunSettings, label: str) -> Recogniser:
    """A LASR checkpoint or a Whisper (a folder with model.bin), loaded, checked and warm. label:
    its name on screen. Raises RecogniserError."""
    if (folder / _WHISPER).is_file():
        if settings.cluster is not None:
            raise RecogniserError(
                "A cluster computes for MedASR and the bundled model, not for Whisper. Choose one "
                "of them (recogniser.name), or leave cluster.url empty."
            )
        from medvoice.asr.whisper_recogniser import LoadWhisper, load_whisper

        whisper = LoadWhisper(settings.device, settings.dtype, settings.threads, settings.sha256)
        return load_whisper(folder, whisper, label)
    # Late: torch and transformers take seconds to import, and most commands need neither.
    from medvoice.asr.loading import LoadSettings, load_recogniser

    run = LoadSettings(
        settings.device,
        settings.dtype,
        settings.threads,
        search=settings.search,
        cluster=settings.cluster,
    )
    return load_recogniser(folder, run, label)


def decoder_name(folder: Path, settings: RunSettings) -> str:
    """What `open_recogniser` would decode with, for the screen; loads nothing. "" for a Whisper,
    which has no such choice."""
    if (folder / _WHISPER).is_file():
        return ""
    planned = plan(settings.search, folder)
    return f"{planned.name}; {planned.left_out}" if planned.left_out else planned.name


def make_engine(
    recogniser: Recogniser, settings: ListenSettings, terms: tuple[str, ...] = ()
) -> Engine:
    """For one dictation, file or recovery after another; the recogniser may be shared. terms: what
    this dictation is likely to speak of, in order of worth (`Recogniser.favouring`)."""
    turns = TurnSettings.with_silence(settings.silence_ms).trailing(recogniser.coverage_lag)
    favouring = recogniser.favouring(terms) if terms else recogniser
    return Engine(favouring, make_vad(settings.vad), turns)


Macros = tuple[Macro, ...]


def open_macros(files: Sequence[Path]) -> Macros:
    """The user's texts by name; of two with one name the earlier. Raises GrammarError (a
    ValueError) that names the file or macro and the fault."""
    found: dict[str, Macro] = {}
    for path in files:
        for macro in load_macros(path):
            found.setdefault(macro.name, macro)
    macros = tuple(found.values())
    with_macros(load_grammar(), macros)
    return macros


def open_house(written: Mapping[str, Any], vocabulary: Vocabulary) -> House:
    """written: the fields of WrittenFormSettings that are settled; TypeError for another name."""
    return House(WrittenFormSettings(**written), vocabulary.replacements)


def open_microphone(wanted: str, hardware: InputHardware | None = None) -> Microphone:
    """wanted: name, part of one, or number; "" for the default. Raises DeviceError."""
    return Microphone(wanted or None, hardware=hardware or PortAudioHardware())


def open_sound(device: str, program: str, voice: str, pace: int, *, audible: bool) -> SoundOut:
    """What a dictation plays sound with. program: as of `find_reader`; without one the text is
    shown alone. audible: the microphone hears it."""
    loudspeaker = PortAudioLoudspeaker(device)
    try:
        reader = find_reader(program, voice, pace)
    except ReadingAloudError as error:
        return SoundOut(loudspeaker, None, f"it is shown; {error}", audible)
    return SoundOut(loudspeaker, reader, audible=audible)


def switched(source: AudioSource, *, on: bool = True) -> SwitchedSource:
    """A microphone that a key switches off and on."""
    return SwitchedSource(source, on)


def open_tones(device: str) -> TonePlayer:
    """device: as of `find_output`. `close` it."""
    return TonePlayer(PortAudioLoudspeaker(device))


def open_file(
    path: Path, pace: Literal["fast", "realtime"] = "fast", helpers: bool = True
) -> FileSource:
    """helpers: other programs (ffmpeg) may be asked; False for a stranger's file. Raises
    SoundFileError."""
    return FileSource(path, pace, helpers=helpers)


def open_push(name: str) -> PushSource:
    """For sound that a peer captures and hands over. name: what the user calls it."""
    return PushSource(name)


def list_devices() -> list[InputDevice]:
    """Raises NoPortAudioError, DeviceError."""
    return input_devices()
