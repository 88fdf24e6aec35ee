"""The grammar of voice commands: the data file, checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from medvoice.language.commands.phrases import PhraseError, SlotSpec, Variant, variants

FILE = Path(__file__).with_name("grammar.toml")
CONTEXTS = frozenset(
    [
        "awake", "dictation", "asleep", "choosing", "confirming", "undone", "final", "playing",
        "answering", "asking",
    ]
)  # fmt: skip
OPEN_KINDS = frozenset(["text", "question", "letters"])
NAMED_KINDS = frozenset(["place", "section", "choice"])
"""Slots that hold names known only at that moment."""


class GrammarError(ValueError):
    """The grammar cannot be used; the message names the command and the fault."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Command(_Data):
    """One command as the data file has it. A command may have several entries, which differ in
    where they are heard. say: phrases. when: contexts. confirm: a "yes" is asked for first.
    not_ready: why it is recognised and not done. never_near: phrases that the tolerant match of a
    sleeping session must not take for this one. macro: name of the macro it puts in."""

    name: str = Field(min_length=1)
    group: str = Field(min_length=1)
    help: str = Field(min_length=1)
    say: tuple[str, ...] = Field(min_length=1)
    when: tuple[str, ...] = ("awake",)
    confirm: bool = False
    not_ready: str = ""
    never_near: tuple[str, ...] = ()
    macro: str = ""


class _File(_Data):
    lists: dict[str, dict[str, str]] = {}
    commands: tuple[Command, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One variant of one command."""

    command: Command
    variant: Variant

    @property
    def slots(self) -> tuple[SlotSpec, ...]:
        return tuple(e for e in self.variant if isinstance(e, SlotSpec))


@dataclass(frozen=True, slots=True)
class Grammar:
    """commands: as in the file. lists: kind of slot → spoken words → value. phrases: every variant,
    in the file's order."""

    commands: tuple[Command, ...]
    lists: dict[str, dict[str, str]]
    phrases: tuple[Phrase, ...]

    def entries(self, name: str) -> tuple[Command, ...]:
        return tuple(command for command in self.commands if command.name == name)


def load_grammar(path: Path = FILE) -> Grammar:
    """Read and check. Raises GrammarError."""
    try:
        data = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GrammarError(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise GrammarError(f"{path}: {where}: {first['msg']}") from error
    return Grammar(data.commands, data.lists, tuple(_phrases(path, data)))


def _phrases(path: Path, data: _File) -> list[Phrase]:
    kinds = OPEN_KINDS | NAMED_KINDS | set(data.lists)
    found: list[Phrase] = []
    said: dict[tuple[Variant, str], str] = {}
    for command in data.commands:
        unknown = set(command.when) - CONTEXTS
        if unknown:
            raise GrammarError(f'{path}: "{command.name}": no such context: {sorted(unknown)[0]}')
        for phrase in command.say:
            try:
                ways = variants(phrase)
            except PhraseError as error:
                raise GrammarError(f'{path}: "{command.name}": {error}') from error
            for variant in ways:
                _check(path, command, phrase, variant, kinds)
                for context in command.when:
                    before = said.setdefault((variant, context), command.name)
                    if before != command.name:
                        fault = f'"{phrase}" is also said for "{before}"'
                        raise GrammarError(f'{path}: "{command.name}": {fault}')
                found.append(Phrase(command, variant))
    return found


def _check(
    path: Path, command: Command, phrase: str, variant: Variant, kinds: frozenset[str]
) -> None:
    where = f'{path}: "{command.name}": "{phrase}"'
    for element in variant:
        if isinstance(element, SlotSpec) and element.kind not in kinds:
            raise GrammarError(f"{where}: no such kind of slot: {element.kind}")
    # A phrase that begins with a slot would be tried on all that is dictated.
    if isinstance(variant[0], SlotSpec) and not {"choosing"}.issuperset(command.when):
        raise GrammarError(f"{where}: a phrase begins with a word")
