"""Attaching a study to a dictation under way: which may be, and what follows."""

from __future__ import annotations

from dataclasses import replace

from medvoice.session import using_template
from medvoice.session.about_study import StudyFacts
from medvoice.session.attached_study import StudyAttached, facts_of
from medvoice.session.desk import Desk, Given, Outcome, done, refused
from medvoice.session.intents import AttachStudy
from medvoice.session.state import SessionState

DRAFTS = ("draft", "preliminary")
"""States of a report that may still learn what it is about."""
_WHO_AND_WHEN = ("patient_id", "patient_name", "birth_date", "accession", "study_time")
PRIOR = "prior."
"""Of the merge values of a prior, which may be fetched while its study is being dictated."""


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
    """A dictation is about one study: another may take its place only while nothing was said; and
    so may another patient or order of the same study. "" where it may."""
    before = state.attached
    if before is not None and _unchanged(before, event):
        return ""  # it goes on: its images are there again
    if state.status not in DRAFTS:
        return f"the report is {state.status}; it is about no other study any more"
    if before is None or _is_of(before, event) or _unchanged(before, event, but=PRIOR):
        return ""
    if state.utterances or state.exchanges or any(state.report.statements()):
        if same(before, event):
            return "patient or order of this study are not those of this dictation; begin a new one"
        return "this dictation is about another study already; begin a new one"
    return ""


def same(one: StudyAttached, other: StudyAttached) -> bool:
    """Whether they are of one study; those without a UID by the name that they were given and by
    what was found there."""
    if one.uid or other.uid:
        return one.uid == other.uid and bool(one.said) == bool(other.said)
    found = (one.study, one.prior, one.said)
    return found == (other.study, other.prior, other.said) and bool(one.said)


def of_one_patient(before: StudyAttached, facts: StudyFacts) -> bool:
    """Of a study without a UID, which another may have taken the place of: whether nothing that is
    known of both tells them apart."""
    return all(
        key not in before.context
        or key not in facts.context
        or before.context[key] == facts.context[key]
        for key in _WHO_AND_WHEN
    )


def _unchanged(one: StudyAttached, other: StudyAttached, but: str = "") -> bool:
    """One study, and all that the report takes from it and its order is as it was. but: beginning
    of the names of merge values that may differ, "" for none."""
    return same(one, other) and _kept(one, but) == _kept(other, but)


def _kept(event: StudyAttached, but: str) -> StudyFacts:
    values = {k: v for k, v in event.values.items() if not but or not k.startswith(but)}
    return replace(facts_of(event), values=values)


def _is_of(order: StudyAttached, event: StudyAttached) -> bool:
    """An order alone gets its study. That both agree was looked at when it was loaded."""
    return not order.said and bool(event.said)


def _goes_on(given: Given, intent: AttachStudy) -> bool:
    before = given.state.attached
    return before is not None and _unchanged(before, intent.event)
