"""Every command in README.md and docs/ exists today, with every option that it is given there.

The real parsers judge; nothing runs.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import REPO
from documented import ALL_CODE, ALL_COMMANDS, PACKAGES, Command

from medvoice.config import keys
from medvoice.faces.cli.main import parser

PARSER = parser()
KEYS = {key.name for key in keys()}
MEDVOICE = [
    command
    for command in ALL_COMMANDS
    if re.fullmatch(r"(\S*/bin/)?medvoice", command.words[0])
    if not command.words[1:2] or not command.words[1].endswith(":")  # "medvoice serve: …" is said
]
PYTHON = [
    command
    for command in ALL_COMMANDS
    if command.words[0] == "python"
    if re.match(rf"(-m )?({'|'.join(PACKAGES)})\b", " ".join(command.words[1:3]))
]
MAKE = [command for command in ALL_COMMANDS if command.words[0] == "make"]
SPANS = [code for code in ALL_CODE if not code.block]
OTHERS = {
    "--api-key": "llama.cpp's server",
    "--mmproj": "llama.cpp's server",
    "--cgroups": "podman run",
    "--network": "podman run",
    "--runtime": "podman run",
    "--stop-timeout": "podman run",
    "--ulimit": "podman run",
}
"""Options of other programs, which pages name by themselves."""


def refusal(judge: argparse.ArgumentParser, arguments: tuple[str, ...]) -> str:
    """What argparse says against them, "" where it takes them."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            judge.parse_args(arguments)
    except SystemExit as ended:
        return said.getvalue() if ended.code else ""
    return ""


def unknown(judge: argparse.ArgumentParser, words: tuple[str, ...]) -> str:
    """What a command that is named in passing, without all that it needs, has in it that is not
    there: a subcommand, an option, an option's value."""
    taken = False
    for place, word in enumerate(words):
        subcommands = _subcommands(judge)
        if subcommands and not taken and not word.startswith("-"):
            if word not in subcommands:
                return f"no subcommand {word}"
            return unknown(subcommands[word], words[place + 1 :])
        taken = False
        if word.startswith("-") and word != "-":
            name, _, value = word.partition("=")
            option = judge._option_string_actions.get(name)
            if option is None:
                return f"no option {name}"
            value = value or (words[place + 1] if place + 1 < len(words) else "")
            if option.choices and value and not value.isupper() and value not in option.choices:
                return f"{name} is not {value}"
            taken = option.nargs != 0
    return ""


def _subcommands(judge: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in judge._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _options(judge: argparse.ArgumentParser) -> set[str]:
    return {name for name in judge._option_string_actions if name.startswith("--")}.union(
        *(_options(sub) for sub in _subcommands(judge).values())
    )


@pytest.fixture(scope="module")
def programs() -> dict[str, tuple[str, list[str]]]:
    """Each Python command -> (what its program says against the arguments, the program's options)."""
    asked = sorted({command.words for command in PYTHON})
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("programs_parsed.py")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        cwd=REPO,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_pages_hold_commands():
    """The rest of this file would say nothing if the reader of pages found none."""
    assert len(MEDVOICE) > 150
    assert len(PYTHON) > 100
    assert len(MAKE) > 15


@pytest.mark.parametrize("command", MEDVOICE, ids=str)
def test_medvoice_knows_the_command(command: Command):
    arguments = command.words[1:]
    if command.code.block or not (missing := refusal(PARSER, arguments)):
        assert not refusal(PARSER, arguments)
    else:
        assert re.search("required|invalid|expected", missing), missing
        assert not unknown(PARSER, arguments)
    for name in re.findall(r"--template[= ]([a-z]\w*)", command.code.text):
        assert (REPO / "templates" / f"{name}.j2").exists()


@pytest.mark.parametrize("command", PYTHON, ids=str)
def test_a_python_program_takes_what_it_is_given(command: Command, programs):
    refused, _ = programs[" ".join(command.words)]
    named_in_passing = not command.code.block and "arguments are required" in refused
    assert not refused or named_in_passing


@pytest.mark.parametrize("command", MAKE, ids=str)
def test_make_knows_target_and_variables(command: Command):
    makefile = (REPO / "Makefile").read_text(encoding="utf-8")
    for word in command.words[1:]:
        name, is_variable, _ = word.partition("=")
        assert re.search(rf"\$\({name}\)" if is_variable else rf"^{name}:", makefile, re.MULTILINE)


def test_options_that_stand_alone_are_somebodys(programs):
    ours = _options(PARSER).union(*(options for _, options in programs.values()))
    alone = [code for code in SPANS if code.text.startswith("--")]
    assert len(alone) > 50
    for code in alone:
        for option in re.findall(r"(?:^| )(--[a-z][\w-]*)", code.text):
            assert option in ours or option in OTHERS, f"{code.place}: {code.text}"


def test_settings_that_pages_name_exist():
    sections = {key.partition(".")[0] for key in KEYS}
    for code in ALL_CODE:
        named = re.findall(r"--set[= ]([a-z_]+\.\w+)=", code.text)
        alone = re.fullmatch(r"([a-z_]+\.[a-z_]+)( = .*)?", code.text)
        if not code.block and alone and alone[1].partition(".")[0] in sections:
            named.append(alone[1])
        for key in named:
            assert key in KEYS or key.endswith((".KEY", ".py", ".mvj", ".block")), code.place
        for variable in re.findall(r"\bMEDVOICE_([A-Z_]+)=", code.text):
            assert variable.lower() in {key.replace(".", "_") for key in KEYS}, code.place


def test_blocks_of_configuration_hold_known_keys():
    """A line [section] begins one; it lasts while the lines are TOML."""
    sections = {key.partition(".")[0] for key in KEYS}
    seen = 0
    section = ""
    for code in ALL_CODE:
        head = re.fullmatch(r"\[([a-z_]+)\](?:\s+#.*)?", code.text) if code.block else None
        if head:
            section = head[1] if head[1] in sections else ""
        elif code.block and section and re.match(r"\w+ = ", code.text):
            (key,) = tomllib.loads(code.text)
            assert f"{section}.{key}" in KEYS, f"{code.place}: {code.text}"
            seen += 1
        else:
            section = ""
    assert seen >= 15
