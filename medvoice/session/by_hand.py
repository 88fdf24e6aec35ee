"""By hand: an intent of a face → the events that it leads to, by the same rules as a voice command.

What cannot be done is refused with a reason; a final report is as closed to hands as to voices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from medvoice.language.commands.grammar import OPEN_KINDS, Grammar
from medvoice.language.commands.grammar import Command as Entry
from medvoice.language.commands.matcher import Decision
from medvoice.language.commands.slots import Slot
from medvoice.session import (
    answering_study,
    attached_record,
    attaching,
    moves,
    playing,
    typed_text,
    using_template,
)
from medvoice.session.benches import Bench
from medvoice.session.desk import BY_HAND, Given, Outcome, done, refused
from medvoice.session.events import CommandTaken, Event, IntentTaken
from medvoice.session.intents import (
    AddStatement,
    AskAboutStudy,
    AskQuestion,
    AttachRecord,
    AttachStudy,
    AwaitQuestion,
    ChooseTemplate,
    Command,
    FillField,
    GoToField,
    Intent,
    PlayStatement,
    SoundPlayed,
    WriteStatement,
    named,
)
from medvoice.session.placing import ADDENDUM
from medvoice.session.sound_events import SoundEnded, SoundStarted
from medvoice.session.state import SessionState

QUESTION = "question"
REMEMBERED = 1000
"""Keys of the newest intents that are not taken again."""


def by_hand(bench: Bench, grammar: Grammar, state: SessionState, intent: Intent) -> list[Event]:
    """[] for one that was taken already."""
    if any(taken.key == intent.key for taken in state.intents[-REMEMBERED:]):
        return []
    # "0.k7": the undo steps of voice are "12.3", so that no two steps have one name.
    given = Given(state, (), Decision(None), BY_HAND, f"{BY_HAND}.k{len(state.intents) + 1}")
    match intent:
        case AskAboutStudy():
            return answering_study.study_asked(state, intent)
        case SoundPlayed():
            return [_played(intent)] if intent.ended == state.playing else []
        case Command():
            return _commanded(bench, grammar, given, intent, intent.name, intent.slots)
        case AskQuestion():
            return _commanded(bench, grammar, given, intent, QUESTION, ((QUESTION, intent.text),))
        case AwaitQuestion():
            given = replace(given, at=intent.at)
            return _commanded(bench, grammar, given, intent, named(intent), ())
        case _:
            outcome = _closed(state, intent) or _done(
                bench, _as_command(given, named(intent)), intent
            )
            return [_taken(intent, outcome.kind, outcome.answer), *outcome.events]


def _commanded(
    bench: Bench,
    grammar: Grammar,
    given: Given,
    intent: Intent,
    name: str,
    values: Sequence[tuple[str, str]],
) -> list[Event]:
    decision = _decision(grammar, name, values)
    if isinstance(decision, str):
        return [_taken(intent, "refused", decision)]
    events = list(bench.commander.take(replace(given, decision=decision), 0, 0))
    taken = next(event for event in events if isinstance(event, CommandTaken))
    return [_taken(intent, taken.outcome, taken.answer), *events]


def _decision(grammar: Grammar, name: str, values: Sequence[tuple[str, str]]) -> Decision | str:
    """The command with its slots, or why there is none."""
    phrases = [phrase for phrase in grammar.phrases if phrase.command.name == name]
    if not phrases:
        return f'no command is called "{name[:64]}"'
    given = dict(values)
    fitting = [p for p in phrases if {slot.name for slot in p.slots} == set(given)]
    if not fitting:
        return f'"{name}" does not take {", ".join(given) or "nothing"}'
    slots = []
    for slot in fitting[0].slots:
        value, allowed = given[slot.name], grammar.lists.get(slot.kind)
        is_open = slot.kind in OPEN_KINDS
        if is_open and name != QUESTION:
            return f'"{name}" takes words that are said'
        outside = not is_open and allowed is not None and value not in allowed.values()
        if slot.kind == "choice" or outside:
            return f'"{name}": {slot.name} cannot be "{value[:64]}"'
        slots.append(Slot(slot.name, slot.kind, value, value, 0, 0))
    return Decision(fitting[0].command, tuple(slots), "by hand")


def _played(intent: SoundPlayed) -> SoundStarted | SoundEnded:
    if intent.ended:
        return SoundEnded(utterance=BY_HAND, at=intent.at)
    return SoundStarted(utterance=BY_HAND, at=intent.at, audible=intent.audible)


def _as_command(given: Given, name: str) -> Given:
    """With the name that its step of undo has."""
    entry = Entry(name=name, group="by hand", help=name, say=(name,))
    return replace(given, decision=Decision(entry, (), "by hand"))


def _taken(intent: Intent, outcome: str, answer: str) -> IntentTaken:
    return IntentTaken.model_validate(
        {"key": intent.key, "name": named(intent)[:64], "outcome": outcome, "answer": answer}
    )


def _done(bench: Bench, given: Given, intent: Intent) -> Outcome:
    desk = bench.desk
    match intent:
        case GoToField():
            if intent.field not in desk.template.field_ids():
                return refused("the template has no such field")
            return moves.moved(desk, given, intent.field)
        case WriteStatement():
            return typed_text.write(desk, given, intent)
        case AddStatement():
            return typed_text.add(desk, given, intent)
        case FillField():
            return typed_text.fill(desk, given, intent)
        case ChooseTemplate():
            return using_template.used(desk, given, intent.name)
        case PlayStatement():
            return playing.play_statement(given, intent.statement)
        case AttachStudy():
            return attaching.attach_study(desk, given, intent)
        case AttachRecord():
            why = attached_record.why_not(given.state.attached, intent.event)
            return refused(why) if why else done(intent.event)
        case _:
            raise AssertionError("commands are taken before")


def _closed(state: SessionState, intent: Intent) -> Outcome | None:
    if isinstance(intent, (PlayStatement, AttachStudy, AttachRecord)):
        return None
    if state.status == "final":
        return refused('the report is final; "addendum" begins an addition to it')
    if state.status == ADDENDUM and isinstance(intent, (GoToField, ChooseTemplate)):
        return refused("the report is final; an addendum has one field")
    return None
