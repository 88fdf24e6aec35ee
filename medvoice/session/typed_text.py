"""Typing: text that is typed into a report: a statement, a new one, a whole field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from medvoice.report.document import Origin, Statement
from medvoice.session.desk import Desk, Given, Outcome, done, nothing_carried, refused
from medvoice.session.drafting import dictated_again
from medvoice.session.editing import Contents, without_statement
from medvoice.session.events import ReportEdited
from medvoice.session.intents import AddStatement, FillField, WriteStatement
from medvoice.session.placing import ADDENDUM

CHANGED = "changed by hand"
"""In the reason of a statement that was."""
TYPED = "typed"
"""Reason of a statement that nobody dictated."""
MOST = 20_000
"""Characters of one intent's text."""
_END = re.compile(r"(?<=[.?!])\s+(?=[^\s])")


def write(desk: Desk, given: Given, intent: WriteStatement) -> Outcome:
    """Other words for one statement, or none."""
    statement = next(
        (s for s in given.report.field(intent.field) if s.id == intent.statement), None
    )
    if statement is None or statement.text != intent.was:
        return refused("the sentence was changed since: look at it again")
    text = _clean(intent.text)
    if text == statement.text:
        return done(answer="nothing was changed")
    if not text:
        contents = without_statement(given.report, intent.field, statement.id)
        return done(_edited(given, intent.field, contents))
    new = changed(statement, text)
    kept = tuple(new if s.id == statement.id else s for s in given.report.field(intent.field))
    return done(_edited(given, intent.field, {intent.field: kept}))


def add(desk: Desk, given: Given, intent: AddStatement) -> Outcome:
    """A sentence of its own."""
    text = _clean(intent.text)
    if not text:
        return refused("there is no text")
    if not _known(desk, given, intent.field):
        return refused("the report has no such field")
    old = given.report.field(intent.field)
    at = len(old)
    if intent.after is not None:
        ids = ["", *(s.id for s in old)]
        if intent.after not in ids:
            return refused("the sentence before it is gone: look at it again")
        at = ids.index(intent.after)
    new = (*old[:at], typed(given, 1, text), *old[at:])
    return done(_edited(given, intent.field, {intent.field: new}))


def fill(desk: Desk, given: Given, intent: FillField) -> Outcome:
    """A whole field: sentences that stay keep what they are, others are changed or typed."""
    if not _known(desk, given, intent.field):
        return refused("the report has no such field")
    old = given.report.field(intent.field)
    if " ".join(s.text for s in old) != intent.was:
        return refused("the field was changed since: look at it again")
    new = _aligned(given, old, split(intent.text))
    if new == old:
        return done(answer="nothing was changed")
    return done(_edited(given, intent.field, {intent.field: new}))


def changed(statement: Statement, text: str) -> Statement:
    """Its sources stay. The words are the author's from now on: a model's, too, once they wrote
    them anew; what was dictated stays dictated."""
    if statement.said and statement.said == text:
        return dictated_again(statement)
    dictated = statement.origin is Origin.DICTATED or bool(statement.said)
    origin = Origin.DICTATED if dictated and statement.sources else Origin.TYPED
    reason = statement.reason.removesuffix(f"; {CHANGED}")
    if statement.origin is not origin:
        reason = f"{statement.origin.value}: {reason}" if reason else statement.origin.value
    return replace(statement, text=text, origin=origin, said="", reason=f"{reason}; {CHANGED}")


def typed(given: Given, number: int, text: str) -> Statement:
    """A statement that nobody dictated."""
    return Statement(f"t{given.step}.{number}", text, Origin.TYPED, (), TYPED)


def split(text: str) -> list[str]:
    """Sentences: a mark that ends one and a space behind it, or a line's end."""
    lines = (line.strip() for line in text.splitlines())
    return [_clean(part) for line in lines if line for part in _END.split(line)]


def _aligned(given: Given, old: Sequence[Statement], texts: Sequence[str]) -> tuple[Statement, ...]:
    """The field's statements with these sentences: one that is written otherwise takes the place of
    what stood there, one more than before is typed."""
    pieces = [(n, part) for n, s in enumerate(old) for part in split(s.text)]
    owned: list[tuple[int | None, str]] = []  # number of the statement that a sentence belongs to
    matcher = SequenceMatcher(None, [part for _, part in pieces], texts, autojunk=False)
    for _, i, j, first, last in matcher.get_opcodes():
        owners = [n for n, _ in pieces[i:j]]
        new = texts[first:last]
        owned += [(owners[k] if k < len(owners) else None, text) for k, text in enumerate(new)]
    found: dict[int, str] = {}
    for number, (owner, text) in enumerate(owned):
        key = owner if owner is not None else -1 - number
        found[key] = f"{found[key]} {text}" if key in found else text
    return tuple(
        typed(given, -key, text)
        if key < 0
        else old[key]
        if old[key].text == text
        else changed(old[key], text)
        for key, text in found.items()
    )


def _edited(given: Given, field: str, contents: Contents) -> ReportEdited:
    """What is said next goes where it went, but not on with a sentence that was written anew."""
    memory = given.memory
    return given.edited(
        contents, nothing_carried(memory) if memory.router.field == field else memory
    )


def _known(desk: Desk, given: Given, field: str) -> bool:
    if given.state.status == ADDENDUM:
        return field == ADDENDUM
    return field in desk.template.field_ids() or bool(given.report.field(field))


def _clean(text: str) -> str:
    """Printable, one line, one space between words."""
    kept = "".join(c if c.isprintable() else " " for c in text[:MOST])
    return " ".join(kept.split())
