"""Assisted: what of a language model's proposals becomes an event, in the state as it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medvoice.assistant.backend import BackendError, Between
from medvoice.assistant.impression import findings_of, impression_field
from medvoice.assistant.levels import Level
from medvoice.assistant.structuring import (
    Change,
    DictatedRun,
    Draft,
    Findings,
    Proposal,
    Structurer,
    in_spoken_order,
)
from medvoice.report.document import Origin, Placement, Statement
from medvoice.report.normals import Normals
from medvoice.report.template import Template
from medvoice.session.assistance import is_draft
from medvoice.session.draft import Run
from medvoice.session.drafting import ASK, REJECT
from medvoice.session.events import AssistantFailed, Event, ImpressionDrafted, TurnAssisted
from medvoice.session.records import record_of
from medvoice.session.state import SessionState, fold

_MAY_CHANGE = ("draft", "preliminary")
"""States of a report that a model may add to."""


def runs_of(state: SessionState, utterance: int, template: Template) -> list[DictatedRun]:
    """The runs that an utterance has placed, oldest first, in a report that may be changed."""
    found = []
    for run in reversed(state.runs):
        if _turn(run) != utterance:
            break
        found.append(run)
    return _dictated(state, found[::-1], template)


def must_wait(state: SessionState) -> bool:
    """Whether a step of undo would take something from the speaker that they can say now."""
    return bool(state.redo) or state.asked is not None


def assisted(state: SessionState, proposal: Proposal, model: str) -> list[TurnAssisted]:
    """The proposal's event, [] where nothing of it can be done any more."""
    changes = [change for change in proposal.changes if _stands(state, change)]
    if not changes and not proposal.refused:
        return []
    moved = [c.now for c in changes if c.now.field != c.was.field]
    removed = Normals(proposal.run.template).contradicted(state.report, moved) if moved else ()
    return [
        TurnAssisted(
            step=f"a{proposal.run.id}",
            utterance=proposal.run.utterance,
            run=proposal.run.id,
            label=_label(changes),
            model=model,
            statements=tuple(record_of(change.now) for change in changes),
            removed=tuple(removed),
            refused=proposal.refused,
        )
    ]


def findings_now(state: SessionState, template: Template) -> Findings | None:
    """What an impression can be drafted from now; None where there is nothing, no place for it, or
    nothing may be changed."""
    statements = findings_of(state.report, template)
    if state.status not in _MAY_CHANGE or not statements or not impression_field(template):
        return None
    return Findings(statements, template)


def drafts_asked(state: SessionState) -> int:
    """How many commands have asked for a draft."""
    return sum(command.name == ASK and command.outcome == "done" for command in state.commands)


def may_draft_unasked(state: SessionState) -> bool:
    """Not behind an impression that was dictated, nor behind a draft that was rejected."""
    if any(command.name == REJECT for command in state.commands):
        return False
    return not any(
        statement.origin is not Origin.MODEL
        for name, statements in state.report.fields
        if name.split(".")[0] == "impression"
        for statement in statements
    )


def impression_drafted(state: SessionState, draft: Draft, model: str) -> list[ImpressionDrafted]:
    """The draft's event, [] where the findings are not what it was drafted from."""
    findings = draft.findings
    if findings_now(state, findings.template) != findings:
        return []
    step = _draft_step(state)
    field = impression_field(findings.template)
    statements = [
        Statement(
            f"{step}.{number}",
            point.text,
            Origin.MODEL,
            tuple(source for n in point.sources for source in findings.statements[n].sources),
            point.reason,
        )
        for number, point in enumerate(draft.drafted.points, 1)
    ]
    return [
        ImpressionDrafted(
            step=step,
            utterance=state.next_utterance - 1,
            model=model,
            statements=tuple(record_of(Placement(field, statement)) for statement in statements),
            omitted=tuple(findings.statements[n].id for n in draft.drafted.omitted),
            refused=draft.drafted.refused,
        )
    ]


def draft_dropped(state: SessionState, model: str) -> list[ImpressionDrafted]:
    """A draft that nobody accepted goes with its findings."""
    if state.status not in _MAY_CHANGE or not any(map(is_draft, state.report.statements())):
        return []
    step, utterance = _draft_step(state), state.next_utterance - 1
    return [ImpressionDrafted(step=step, utterance=utterance, model=model, statements=())]


def with_assistance(
    state: SessionState, template: Template, structurer: Structurer, between: Callable[[], Between]
) -> Iterator[Event]:
    """The events of a whole dictation that was composed without the model, run by run in spoken
    order, and of a draft where the level says so. between: for each request a new one. A backend
    that fails leaves what it was asked for to the rules."""
    for run in _dictated(state, list(state.runs), template):
        try:
            proposal = structurer.structure(run, between())
        except BackendError as error:
            yield AssistantFailed(run=run.id, message=str(error))
            continue
        for event in assisted(state, proposal, structurer.name):
            state = fold(state, event)
            yield event
    if structurer.level is Level.IMPRESSION and may_draft_unasked(state):
        findings = findings_now(state, template)
        if findings is None:
            return
        try:
            draft = structurer.draft(findings, between())
        except BackendError as error:
            yield AssistantFailed(run="", message=str(error))
            return
        yield from impression_drafted(state, draft, structurer.name)


def _dictated(state: SessionState, runs: list[Run], template: Template) -> list[DictatedRun]:
    if state.status not in _MAY_CHANGE:
        return []
    found = []
    for run in runs:
        placements = [
            Placement(name, statement)
            for name, statements in state.report.fields
            for statement in statements
            if statement.id in run.statements
        ]
        if placements:
            order = in_spoken_order(placements)
            found.append(DictatedRun(run.id, run.utterance, order, template))
    return found


def _draft_step(state: SessionState) -> str:
    return f"d{len(state.assisted) + 1}"


def _turn(run: Run) -> int:
    """The utterance that placed it: one that was set aside is placed by a later one."""
    return int(run.id.rpartition(".")[0])


def _stands(state: SessionState, change: Change) -> bool:
    """Whether the statement is what it was when the model was asked, and the speaker is not at
    it."""
    if state.status not in _MAY_CHANGE:
        return False
    point = state.draft.point
    if point is not None and point.statement == change.was.statement.id:
        return False
    return change.was.statement in state.report.field(change.was.field)


def _label(changes: list[Change]) -> str:
    moved = any(c.now.field != c.was.field for c in changes)
    written = any(c.now.statement.text != c.was.statement.text for c in changes)
    done = [word for word, is_so in (("placed", moved), ("tidied", written)) if is_so]
    return f"{' and '.join(done) or 'looked at'} by the model"
