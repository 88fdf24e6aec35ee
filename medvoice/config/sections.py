"""Sections of the configuration: one model each, every key with what it does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import (
    Field,
    field_validator,
    model_validator,
)

from medvoice.config.cluster_section import ClusterSettings
from medvoice.config.section import Section, UserPath
from medvoice.config.study_sections import DicomwebSettings, OrderSettings, StudySettings


def _default_data_folder() -> Path:
    return Path(platformdirs.user_data_dir("medvoice", appauthor=False))


class AudioSettings(Section):
    """Where sound comes from."""

    device: str = Field(
        default="", description="input device: name, part of a name, or number; empty: default"
    )
    on: bool = Field(
        default=True, description="terminal: the microphone is on from the start; false: by key"
    )
    vad: Literal["both", "webrtc", "silero"] = Field(
        default="both",
        description="voice detector: webrtc, silero, or the cheap one in front of the good one",
    )


class SpeechSettings(Section):
    """Sound out: what was said, and the report read aloud."""

    program: str = Field(
        default="auto",
        min_length=1,
        description="reads aloud: auto (espeak-ng or espeak), off, or a program with their options",
    )
    voice: str = Field(default="en-us", min_length=1, description="the program's voice")
    pace: int = Field(default=170, ge=80, le=450, description="words a minute")
    device: str = Field(
        default="", description="output device: name, part of a name, or number; empty: default"
    )
    headphones: bool = Field(
        default=False,
        description="the microphone hears no loudspeaker: dictation goes on while sound is played",
    )
    tones: bool = Field(
        default=True,
        description="terminal: short tones for commands, sleep, and a microphone that was lost",
    )


class TurnSettings(Section):
    """When a turn ends."""

    silence_ms: int = Field(default=700, ge=200, le=10_000, description="pause that ends a turn")


class RecogniserSettings(Section):
    """Which model listens, and how it is run."""

    name: str = Field(
        default="auto",
        min_length=1,
        description="auto (MedASR if installed, else Whisper, else bundled), bundled, whisper, "
        "medasr, a folder, or a hub id",
    )
    medasr: str = Field(
        default="", description="where MedASR lies: a folder or hub id; empty: google/medasr"
    )
    device: Literal["auto", "cpu", "cuda"] = Field(default="auto", description="where it runs")
    dtype: Literal["auto", "float32", "bfloat16", "int8"] = Field(
        default="auto", description="number format; auto: the fastest that passes the check at load"
    )
    threads: int = Field(
        default=0, ge=0, le=256, description="CPU threads; 0: as many as there are cores"
    )
    decoder: Literal["auto", "greedy", "beam"] = Field(
        default="auto",
        description="search over the model's output; auto: beam where a language model is there",
    )
    language_model: str = Field(
        default="",
        description="file for the beam (.npz, .arpa, KenLM); empty: the one beside the weights",
    )
    terms: tuple[str, ...] = Field(
        default=(),
        description="words that the beam should expect, beside those of the template",
    )


class ReportSettings(Section):
    """How reports look."""

    template: str = Field(default="cxr", min_length=1, description="template of a dictation")
    author: str = Field(
        default="", max_length=200, description="who signs reports; empty: your login name"
    )
    folders: tuple[UserPath, ...] = Field(
        default=(), description="folders with templates of your own"
    )
    footer: str = Field(default="", description="text under every report")
    macros: tuple[UserPath, ...] = Field(
        default=(), description='files with texts of your own, said as "macro NAME"'
    )
    origin_signs: Literal["draft", "always", "never"] = Field(
        default="draft",
        description="signs behind text that nobody dictated, in plain text, Markdown and HL7: "
        "until the report is final, always, or never",
    )


class LanguageModelSettings(Section):
    """Which language model helps with the report, and where it runs (docs/language_model.md)."""

    backend: Literal["none", "transformers", "server"] = Field(
        default="none",
        description="none (rules alone), transformers (in this process), or server (OpenAI's kind)",
    )
    model: str = Field(
        default="",
        description="folder or hub id, or name at the server; empty: MedGemma, or the only one",
    )
    url: str = Field(
        default="",
        description="the server's address; not on loopback: dictation leaves this machine",
    )
    api_key_env: str = Field(
        default="",
        pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$",
        description="environment variable with the server's key (its name, not the key)",
    )
    level: Literal["verbatim", "tidy", "impression"] = Field(
        default="verbatim",
        description="what it may do: name fields only, tidy sentences, or draft an impression",
    )
    timeout_s: float = Field(
        default=30.0, ge=1.0, le=600.0, description="longest wait for a server's next word"
    )
    device: Literal["auto", "cpu", "cuda"] = Field(
        default="auto", description="where transformers runs it"
    )
    quantisation: Literal["auto", "bfloat16", "int8", "int4", "float32"] = Field(
        default="auto",
        description="number format for transformers; auto: the best that fits into the memory",
    )


class WrittenSettings(Section):
    """The house's conventions of written form (docs/written_form.md). Names and defaults are those
    of the language layer's WrittenFormSettings."""

    times_sign: Literal["x", "×"] = Field(default="x", description="between dimensions: 3 x 4 cm")
    numerals_from: int = Field(
        default=10, ge=0, le=100, description="counts below this stay words (two lesions)"
    )
    rib_digits: bool = Field(default=True, description="7th rib; false: seventh rib")
    roman_stages: bool = Field(default=True, description="stage IIIA; false: stage 3A")
    roman_grades: bool = Field(default=False, description="grade II; false: grade 2")
    roman_segments: bool = Field(default=False, description="segment IVA; false: segment 4A")
    full_discs: bool = Field(default=True, description="L4-L5; false: L4-5")
    slash_out_of: bool = Field(default=False, description="8/10; false: 8 out of 10")
    homophones: bool = Field(
        default=True,
        description='"a to millimeter nodule" is read as 2 mm where nothing else is English',
    )


class VocabularySettings(Section):
    """Words of the site and of the user."""

    files: tuple[UserPath, ...] = Field(
        default=(), description="the site's vocabularies: words to expect, and what to write for"
    )
    profile: str = Field(
        default="default",
        pattern=r"^\w[\w.-]{0,63}$",
        description="whose personal vocabulary: its file's name, so that several share a machine",
    )
    folder: UserPath = Field(
        default_factory=lambda: _default_data_folder() / "vocabulary",
        description="personal vocabularies, one file per profile",
    )

    @property
    def personal(self) -> Path:
        """The profile's file; it need not exist."""
        return self.folder / f"{self.profile}.toml"


class StorageSettings(Section):
    """Where dictations are kept, and for how long."""

    folder: UserPath = Field(
        default_factory=_default_data_folder, description="dictations: sound, log, report"
    )
    retention_days: int = Field(
        default=0,
        ge=0,
        le=36_500,
        description="finished dictations not worked on for so long are deleted; 0: never",
    )
    retention_unsigned: bool = Field(
        default=False,
        description="delete them also where the report was not made final",
    )


class EncryptionSettings(Section):
    """How the vault of the data folder is opened (docs/encryption.md). Where there is one, new
    dictations are encrypted."""

    required: bool = Field(
        default=False, description="refuse to dictate where the data folder has no vault"
    )
    passphrase_env: str = Field(
        default="",
        pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$",
        description="environment variable with the passphrase (its name); empty: ask for it",
    )
    key_file: str = Field(default="", description="key file, readable by you alone")


class CheckSettings(Section):
    """Consistency checks (docs/checks.md)."""

    off: tuple[str, ...] = Field(
        default=("dimensions",), description="names of checks that are not wanted"
    )


class QuestionSettings(Section):
    """Questions about the loaded study (docs/questions.md)."""

    wake_words: tuple[str, ...] = Field(
        default=("question", "ask"),
        min_length=1,
        description='a spoken question begins with one of them ("question, what is …")',
    )
    read_aloud: bool = Field(
        default=False,
        description="answers are read aloud as they come; what is dictated meanwhile is set aside",
    )


class DocumentSettings(Section):
    """Guidelines and other documents that questions are asked to (docs/documents.md)."""

    folders: tuple[UserPath, ...] = Field(
        default=(), description="folders or files (PDF, text, HTML, DOCX) that answer questions"
    )
    cache: UserPath = Field(
        default_factory=lambda: (
            Path(platformdirs.user_cache_dir("medvoice", appauthor=False)) / "documents"
        ),
        description="where their index is kept",
    )


_KEY = re.compile(r"(shift\+)?f([1-9]|1\d|2[0-4])|[^\s]")


class KeySettings(Section):
    """Keys of the terminal view: a character, or f1 to f24 (shift+f2); several with a space between
    (keyboard and foot switch); empty for none."""

    microphone: str = Field(default="f9", description="microphone off and on")
    talk: str = Field(
        default="f8",
        description="microphone on while it is held, where the terminal tells; else off and on",
    )
    ask: str = Field(default="q", description="what is said next is a question")
    accept: str = Field(default="a", description="accept the drafted text")
    reject: str = Field(default="r", description="reject the drafted text")
    scratch: str = Field(default="s f4", description='as "scratch that"')
    stop: str = Field(default="x", description="stop the answer or the sound")
    next: str = Field(default="f2", description="the next field")
    previous: str = Field(default="shift+f2", description="the field before")
    command: str = Field(default="c", description="what is said must be a command; and back")
    sign: str = Field(default="g", description="finalize the report; asks for a yes")
    yes: str = Field(default="y", description="yes, to what was asked")
    no: str = Field(default="n", description="no")

    @field_validator("*")
    @classmethod
    def _can_be_pressed(cls, keys: str) -> str:
        keys = " ".join(keys.split()).lower() if len(keys) > 1 else keys
        for key in keys.split() if not keys.isspace() else [keys]:
            if not _KEY.fullmatch(key) or not key.isprintable():
                raise ValueError("a key is a letter, a digit, a sign, or f1 to f24 (shift+f2)")
        return keys

    @model_validator(mode="after")
    def _are_distinct(self) -> KeySettings:
        keys = [key for several in self.model_dump().values() for key in several.split()]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f'two keys are "{twice[0]}"')
        return self


class ViewSettings(Section):
    """The terminal view."""

    refresh_hz: float = Field(default=10.0, ge=1.0, le=30.0, description="redraws a second")
    plain: bool = Field(default=False, description="plain lines instead of the live view")


class ServerSettings(Section):
    """The daemon, `medvoice serve` (docs/server.md)."""

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="address to listen on; not loopback: a token and TLS files are needed",
    )
    port: int = Field(default=8765, ge=0, le=65_535, description="0: any that is free")
    token_env: str = Field(
        default="",
        pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$",
        description="environment variable with the token that clients send (its name, not it)",
    )
    token_file: str = Field(default="", description="file with the token, readable by you alone")
    users_file: str = Field(
        default="",
        description="file with a line for each user: a token of their own, and the name that signs",
    )
    tls_certificate: str = Field(default="", description="PEM file, with the chain")
    tls_key: str = Field(default="", description="PEM file, readable by you alone")
    names: tuple[str, ...] = Field(
        default=(), description="host names that clients may reach it by, beside its address"
    )
    origins: tuple[str, ...] = Field(
        default=(), description="other web pages' origins (https://host:port) that may call it"
    )
    upload_mb: int = Field(default=200, ge=1, le=4096, description="largest recording, in MB")
    record_mb: int = Field(
        default=8, ge=1, le=64, description="largest patient record of a session, in MB"
    )
    requests_per_minute: int = Field(
        default=6000, ge=1, le=1_000_000, description="of one address; more: 429"
    )
    connections: int = Field(default=128, ge=4, le=10_000, description="open at once")
    linger_s: float = Field(
        default=60.0,
        ge=1.0,
        le=86_400.0,
        description="seconds that a session stays open when its last page has gone",
    )
    sessions: int = Field(default=16, ge=1, le=1000, description="dictations at once")
    wyoming_port: int = Field(
        default=0, ge=0, le=65_535, description="port for the Wyoming protocol; 0: off"
    )


class Settings(Section):
    """Everything that can be configured."""

    audio: AudioSettings = AudioSettings()
    turns: TurnSettings = TurnSettings()
    recogniser: RecogniserSettings = RecogniserSettings()
    report: ReportSettings = ReportSettings()
    language_model: LanguageModelSettings = LanguageModelSettings()
    written: WrittenSettings = WrittenSettings()
    vocabulary: VocabularySettings = Field(default_factory=VocabularySettings)
    storage: StorageSettings = Field(default_factory=StorageSettings)
    encryption: EncryptionSettings = EncryptionSettings()
    checks: CheckSettings = CheckSettings()
    view: ViewSettings = ViewSettings()
    speech: SpeechSettings = SpeechSettings()
    dicomweb: DicomwebSettings = DicomwebSettings()
    studies: StudySettings = StudySettings()
    orders: OrderSettings = OrderSettings()
    questions: QuestionSettings = QuestionSettings()
    documents: DocumentSettings = Field(default_factory=DocumentSettings)
    keys: KeySettings = KeySettings()
    server: ServerSettings = ServerSettings()
    cluster: ClusterSettings = ClusterSettings()
