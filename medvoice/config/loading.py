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
from typing import Any

import platformdirs
from pydantic import BaseModel, ValidationError

from medvoice.config.sections import Settings

ENVIRONMENT_PREFIX = "MEDVOICE_"
FILE_VARIABLE = "MEDVOICE_CONFIG"
"""Names another configuration file than the platform's."""


class ConfigError(ValueError):
    """The configuration cannot be used; the message names the place, the key and the fault."""


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
    inside = (origin for name, (_, origin) in values.items() if name.startswith(f"{key}."))
    value, origin = values.get(key, (error["input"], next(inside, "default")))
    message = str(error["msg"])
    shown = "…" if key.endswith("_env") else repr(value)  # somebody wrote the key itself there
    return f"{origin}: {key} = {shown}: {message[:1].lower()}{message[1:]}"


def _sections() -> dict[str, type[BaseModel]]:
    return {
        name: field.annotation
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }
