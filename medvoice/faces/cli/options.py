"""Options that stand for settings, so that every key can be given on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from medvoice.config import ConfigError

_DEST = "setting:"


def common() -> argparse.ArgumentParser:
    """The options of every command."""
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("for every command")
    group.add_argument("--config", type=Path, metavar="FILE", help="another configuration file")
    group.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="any setting, for example --set turns.silence_ms=600 (medvoice config lists them)",
    )
    group.add_argument("--debug", action="store_true", help="show where an error came from")
    return parser


def setting(
    parser: argparse.ArgumentParser,
    *flags: str,
    key: str,
    help: str,
    metavar: str = "",
    choices: Sequence[str] | None = None,
    switch: bool = False,
) -> None:
    """An option that sets the configuration key. switch: takes no value and means "true"."""
    common: dict[str, Any] = {"dest": _DEST + key, "default": argparse.SUPPRESS, "help": help}
    if switch:
        parser.add_argument(*flags, action="store_const", const=True, **common)
    elif choices:
        parser.add_argument(*flags, choices=choices, **common)
    else:
        parser.add_argument(*flags, metavar=metavar, **common)


def recogniser_options(parser: argparse.ArgumentParser) -> None:
    """Which recogniser, and where it runs."""
    setting(
        parser,
        "--recogniser",
        key="recogniser.name",
        metavar="NAME",
        help="bundled, whisper, medasr, a model folder or a hub id; auto: the best installed",
    )
    setting(
        parser,
        "--on",
        key="recogniser.device",
        choices=("auto", "cpu", "cuda"),
        help="where the recogniser runs",
    )
    decoder_option(parser)


def decoder_option(parser: argparse.ArgumentParser) -> None:
    """How its output is searched."""
    setting(
        parser,
        "--decoder",
        key="recogniser.decoder",
        choices=("auto", "greedy", "beam"),
        help="search over its output; auto: beam with a language model where one is there",
    )


def storage_option(parser: argparse.ArgumentParser) -> None:
    setting(
        parser,
        "--session-folder",
        key="storage.folder",
        metavar="FOLDER",
        help="where dictations are kept (sound, log, report)",
    )


def template_option(parser: argparse.ArgumentParser) -> None:
    setting(
        parser,
        "--template",
        key="report.template",
        metavar="NAME",
        help="report template (medvoice templates lists them)",
    )


def own_keys(parser: argparse.ArgumentParser) -> None:
    """--set takes keys of this command, too: those without a dot, which every setting has."""
    parser.set_defaults(own_keys=True)


def own_pairs(arguments: argparse.Namespace) -> list[str]:
    """The "key=value" texts of --set that are this command's own."""
    return [text for text in arguments.set if _is_own(arguments, text)]


def is_given(arguments: argparse.Namespace, key: str) -> bool:
    """Whether the setting was given as an option of its own."""
    return hasattr(arguments, _DEST + key)


def _is_own(arguments: argparse.Namespace, text: str) -> bool:
    return getattr(arguments, "own_keys", False) and "." not in text.partition("=")[0]


def given(arguments: argparse.Namespace) -> dict[str, tuple[Any, str]]:
    """Settings that were given as options: key -> (value, how it was given). Raises ConfigError."""
    found: dict[str, tuple[Any, str]] = {}
    for text in arguments.set:
        if _is_own(arguments, text):
            continue
        key, equals, value = text.partition("=")
        if not equals:
            raise ConfigError(f'option --set {text}: write it as KEY=VALUE, as in "audio.vad=both"')
        found[key.strip()] = (value.strip(), f"option --set {key.strip()}")
    for name, value in vars(arguments).items():
        if name.startswith(_DEST):
            key = name.removeprefix(_DEST)
            found[key] = (value, f"option for {key}")
    return found
