"""Commands that answer a question: choices by number or word, other readings, yes and no."""

from __future__ import annotations

from dataclasses import replace

from medvoice.language.reader import typed
from medvoice.report.document import Origin, Source, Statement
from medvoice.session import using_template
from medvoice.session.desk import Desk, Given, Outcome, asked, done, numbered, refused
from medvoice.session.draft import Run
from medvoice.session.editing import capitalized, label_at, rewritten
from medvoice.session.edits import MOST_CHOICES, at_one, found, put
from medvoice.session.event_records import OptionRecord
from medvoice.session.events import Asked, CorrectionMade, StatementsPlaced
from medvoice.session.placing import Spoken
from medvoice.session.records import field_contents, point_of
from medvoice.session.state import fold

BY_WORDS = frozenset(["show choices", "correct that", using_template.NAME])
"""Commands whose choices may be taken by saying them."""

CHOSEN = "chosen from the list"
"""Reason of a statement that is a choice."""


def choose(desk: Desk, given: Given) -> Outcome:
    """One of what `Asked` offers."""
    question = given.state.asked
    if question is None or question.question != "choose":
        return refused("there is nothing to choose from")
    number = int(given.value("number") or given.value("choice"))
    if not 1 <= number <= len(question.options):
        return asked(f"choose 1 to {len(question.options)}", question)
    return _chosen(desk, given, question, question.options[number - 1])


def correct(desk: Desk, given: Given) -> Outcome:
    """Other readings of what was said last; words that are named are selected."""
    if given.decision.slot("target") is not None:
        return at_one(desk, given, found(desk, given), given.text("target"))
    run = _last_run(given)
    if run is None:
        return refused("nothing was dictated yet")
    options = _other_readings(given, run)
    if not options:
        return refused(
            'the recogniser gave no other reading; say "spell that" with the letters, or '
            '"replace … with …"'
        )
    question = Asked(
        utterance=given.utterance, command=given.name, question="choose", options=options
    )
    return asked(numbered([f"{o.heard or '(nothing)'} → {o.label}" for o in options]), question)


def _other_readings(given: Given, run: Run) -> tuple[OptionRecord, ...]:
    """Of the run's words, as they would stand in it."""
    heard = next((u for u in given.state.utterances if u.id == run.utterance), None)
    if heard is None:
        return ()
    _, first, last = _source_of(given, run)
    words = [word.text for word in heard.words]
    return tuple(
        OptionRecord(
            label=reading.text or "(nothing)",
            text=" ".join(
                [*words[first : reading.first], reading.text, *words[reading.last : last]]
            ),
            heard=" ".join(words[reading.first : reading.last]),
        )
        for reading in heard.readings
        if first <= reading.first <= reading.last <= last
    )[:MOST_CHOICES]


def _chosen(desk: Desk, given: Given, question: Asked, option: OptionRecord) -> Outcome:
    point = point_of(option.point)
    if question.command == using_template.NAME:
        return using_template.used(desk, given, option.text)
    if question.command == "show choices":
        return _picked(desk, given, question, option.text)
    if point is None:
        return _other_reading(desk, given, option)
    match question.command:
        case "replace":
            new = next((slot for slot in question.slots if slot.name == "new"), None)
            sources = (Source(question.utterance, new.first, new.last),) if new is not None else ()
            return put(given, point, option.text, sources)
        case "capitalize":
            return done(given.edited(rewritten(given.report, point, capitalized)))
        case "all caps":
            return done(given.edited(rewritten(given.report, point, str.upper)))
        case _:
            return done(given.edited(point=point), answer=label_at(given.report, point))


def _picked(desk: Desk, given: Given, question: Asked, text: str) -> Outcome:
    """A choice stands in its field, in place of an earlier choice alone; where several may be
    taken, beside it, and the list stays."""
    field = given.memory.router.field
    sources = given.source(given.decision.slots[0].name)
    statement = Statement(
        f"p{given.step}",
        text[:1].upper() + text[1:],
        Origin.DICTATED if sources else Origin.TYPED,
        sources,
        CHOSEN,
    )
    several = desk.lists.several(field)
    kept = tuple(s for s in given.report.field(field) if several or s.reason != CHOSEN)
    event = given.edited({field: (*kept, statement)})
    return asked(statement.text, event, question) if several else done(event, answer=statement.text)


def _other_reading(desk: Desk, given: Given, option: OptionRecord) -> Outcome:
    """The last run said again with other words, as one step of undo."""
    run = _last_run(given)
    if run is None:
        return refused("what was said last does not stand any more")
    draft = replace(given.state.draft.without_run(run), context=run.context_before, point=None)
    words = typed(option.text)
    spoken = Spoken(words, 0, len(words), run.utterance, given.step)
    without = replace(given.state, draft=draft)
    placed = next(e for e in desk.placer.place(without, spoken) if isinstance(e, StatementsPlaced))
    whole = _source_of(given, run)
    own = tuple(s.model_copy(update={"sources": (whole,)}) for s in placed.statements)
    after = fold(without, placed.model_copy(update={"statements": own}))
    now = dict(given.state.report.fields)
    names = dict.fromkeys([*now, *(name for name, _ in after.report.fields)])
    contents = {
        name: after.report.field(name)
        for name in names
        if after.report.field(name) != now.get(name)
    }
    event = given.edited(contents).model_copy(
        update={
            "fields": field_contents(contents),
            "context": placed.context,
            "run": run.id,
            "run_statements": tuple(s.id for s in own),
        }
    )
    correction = CorrectionMade(utterance=given.utterance, heard=option.heard, meant=option.label)
    return done(event, correction, answer=f"{option.heard} → {option.label}")


def _last_run(given: Given) -> Run | None:
    runs = [run for run in given.state.runs if run.id not in given.state.sealed]
    return runs[-1] if runs else None


def _source_of(given: Given, run: Run) -> tuple[int, int, int]:
    """The words of a run, from its first statement's to its last one's."""
    spans = [
        (source.first, source.last)
        for statement in given.state.report.statements()
        if statement.id in run.statements
        for source in statement.sources
        if source.utterance == run.utterance
    ]
    if not spans:
        return (run.utterance, 0, 0)
    return (run.utterance, min(first for first, _ in spans), max(last for _, last in spans))
