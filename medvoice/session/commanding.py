"""Commander: a recognised command → what it does, as events, and what is shown.

What cannot be done is refused with a reason that is shown; it is never typed into the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medvoice.language.commands.grammar import Command, Grammar
from medvoice.session import (
    answering_study,
    answers,
    choosing,
    drafting,
    edits,
    insertions,
    moves,
    playing,
    questions,
    signing,
    using_template,
)
from medvoice.session.desk import Desk, Given, Outcome, answered, asked, done, refused
from medvoice.session.events import (
    Asked,
    CommandTaken,
    EditScratched,
    Event,
    ExportAsked,
    ModeChanged,
    Redone,
    RunScratched,
    StatusChanged,
    Undone,
)
from medvoice.session.exchanges import pending, without_answer
from medvoice.session.placing import ADDENDUM, Spoken
from medvoice.session.records import slot_record, spoken_words
from medvoice.session.state import SessionState

Handler = Callable[[Desk, Given], Outcome]

_WHEN_FINAL = frozenset(
    ["go to sleep", "wake up", "dictation mode", "command mode", "normal mode", "read back",
     "play that", "stop playing", "show commands", "check report", "question", "ask",
     "drop question", "stop answer", "addendum", "export", "yes", "no"]
)  # fmt: skip
_NOT_IN_ADDENDUM = frozenset(
    ["go to", "next field", "previous field", "next section", "previous section", "next blank",
     "insert normal", "rest normal", "show choices", "preliminary", "use template"]
)  # fmt: skip
NO_WORDS = frozenset(["undo", "redo", "take as dictation", "yes", "no"])
"""Commands that hold nothing to be taken as dictation, where they were heard as such."""


class Commander:
    """One table of handlers."""

    def __init__(self, desk: Desk, grammar: Grammar) -> None:
        self._desk = desk
        self._grammar = grammar
        self._handlers: dict[str, Handler] = {
            "go to sleep": _sleep,
            "wake up": _wake,
            "dictation mode": _mode,
            "command mode": _mode,
            "normal mode": _mode,
            "scratch that": _scratch,
            "undo": _undo,
            "redo": _redo,
            "delete last": edits.delete_last,
            "clear field": edits.clear_field,
            "go to": moves.go_to,
            "next field": moves.next_field,
            "previous field": moves.previous_field,
            "next section": moves.next_section,
            "previous section": moves.previous_section,
            "next blank": moves.next_blank,
            "go to end": moves.go_to_end,
            "new paragraph": moves.new_lines,
            "new line": moves.new_lines,
            "select": edits.select,
            "select last": edits.select_last,
            "unselect": edits.unselect,
            "replace": edits.replace_words,
            "insert before": edits.insert,
            "insert after": edits.insert,
            "capitalize": edits.capitals,
            "all caps": edits.capitals,
            "lower case": edits.capitals,
            "correct that": choosing.correct,
            "spell that": edits.spell,
            "take as dictation": _take_as_dictation,
            "literal": _literal,
            "insert normal": insertions.insert_normal,
            "rest normal": insertions.insert_normal,
            "macro": insertions.macro_text,
            using_template.NAME: using_template.use_template,
            "choose": choosing.choose,
            "show choices": moves.show_choices,
            "read back": playing.read_aloud,
            "play that": playing.play,
            "stop playing": playing.stop_playing,
            "check report": answers.check,
            "preliminary": _preliminary,
            "finalize": _finalize,
            "addendum": _addendum,
            "export": _export,
            "no": _no,
            drafting.ASK: drafting.draft_impression,
            drafting.ACCEPT: drafting.accept_draft,
            drafting.REJECT: drafting.reject_draft,
            questions.ASK: questions.ask,
            questions.AWAIT: questions.await_question,
            "drop question": questions.drop_question,
            "stop answer": questions.stop_answer,
            questions.INSERT: questions.insert_answer,
            answering_study.TAKE: answering_study.taken,
            answering_study.AGAIN: answering_study.ask_again,
            answering_study.WITHOUT: answering_study.without_order,
        }

    def handles(self, command: Command) -> bool:
        """Whether something is done about it, were it only to say why not."""
        known = ("yes", "show commands")
        return bool(command.not_ready) or command.name in known or command.name in self._handlers

    def take(self, given: Given, first: int, last: int) -> Iterator[Event]:
        """The command's event, then what it does. first, last: its words in the turn."""
        outcome = self._outcome(given)
        yield CommandTaken.model_validate(
            {
                "utterance": given.utterance,
                "name": given.name,
                "first": first,
                "last": last,
                "reason": given.decision.reason,
                "slots": tuple(slot_record(slot) for slot in given.decision.slots),
                "outcome": outcome.kind,
                "answer": outcome.answer,
            }
        )
        yield from outcome.events

    def _outcome(self, given: Given) -> Outcome:
        command = given.decision.command
        assert command is not None, "dictation is no command"
        status, name = given.state.status, command.name
        if command.not_ready:
            return refused(command.not_ready)
        if status == "final" and name not in _WHEN_FINAL:
            return refused('the report is final; say "addendum" to add to it')
        if status == ADDENDUM and name in _NOT_IN_ADDENDUM:
            return refused("the report is final; an addendum has one field")
        if command.confirm:
            return _ask(self._desk, given)
        if name == "yes":
            return self._confirmed(given)
        if name == "show commands":
            return answered(answers.shown_commands(self._grammar, contexts(given.state)))
        return signing.changed_hands(given, name) or self._handlers[name](self._desk, given)

    def _confirmed(self, given: Given) -> Outcome:
        question = given.state.asked
        if question is None or question.question != "confirm":
            return refused("nothing was asked")
        again = signing.changed_hands(given, question.command, question)
        return again or self._handlers[question.command](self._desk, given)


def contexts(state: SessionState) -> frozenset[str]:
    """Where the session is, as the grammar names it."""
    if state.asleep:
        return frozenset(["asleep"])
    if state.listening == "dictation":
        return frozenset(["dictation"])
    found = {"awake"}
    if state.asked is not None:
        found.add("choosing" if state.asked.question == "choose" else "confirming")
    if state.redo:
        found.add("undone")
    if state.status == "final":
        found.add("final")
    if state.playing:
        found.add("playing")
    if pending(state.exchanges):
        found.add("answering")
    return frozenset(found)


# Sleep and modes


def _sleep(desk: Desk, given: Given) -> Outcome:
    state = given.state
    return done(ModeChanged(asleep=True, listening=state.listening), answer='say "wake up"')


def _wake(desk: Desk, given: Given) -> Outcome:
    state = given.state
    if not state.asleep:
        return answered("already listening")
    return done(ModeChanged(asleep=False, listening=state.listening))


def _mode(desk: Desk, given: Given) -> Outcome:
    match given.name:
        case "dictation mode":
            return done(
                ModeChanged(asleep=False, listening="dictation"),
                answer='everything is text; "normal mode" or "command mode" ends it',
            )
        case "command mode":
            return done(
                ModeChanged(asleep=False, listening="command"),
                answer='everything is a command; "normal mode" or "dictation mode" ends it',
            )
        case _:
            return done(ModeChanged(asleep=False, listening="both"))


# Erase and undo


def _scratch(desk: Desk, given: Given) -> Outcome:
    """Back to the last pause: an edit made by the last utterance is undone, else the last
    dictation run goes."""
    state = given.state
    standing = {run.id: run for run in state.runs}
    moved = False
    for step in reversed(state.undo):
        if step.by_model:
            continue
        if step.moves:
            moved = True
        elif step.id in state.placed:
            if step.id in standing:
                break
        elif step.label != given.name and step.id not in state.draft.taken:
            context = state.context if moved else step.other.context
            event = EditScratched(of=step.id, context=context, step=given.step)
            return done(event, answer=f"taken back: {step.label}")
    runs = [run for run in state.runs if run.id not in state.sealed]
    if not runs:
        return refused("there is nothing to take back")
    last = runs[-1]
    # Where dictation has been sent elsewhere since, it stays there.
    untouched = state.context == last.context_after
    context = last.context_before if untouched else state.context
    return done(RunScratched(run=last.id, context=context, step=given.step))


def _undo(desk: Desk, given: Given) -> Outcome:
    if not given.state.undo:
        return refused("there is nothing to undo")
    step = given.state.undo[-1]
    return done(Undone(step=step.id), answer=f"undone: {step.label}")


def _redo(desk: Desk, given: Given) -> Outcome:
    if not given.state.redo:
        return refused("there is nothing to do again")
    step = given.state.redo[-1]
    return done(Redone(step=step.id), answer=f"done again: {step.label}")


# Words that are text


def _literal(desk: Desk, given: Given) -> Outcome:
    slot = given.decision.slot("text")
    assert slot is not None, "the grammar gives it a slot"
    spoken = Spoken(given.words, slot.first, slot.last, given.utterance, given.step, literal=True)
    return done(*desk.placer.place(given.state, spoken))


def _take_as_dictation(desk: Desk, given: Given) -> Outcome:
    """The newest words that were no dictation: of a command, or set aside. A question among them
    is none any more."""
    state = given.state
    commands = [c for c in state.commands if c.first < c.last and _may_be_dictation(c)]
    spans = [(c.utterance, c.first, c.last) for c in commands]
    spans += [(a.utterance, a.first, a.last) for a in state.aside if a.why != "asleep"]
    if not spans:
        return refused("nothing was taken for a command")
    utterance, first, last = max(spans)
    heard = next((u for u in state.utterances if u.id == utterance), None)
    if heard is None:
        return refused("nothing was taken for a command")
    words = spoken_words(heard.words)
    spoken = Spoken(words, first, last, utterance, given.step, literal=True)
    unasked = [one for one in state.exchanges if one.asked.utterance == utterance]
    stopped = without_answer(tuple(unasked), "it was dictation")
    return done(*desk.placer.place(state, spoken), *stopped)


def _may_be_dictation(command: CommandTaken) -> bool:
    guessed = command.nearly and command.name in ("undo", "redo")
    return guessed or command.name not in NO_WORDS


# The report


def _preliminary(desk: Desk, given: Given) -> Outcome:
    by = signing.signer(given)
    return done(StatusChanged(utterance=given.utterance, status="preliminary", by=by))


def _ask(desk: Desk, given: Given) -> Outcome:
    """A command that cannot be undone waits for a yes."""
    empty = answers.unfilled(desk, given)
    missing = f" Still empty: {empty}." if empty else ""
    drafted = drafting.unaccepted(given.report)
    missing += f" Not accepted: {drafted}." if drafted else ""
    question = Asked(utterance=given.utterance, command=given.name, question="confirm")
    return asked(f"{given.name}?{missing} Say yes or no.", question)


def _finalize(desk: Desk, given: Given) -> Outcome:
    by = signing.signer(given)
    event = StatusChanged(utterance=given.utterance, status="final", by=by)
    return done(event, answer="the report is final")


def _no(desk: Desk, given: Given) -> Outcome:
    question = given.state.asked
    if question is not None and question.command == answering_study.TAKE:
        return answering_study.given_up(desk, given)
    return done(answer="not done")


def _addendum(desk: Desk, given: Given) -> Outcome:
    if given.state.status == ADDENDUM:
        return answered("an addendum is being dictated")
    if given.state.status != "final":
        return refused('the report is not final yet; say "finalize report" first')
    by = signing.signer(given)
    return done(
        StatusChanged(utterance=given.utterance, status=ADDENDUM, by=by),
        answer="what is said now goes into the addendum",
    )


def _export(desk: Desk, given: Given) -> Outcome:
    slot = given.decision.slot("format")
    assert slot is not None, "the grammar gives it a slot"
    if slot.kind == "text":
        return refused(f'no format is called "{slot.text}"')
    return done(
        ExportAsked(utterance=given.utterance, format=slot.value),
        answer=f"{slot.value}: written when the dictation ends",
    )
