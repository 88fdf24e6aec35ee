"""Macros: texts of the user's own, by name. Each becomes a command of the grammar.

    [[macros]]
    name = "hip replacement"
    say = ["<side:side> hip replacement", "hip replacement [on the] <side:side>"]  # default: name
    text = "Status post {side} total hip arthroplasty."
    field = "findings.bones"  # default: where dictation goes

Said as "macro left hip replacement" or "insert macro …". Words of a slot are written as dictation
is.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from medvoice.language.commands.grammar import Command, Grammar, GrammarError, Phrase
from medvoice.language.commands.phrases import PhraseError, SlotSpec, variants

_GAP = re.compile(r"\{([a-z_]+)\}")
_KINDS = ("side", "number", "text")


class Macro(BaseModel):
    """text: with {slot} where a slot's words go. field: a field's id, "" for where dictation is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    say: tuple[str, ...] = ()
    text: str = Field(min_length=1)
    field: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    macros: tuple[Macro, ...] = ()


def load_macros(path: Path) -> tuple[Macro, ...]:
    """Raises GrammarError."""
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).macros
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GrammarError(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise GrammarError(f"{path}: {where}: {first['msg']}") from error


def with_macros(grammar: Grammar, macros: tuple[Macro, ...]) -> Grammar:
    """The grammar with a phrase for every way of saying every macro. Raises GrammarError."""
    phrases = []
    for macro in macros:
        gaps = set(_GAP.findall(macro.text))
        command = Command(
            name="macro",
            group="Normal text, macros, lists",
            help=f"Put in the text of {macro.name}.",
            say=macro.say or (macro.name.lower(),),
            macro=macro.name,
        )
        for said in command.say:
            try:
                ways = variants(f"[insert] macro {said}")
            except PhraseError as error:
                raise GrammarError(f'macro "{macro.name}": {error}') from error
            for way in ways:
                slots = {e.name: e.kind for e in way if isinstance(e, SlotSpec)}
                if set(slots) != gaps:
                    fault = f'"{said}" and its text do not have the same slots'
                    raise GrammarError(f'macro "{macro.name}": {fault}')
                unknown = sorted(set(slots.values()) - set(_KINDS))
                if unknown:
                    fault = f"no such kind of slot: {unknown[0]} (known: {', '.join(_KINDS)})"
                    raise GrammarError(f'macro "{macro.name}": {fault}')
                phrases.append(Phrase(command, way))
    return replace(grammar, phrases=(*grammar.phrases, *phrases))


def filled(macro: Macro, slots: dict[str, str]) -> str:
    """The macro's text with its slots. Raises KeyError for one that is missing."""
    return _GAP.sub(lambda match: slots[match.group(1)], macro.text)
