"""Commands about what a language model wrote: ask for a draft, accept it, reject it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from medvoice.assistant.impression import findings_of, impression_field
from medvoice.assistant.tidying import TIDIED
from medvoice.report.document import Origin, Report, Statement
from medvoice.session.assistance import is_draft
from medvoice.session.desk import Desk, Given, Outcome, done, refused
from medvoice.session.editing import Contents

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
    contents, drafts, tidied = _changed(given.report, _accepted)
    if not contents:
        return _none(given)
    return done(given.edited(contents, given.memory), answer=f"accepted: {_count(drafts, tidied)}")


def reject_draft(desk: Desk, given: Given) -> Outcome:
    """Drafts go; sentences written otherwise are what was dictated again."""
    contents, drafts, tidied = _changed(given.report, _rejected)
    if not contents:
        return _none(given)
    return done(given.edited(contents, given.memory), answer=f"rejected: {_count(drafts, tidied)}")


def unaccepted(report: Report) -> str:
    """What of a report a model wrote and nobody accepted, in words; "" for nothing."""
    found = [s for s in report.statements() if s.origin is Origin.MODEL]
    drafts = sum(map(is_draft, found))
    return _count(drafts, len(found) - drafts) if found else ""


def dictated_again(statement: Statement) -> Statement:
    """A sentence that the model wrote otherwise, as it was dictated."""
    reason = statement.reason.removesuffix(f"; {TIDIED}")
    return replace(statement, text=statement.said, said="", origin=Origin.DICTATED, reason=reason)


def _accepted(statement: Statement) -> Statement:
    return replace(statement, origin=Origin.DICTATED, reason=f"{statement.reason}; {ACCEPTED}")


def _rejected(statement: Statement) -> Statement | None:
    return None if is_draft(statement) else dictated_again(statement)


def _changed(
    report: Report, change: Callable[[Statement], Statement | None]
) -> tuple[Contents, int, int]:
    """Fields with statements of a model, changed; how many drafts and how many tidied ones."""
    contents: Contents = {}
    drafts = tidied = 0
    for name, statements in report.fields:
        own = [s for s in statements if s.origin is Origin.MODEL]
        if not own:
            continue
        drafts += sum(map(is_draft, own))
        tidied += sum(not is_draft(s) for s in own)
        changed = ((change(s) if s.origin is Origin.MODEL else s) for s in statements)
        contents[name] = tuple(s for s in changed if s is not None)
    return contents, drafts, tidied


def _none(given: Given) -> Outcome:
    if not given.state.assistant:
        return refused("there is no draft: no model is configured")
    return refused("there is no draft")


def _count(drafts: int, tidied: int) -> str:
    parts = []
    if drafts:
        parts.append(f"{drafts} drafted {'sentence' if drafts == 1 else 'sentences'}")
    if tidied:
        parts.append(f"{tidied} tidied {'sentence' if tidied == 1 else 'sentences'}")
    return ", ".join(parts)
