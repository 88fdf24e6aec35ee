"""The voice commands as a help page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.language.commands.grammar import load_grammar
from medvoice.language.commands.macros import Macro, with_macros


@dataclass(frozen=True, slots=True)
class SaidCommand:
    """One command. say: ways of saying it, as the grammar writes them. takes: names of slots."""

    name: str
    group: str
    help: str
    say: tuple[str, ...]
    takes: tuple[str, ...]


def said_commands(macros: Sequence[Macro] = ()) -> tuple[SaidCommand, ...]:
    """In the grammar's order; entries of one name are one. Raises GrammarError."""
    grammar = with_macros(load_grammar(), tuple(macros))
    slots: dict[str, dict[str, None]] = {}
    for phrase in grammar.phrases:
        names = slots.setdefault(phrase.command.name, {})
        names |= dict.fromkeys(slot.name for slot in phrase.slots)
    found: dict[str, SaidCommand] = {}
    for entry in grammar.commands:
        before = found.get(entry.name)
        say = (*(before.say if before is not None else ()), *entry.say)
        first = before or entry
        takes = tuple(slots.get(entry.name, ()))
        found[entry.name] = SaidCommand(entry.name, first.group, first.help, say, takes)
    return tuple(found.values())
