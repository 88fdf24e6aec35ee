"""Attaching a study to a dictation under way: which may be, and what follows."""

from __future__ import annotations

from medvoice.session import using_template
from medvoice.session.attached_study import StudyAttached
from medvoice.session.desk import Desk, Given, Outcome, done, refused
from medvoice.session.intents import AttachStudy
from medvoice.session.state import SessionState

DRAFTS = ("draft", "preliminary")
"""States of a report that may still learn what it is about."""


def attach_study(desk: Desk, given: Given, intent: AttachStudy) -> Outcome:
    """desk: of the report's template, with what is known of the new study."""
    why = why_not(given.state, intent.event)
    if why:
        return refused(why)
    change = intent.template not in ("", desk.template.name) and given.state.status == "draft"
    if not change or _goes_on(given, intent):
        return done(intent.event)
    chosen = using_template.used(desk, given, intent.template)
    return done(intent.event, *chosen.events, answer=chosen.answer)


def why_not(state: SessionState, event: StudyAttached) -> str:
    """A dictation is about one study: another may take its place only while nothing was said.
    "" where it may."""
    before = state.attached
    if before is not None and same(before, event):
        return ""  # it goes on: its images are there again
    if state.status not in DRAFTS:
        return f"the report is {state.status}; it is about no other study any more"
    if before is None or _is_of(before, event):
        return ""
    if state.utterances or state.exchanges or any(state.report.statements()):
        return "this dictation is about another study already; begin a new one"
    return ""


def same(one: StudyAttached, other: StudyAttached) -> bool:
    """Whether they are of one study; those without a UID by the name that they were given."""
    if one.uid or other.uid:
        return one.uid == other.uid and bool(one.said) == bool(other.said)
    return (one.study, one.prior) == (other.study, other.prior) and bool(one.said)


def _is_of(order: StudyAttached, event: StudyAttached) -> bool:
    """An order alone gets its study. That both agree was looked at when it was loaded."""
    return not order.said and bool(event.said)


def _goes_on(given: Given, intent: AttachStudy) -> bool:
    before = given.state.attached
    return before is not None and same(before, intent.event)
