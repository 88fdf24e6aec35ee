"""Commands about what a language model wrote: ask for a draft, accept it, reject it. An answer that
was taken into the report is accepted and rejected with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from medvoice.assistant.impression import findings_of, impression_field
from medvoice.assistant.tidying import TIDIED
from medvoice.report.document import Origin, Report, Statement
from medvoice.session.assistance import is_draft
from medvoice.session.desk import Desk, Given, Outcome, done, refused
from medvoice.session.editing import Contents
from medvoice.session.exchanges import is_answer

ACCEPTED = "accepted by the speaker"
ASK, ACCEPT, REJECT = "draft impression", "accept draft", "reject draft"


def draft_impression(desk: Desk, given: Given) -> Outcome:
    """The command is all: what follows the findings sees it and asks the model."""
    if not given.state.assistant:
        return refused("no model is configured")
    if not impression_field(desk.template):
        return refused("the template has no impression")
    if not findings_of(given.report, desk.template):
        return refused("there are no findings yet")
    return done(answer="an impression is being drafted; it stays a draft until you accept it")


def accept_draft(desk: Desk, given: Given) -> Outcome:
    """All that a model wrote and nobody accepted yet becomes the speaker's own."""
    contents, changed = _changed(given.report, _accepted)
    if not contents:
        return _none(given)
    return done(given.edited(contents, given.memory), answer=f"accepted: {_count(changed)}")


def reject_draft(desk: Desk, given: Given) -> Outcome:
    """Drafts and answers go; sentences written otherwise are what was dictated again."""
    contents, changed = _changed(given.report, _rejected)
    if not contents:
        return _none(given)
    return done(given.edited(contents, given.memory), answer=f"rejected: {_count(changed)}")


def unaccepted(report: Report) -> str:
    """What of a report a model wrote and nobody accepted, in words; "" for nothing."""
    return _count([s for s in report.statements() if s.origin is Origin.MODEL])


def dictated_again(statement: Statement) -> Statement:
    """A sentence that the model wrote otherwise, as it was dictated."""
    reason = statement.reason.removesuffix(f"; {TIDIED}")
    return replace(statement, text=statement.said, said="", origin=Origin.DICTATED, reason=reason)


def _accepted(statement: Statement) -> Statement:
    return replace(statement, origin=Origin.DICTATED, reason=f"{statement.reason}; {ACCEPTED}")


def _rejected(statement: Statement) -> Statement | None:
    return dictated_again(statement) if statement.said else None


def _changed(
    report: Report, change: Callable[[Statement], Statement | None]
) -> tuple[Contents, list[Statement]]:
    """Fields with statements of a model, changed; those statements as they were."""
    contents: Contents = {}
    found: list[Statement] = []
    for name, statements in report.fields:
        own = [s for s in statements if s.origin is Origin.MODEL]
        if not own:
            continue
        found += own
        changed = ((change(s) if s.origin is Origin.MODEL else s) for s in statements)
        contents[name] = tuple(s for s in changed if s is not None)
    return contents, found


def _none(given: Given) -> Outcome:
    if not given.state.assistant:
        return refused("there is no draft: no model is configured")
    return refused("there is no draft")


def _count(statements: Sequence[Statement]) -> str:
    """What a model wrote, by kind; "" for nothing."""
    kinds = [
        "answered" if is_answer(s) else "drafted" if is_draft(s) else "tidied" for s in statements
    ]
    parts = []
    for kind in ("drafted", "tidied", "answered"):
        count = kinds.count(kind)
        if count:
            parts.append(f"{count} {kind} {'sentence' if count == 1 else 'sentences'}")
    return ", ".join(parts)
