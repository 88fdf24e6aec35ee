"""Assistance: what a language model's events do to a draft, and how it outlives the speaker's undo.

Words are never lost by it: a statement is moved, or written otherwise with the dictated words kept
in `said`; a draft of an impression is added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from medvoice.assistant.placing import BY_MODEL
from medvoice.report.document import Origin, Placement, Report, Statement
from medvoice.session.draft import Draft, Removed
from medvoice.session.events import ImpressionDrafted, TurnAssisted
from medvoice.session.exchanges import is_answer
from medvoice.session.records import statement_of


def is_assisted(statement: Statement) -> bool:
    """Whether the model moved what was dictated, or wrote it otherwise."""
    return statement.reason.startswith(BY_MODEL) or bool(statement.said)


def is_draft(statement: Statement) -> bool:
    """Whether it is of a draft of the impression that nobody accepted."""
    return statement.origin is Origin.MODEL and not statement.said and not is_answer(statement)


def turn_assisted(draft: Draft, event: TurnAssisted) -> Draft:
    """The statements in their fields and texts, and without what they contradict."""
    report, removed = _without(draft.report, frozenset(event.removed))
    report = with_placements(report, [statement_of(record) for record in event.statements])
    runs = tuple(
        replace(run, removed=(*run.removed, *removed)) if run.id == event.run else run
        for run in draft.runs
    )
    return replace(draft, report=report, runs=runs)


def drafted(draft: Draft, event: ImpressionDrafted) -> Draft:
    """The new draft in place of the old one."""
    old = frozenset(s.id for s in draft.report.statements() if is_draft(s))
    report = _added(
        draft.report.without(old), [statement_of(record) for record in event.statements]
    )
    return replace(draft, report=report)


def with_placements(report: Report, placements: Sequence[Placement]) -> Report:
    """Statements that stand in the report, as these say they are: in place where the field stays,
    at the end of another field. One that is gone stays away."""
    table = dict(report.fields)
    for placement in placements:
        where = next(
            (name for name, all_ in table.items() if _index(all_, placement) is not None), None
        )
        if where is None:
            continue
        statements = table[where]
        at = _index(statements, placement)
        if where == placement.field:
            table[where] = tuple(
                placement.statement if n == at else s for n, s in enumerate(statements)
            )
        else:
            table[where] = tuple(s for n, s in enumerate(statements) if n != at)
            table[placement.field] = (*table.get(placement.field, ()), placement.statement)
    return replace(report, fields=tuple((name, s) for name, s in table.items() if s))


def keeping_assistance(before: Draft, now: Draft) -> Draft:
    """An earlier draft with what the model has done since to statements that it holds, and with its
    draft of the impression: what the speaker takes back is theirs alone."""
    if before.report is now.report:
        return before
    old = {s.id: s for s in before.report.statements() if not is_assisted(s)}
    done = [
        Placement(name, statement)
        for name, statements in now.report.fields
        for statement in statements
        if is_assisted(statement)
        and statement.id in old
        and old[statement.id].text in (statement.text, statement.said)
    ]
    known = {s.id for s in before.report.statements()}
    new = [
        Placement(name, statement)
        for name, statements in now.report.fields
        for statement in statements
        if is_draft(statement) and statement.id not in known
    ]
    if not done and not new:
        return before
    return replace(before, report=_added(with_placements(before.report, done), new))


def _added(report: Report, placements: Sequence[Placement]) -> Report:
    for placement in placements:
        report = report.placed(placement)
    return report


def _without(report: Report, gone: frozenset[str]) -> tuple[Report, tuple[Removed, ...]]:
    if not gone:
        return report, ()
    removed = tuple(
        Removed(name, index, statement)
        for name, statements in report.fields
        for index, statement in enumerate(statements)
        if statement.id in gone
    )
    return report.without(gone), removed


def _index(statements: Sequence[Statement], placement: Placement) -> int | None:
    wanted = placement.statement.id
    return next((n for n, s in enumerate(statements) if s.id == wanted), None)
