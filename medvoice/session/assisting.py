"""Assisting: the session's side of the assistant. Runs go to its thread, proposals come back as
events.

A proposal may come late: it changes only statements that stand as the rules placed them, in a
report that is not final, and waits while an answer or a redo is open to the speaker (a step of undo
would take both away).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from medvoice.assistant.levels import Level
from medvoice.assistant.structuring import DictatedRun, Draft, Findings, Proposal
from medvoice.report.template import Template
from medvoice.session.assistance import is_draft
from medvoice.session.assistant_thread import AssistantThread
from medvoice.session.assistant_work import Answered, Failure, Result, StudyRead
from medvoice.session.assisted import (
    assisted,
    draft_dropped,
    drafts_asked,
    findings_now,
    impression_drafted,
    may_draft_unasked,
    must_wait,
    runs_of,
)
from medvoice.session.events import AssistantFailed
from medvoice.session.session import Session
from medvoice.session.state import SessionState

FINISH_S = 5.0
"""Seconds that a dictation's end waits for what is not answered."""
MOST_HELD = 32


class Assisting:
    """Used by the thread that owns the session; `status` by any."""

    def __init__(
        self,
        thread: AssistantThread,
        template: Callable[[str], Template],
        level: Level = Level.VERBATIM,
    ) -> None:
        """template: of that name, as it is now (a report's may change from turn to turn). level: as
        of the thread's structurer."""
        self._thread = thread
        self._template = template
        self._level = level
        self._held: deque[Proposal | Draft] = deque(maxlen=MOST_HELD)
        self._asked = 0  # commands for a draft that were seen
        self._wanted = False  # a draft was asked for
        self._drawn: Findings | None = None  # what the last draft was asked from

    def status(self, state: SessionState) -> str:
        """For the screen: which model, how many requests it has not answered yet, how many of its
        texts were not taken."""
        waiting = self._thread.waiting
        parts = [self._thread.name]
        parts += [f"{waiting} waiting"] if waiting else []
        parts += [f"{state.refused} refused"] if state.refused else []
        return ", ".join(parts)

    @property
    def name(self) -> str:
        """Of the model."""
        return self._thread.name

    def start(self, state: SessionState) -> None:
        """state: of the session that begins, or goes on."""
        self._thread.start(self._template(state.report.template))
        self._asked = drafts_asked(state)

    def heard(self, state: SessionState, utterance: int) -> None:
        """The dictation runs of a new utterance, as they were placed. What was a command, or was
        said asleep, made none."""
        for run in runs_of(state, utterance, self._template(state.report.template)):
            self._thread.give(run)
        self.commanded(state)

    def commanded(self, state: SessionState) -> None:
        """Commands may have been given, by voice or by hand."""
        asked = drafts_asked(state)
        self._wanted = self._wanted or asked > self._asked
        self._asked = asked

    def settle(self, session: Session) -> list[str]:
        """Record what has come back, ask for a draft where it is time. Returns what the screen has
        to say. Never blocks."""
        notices = []
        results: list[Result] = [*self._held, *self._thread.taken()]
        self._held.clear()
        for result in results:
            if isinstance(result, Failure):
                session.record(AssistantFailed(run=_run(result), message=result.message))
                notices.append(_said(result))
            elif isinstance(result, Answered | StudyRead):
                raise AssertionError("the thread keeps them apart")
            elif must_wait(session.state):
                self._held.append(result)
            else:
                notices += self._record(session, result)
        self._draft(session)
        return notices

    def finish(self, session: Session) -> list[str]:
        """At the dictation's end: wait a little for what is not answered, then stop."""
        done = self._thread.finish(FINISH_S)
        notices = self.settle(session)
        if self._thread.waiting:  # the draft of the impression, asked for just now
            done = self._thread.finish(FINISH_S) and done
            notices += self.settle(session)
        self._thread.close()
        if not done:
            notices.append("The language model did not finish: the rest is placed by rules alone")
        return notices

    def close(self) -> None:
        self._thread.close()

    def _record(self, session: Session, result: Proposal | Draft) -> list[str]:
        state = session.state
        if isinstance(result, Proposal):
            for event in assisted(state, result, self._thread.name):
                session.record(event)
            return []
        drafts = impression_drafted(state, result, self._thread.name)
        for draft in drafts:
            session.record(draft)
        if not drafts:  # the findings have changed since
            self._drawn = None
            self._wanted = True
        return []

    def _draft(self, session: Session) -> None:
        """Ask for a draft once nothing else is to be done: where the speaker asked for one, where
        the level says so, and again where the findings of an unaccepted one have changed."""
        state = session.state
        if self._thread.waiting or self._held:
            return
        follows = self._level is Level.IMPRESSION and may_draft_unasked(state)
        follows = follows or any(map(is_draft, state.report.statements()))
        if not self._wanted and not follows:
            return
        findings = findings_now(state, self._template(state.report.template))
        if findings is not None and (self._wanted or not _same(findings, self._drawn)):
            self._drawn = findings
            self._thread.give(findings)
        elif findings is None and not must_wait(state):
            for event in draft_dropped(state, self._thread.name):
                session.record(event)
        self._wanted = False


def _same(findings: Findings, before: Findings | None) -> bool:
    return before is not None and findings.statements == before.statements


def _run(failure: Failure) -> str:
    return failure.work.id if isinstance(failure.work, DictatedRun) else ""


def _said(failure: Failure) -> str:
    if isinstance(failure.work, Findings):
        return f"No impression drafted: {failure.message}"
    return f"Placed by rules alone: {failure.message}"
