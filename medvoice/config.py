"""Configuration: one TOML file, overridden by the environment, overridden by options.

`load` returns the settings and, for every key, where its value comes from. Unknown keys and bad
values are errors that name the place, the key and the fault. Read once, at the top; what is below a
face gets small typed settings handed down.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

ENVIRONMENT_PREFIX = "MEDVOICE_"
FILE_VARIABLE = "MEDVOICE_CONFIG"
"""Names another configuration file than the platform's."""


class ConfigError(ValueError):
    """The configuration cannot be used; the message names the place, the key and the fault."""


UserPath = Annotated[Path, AfterValidator(Path.expanduser)]
"""A path in which "~" stands for the home folder."""


def _default_data_folder() -> Path:
    return Path(platformdirs.user_data_dir("medvoice", appauthor=False))


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class AudioSettings(_Section):
    """Where sound comes from."""

    device: str = Field(
        default="", description="input device: name, part of a name, or number; empty: default"
    )
    vad: Literal["both", "webrtc", "silero"] = Field(
        default="both",
        description="voice detector: webrtc, silero, or the cheap one in front of the good one",
    )


class SpeechSettings(_Section):
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


class TurnSettings(_Section):
    """When a turn ends."""

    silence_ms: int = Field(default=700, ge=200, le=10_000, description="pause that ends a turn")


class RecogniserSettings(_Section):
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


class ReportSettings(_Section):
    """How reports look."""

    template: str = Field(default="cxr", min_length=1, description="template of a dictation")
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


class LanguageModelSettings(_Section):
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


class WrittenSettings(_Section):
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


class VocabularySettings(_Section):
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


class StorageSettings(_Section):
    """Where dictations are kept, and for how long."""

    folder: UserPath = Field(
        default_factory=_default_data_folder, description="dictations: sound, log, report"
    )
    retention_days: int = Field(
        default=0,
        ge=0,
        le=36_500,
        description="finished dictations older than this are deleted; 0: never",
    )


class CheckSettings(_Section):
    """Consistency checks (docs/checks.md)."""

    off: tuple[str, ...] = Field(
        default=("dimensions",), description="names of checks that are not wanted"
    )


class ViewSettings(_Section):
    """The terminal view."""

    refresh_hz: float = Field(default=10.0, ge=1.0, le=30.0, description="redraws a second")
    plain: bool = Field(default=False, description="plain lines instead of the live view")


class Settings(_Section):
    """Everything that can be configured."""

    audio: AudioSettings = AudioSettings()
    turns: TurnSettings = TurnSettings()
    recogniser: RecogniserSettings = RecogniserSettings()
    report: ReportSettings = ReportSettings()
    language_model: LanguageModelSettings = LanguageModelSettings()
    written: WrittenSettings = WrittenSettings()
    vocabulary: VocabularySettings = Field(default_factory=VocabularySettings)
    storage: StorageSettings = Field(default_factory=StorageSettings)
    checks: CheckSettings = CheckSettings()
    view: ViewSettings = ViewSettings()
    speech: SpeechSettings = SpeechSettings()


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: "turns.silence_ms", its variable, what it does."""

    name: str
    variable: str
    description: str
    is_list: bool


@dataclass(frozen=True, slots=True)
class Configuration:
    """settings, and for each key its origin ("default", the file, a variable, an option).

    file: the configuration file; it need not exist."""

    settings: Settings
    origins: Mapping[str, str]
    file: Path

    def value(self, key: str) -> Any:
        section, _, name = key.partition(".")
        return getattr(getattr(self.settings, section), name)


def keys() -> tuple[Key, ...]:
    """All settings in the order in which they are declared."""
    found = []
    for section, model in _sections().items():
        for name, field in model.model_fields.items():
            variable = f"{ENVIRONMENT_PREFIX}{section}_{name}".upper()
            is_list = str(field.annotation).startswith("tuple")
            found.append(Key(f"{section}.{name}", variable, field.description or "", is_list))
    return tuple(found)


def default_file() -> Path:
    """The configuration file in the platform's folder."""
    return Path(platformdirs.user_config_dir("medvoice", appauthor=False)) / "config.toml"


def load(
    options: Mapping[str, tuple[Any, str]],
    environment: Mapping[str, str],
    file: Path | None = None,
) -> Configuration:
    """Defaults, then the file, then the environment, then the options.

    options: key -> (value, what the user typed). file: from an option; else MEDVOICE_CONFIG, else
    the platform's file, which need not exist. Raises ConfigError."""
    named = file or (Path(environment[FILE_VARIABLE]) if environment.get(FILE_VARIABLE) else None)
    path = (named or default_file()).expanduser()
    values: dict[str, tuple[Any, str]] = {}
    values.update(_from_file(path, must_exist=named is not None))
    values.update(_from_environment(environment))
    for key, (value, typed) in options.items():
        values[_known(key, typed)] = (_split(key, value), typed)
    settings = _validated(values)
    origins = {key.name: values[key.name][1] if key.name in values else "default" for key in keys()}
    return Configuration(settings, origins, path)


def _from_file(path: Path, must_exist: bool) -> dict[str, tuple[Any, str]]:
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(f"{path}: there is no such configuration file") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: the configuration file cannot be read: {error}") from None
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: this is not TOML: {error}") from None
    found = {}
    for section, table in tables.items():
        if not isinstance(table, dict):
            raise ConfigError(
                f'{path}: "{section}" stands outside a section; the sections are '
                + ", ".join(f"[{name}]" for name in _sections())
            )
        for name, value in table.items():
            found[_known(f"{section}.{name}", str(path))] = (value, str(path))
    return found


def _from_environment(environment: Mapping[str, str]) -> dict[str, tuple[Any, str]]:
    by_variable = {key.variable: key for key in keys()}
    found: dict[str, tuple[Any, str]] = {}
    for variable, text in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable == FILE_VARIABLE:
            continue
        key = by_variable.get(variable)
        if key is None:
            raise ConfigError(
                f"environment: {variable} is no setting of medvoice"
                + _did_you_mean(variable, [*by_variable, FILE_VARIABLE])
            )
        found[key.name] = (_split(key.name, text), f"environment {variable}")
    return found


def _split(key: str, value: Any) -> Any:
    """Text for a list: separated as PATH is."""
    if isinstance(value, str) and any(k.is_list for k in keys() if k.name == key):
        return [part for part in value.split(os.pathsep) if part]
    return value


def _known(key: str, place: str) -> str:
    names = [k.name for k in keys()]
    if key not in names:
        raise ConfigError(f'{place}: unknown setting "{key}"{_did_you_mean(key, names)}')
    return key


def _did_you_mean(word: str, words: list[str]) -> str:
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else " (medvoice config lists them all)"


def _validated(values: Mapping[str, tuple[Any, str]]) -> Settings:
    tree: dict[str, dict[str, Any]] = {}
    for key, (value, _) in values.items():
        section, _, name = key.partition(".")
        tree.setdefault(section, {})[name] = value
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        raise ConfigError("\n".join(_fault(values, e) for e in error.errors())) from None


def _fault(values: Mapping[str, tuple[Any, str]], error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"][:2])
    value, origin = values.get(key, (error["input"], "default"))
    message = str(error["msg"])
    shown = "…" if key.endswith("_key_env") else repr(value)  # somebody wrote the key itself there
    return f"{origin}: {key} = {shown}: {message[:1].lower()}{message[1:]}"


def _sections() -> dict[str, type[BaseModel]]:
    return {
        name: field.annotation
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }
