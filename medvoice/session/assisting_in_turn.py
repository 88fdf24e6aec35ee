"""AssistingInTurn: the language model's help where nobody is waiting to speak: after each turn of a
recording, a text or a recovery, on the caller's thread. It does what Assisting does live."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from medvoice.assistant.backend import BackendError, Between
from medvoice.assistant.levels import Level
from medvoice.assistant.structuring import Findings, Proposal, Structurer
from medvoice.report.template import Template
from medvoice.session.assistance import is_draft
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
from medvoice.session.events import AssistantFailed, Event
from medvoice.session.state import SessionState, fold


class AssistingInTurn:
    """For one dictation. The events that it gives are to be folded (and recorded) in order."""

    def __init__(
        self,
        structurer: Structurer,
        between: Callable[[], Between],
        template: Callable[[str], Template],
    ) -> None:
        """between: for each request a new one. template: of that name."""
        self._structurer = structurer
        self._between = between
        self._template = template
        self._held: list[Proposal] = []
        self._asked = 0
        self._wanted = False
        self._drawn: Findings | None = None
        self.failures: list[str] = []
        """Messages of what the model did not do, oldest first."""

    @property
    def name(self) -> str:
        """Of the model."""
        return self._structurer.name

    def begin(self, state: SessionState) -> None:
        """What was asked for before is not asked for again."""
        self._asked = drafts_asked(state)

    def after(self, state: SessionState, utterance: int) -> Iterator[Event]:
        """What the model makes of a new utterance. A backend that fails leaves it to the rules."""
        for run in runs_of(state, utterance, self._template(state.report.template)):
            try:
                self._held.append(self._structurer.structure(run, self._between()))
            except BackendError as error:
                yield self._failed(run.id, error)
        asked = drafts_asked(state)
        self._wanted = self._wanted or asked > self._asked
        self._asked = asked
        if not must_wait(state):
            yield from self._settled(state)

    def finish(self, state: SessionState) -> Iterator[Event]:
        """At the end: a draft that the level asks for, or whose findings have changed since."""
        follows = self._structurer.level is Level.IMPRESSION and may_draft_unasked(state)
        self._wanted = self._wanted or follows or any(map(is_draft, state.report.statements()))
        if not must_wait(state):
            yield from self._settled(state)

    def _settled(self, state: SessionState) -> Iterator[Event]:
        held, self._held = self._held, []
        for proposal in held:
            for event in assisted(state, proposal, self.name):
                state = fold(state, event)
                yield event
        if self._wanted:
            self._wanted = False
            yield from self._drafted(state)

    def _drafted(self, state: SessionState) -> Iterator[Event]:
        findings = findings_now(state, self._template(state.report.template))
        if findings is None:
            yield from draft_dropped(state, self.name)
            return
        if self._drawn is not None and findings.statements == self._drawn.statements:
            return
        try:
            draft = self._structurer.draft(findings, self._between())
        except BackendError as error:
            yield self._failed("", error)
            return
        self._drawn = findings
        yield from impression_drafted(state, draft, self.name)

    def _failed(self, run: str, error: BackendError) -> AssistantFailed:
        self.failures.append(str(error))
        return AssistantFailed(run=run, message=str(error))
