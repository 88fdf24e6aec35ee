"""Structuring: what a language model makes of one dictation run that the rules have placed.

Never more than a proposal: the session looks at it again when it comes, since the speaker has gone
on meanwhile. Nothing here knows a thread or an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from medvoice.assistant.backend import Backend, Between
from medvoice.assistant.impression import Drafted, ImpressionPrompt
from medvoice.assistant.levels import Level
from medvoice.assistant.placing import PlacingPrompt, Trust, is_left, moves, reason, try_out
from medvoice.assistant.tidying import TIDIED, TidyingPrompt
from medvoice.report.document import Origin, Placement, Statement
from medvoice.report.template import Template
from medvoice.report.template_fields import FrontMatter

GOES_ON = "goes on with the sentence before"
"""The router's reason for the rest of a sentence that a pause has cut."""


@dataclass(frozen=True, slots=True)
class DictatedRun:
    """A run as the rules placed it, its statements in spoken order."""

    id: str
    utterance: int
    placements: tuple[Placement, ...]
    template: Template


@dataclass(frozen=True, slots=True)
class Change:
    """was: as the rules placed it. now: the same statement, moved or written otherwise."""

    was: Placement
    now: Placement


@dataclass(frozen=True, slots=True)
class Proposal:
    """refused: texts of the model that said something else than their sources."""

    run: DictatedRun
    changes: tuple[Change, ...]
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Findings:
    """What an impression is drafted from."""

    statements: tuple[Statement, ...]
    template: Template


@dataclass(frozen=True, slots=True)
class Draft:
    """An impression drafted from these findings."""

    findings: Findings
    drafted: Drafted


class Structurer:
    """One backend at one level. Not thread-safe. Keeps the prompts of the template last used."""

    def __init__(self, backend: Backend, level: Level) -> None:
        self._backend = backend
        self.level = level
        self._front: FrontMatter | None = None
        self._prompt: PlacingPrompt | None = None
        self._trust: Trust | None = None
        self._last: Change | None = None

    @property
    def name(self) -> str:
        return self._backend.name

    def knows(self, work: DictatedRun | Template) -> bool:
        """Whether it is ready for its template."""
        template = work.template if isinstance(work, DictatedRun) else work
        return self._front is template.front and self._trust is not None

    def ready(self, template: Template, between: Between) -> Trust:
        """Prefill and try out what this template needs, so that the first turn need not wait for
        it. Raises BackendError."""
        _, trusted = self._ready(template, between)
        return trusted

    def structure(self, run: DictatedRun, between: Between) -> Proposal:
        """Raises BackendError: then nothing of the run is changed."""
        placed = self._placed(run, between)
        if self.level is not Level.TIDY:
            return Proposal(run, placed)
        return self._tidied(run, placed, between)

    def draft(self, findings: Findings, between: Between) -> Draft:
        """Raises BackendError."""
        prompt = ImpressionPrompt(findings.template)
        said = [statement.said or statement.text for statement in findings.statements]
        return Draft(findings, prompt.draft(self._backend, said, between))

    def _tidied(self, run: DictatedRun, placed: Sequence[Change], between: Between) -> Proposal:
        """What was placed, and its sentences written otherwise. A sentence that a pause has cut
        stays as it is: the rest of it may come, or came before."""
        moved = {change.was.statement.id: change for change in placed}
        whole = [p for p in run.placements if _is_whole(p.statement)]
        tidied = TidyingPrompt(run.template).tidy(
            self._backend, [p.statement.text for p in whole], between
        )
        for placement, text in zip(whole, tidied.texts, strict=True):
            statement = placement.statement
            now = moved[statement.id].now if statement.id in moved else placement
            if text is not None:
                written = replace(
                    now.statement,
                    text=text,
                    origin=Origin.MODEL,
                    reason=f"{now.statement.reason}; {TIDIED}",
                    said=statement.text,
                )
                moved[statement.id] = Change(placement, replace(now, statement=written))
        order = [p.statement.id for p in run.placements]
        changes = sorted(moved.values(), key=lambda change: order.index(change.was.statement.id))
        return Proposal(run, tuple(changes), tidied.refused)

    def _placed(self, run: DictatedRun, between: Between) -> tuple[Change, ...]:
        before, self._last = self._last, None
        changes = []
        for placement in run.placements:
            change = self._moved(placement, run.template, before, between)
            before = change
            if change is not None:
                changes.append(change)
        self._last = before
        return tuple(changes)

    def _moved(
        self, placement: Placement, template: Template, before: Change | None, between: Between
    ) -> Change | None:
        """before: what was done to the statement before this one."""
        statement = placement.statement
        if statement.reason == GOES_ON and before is not None:
            if placement.field != before.was.field:
                return None
            kept = before.now.statement
            moved = replace(statement, reason=kept.reason, margin=kept.margin)
            return Change(placement, Placement(before.now.field, moved))
        if not is_left(placement, template):
            return None
        prompt, trusted = self._ready(template, between)
        if trusted.least is None:
            return None
        chosen = prompt.choose(self._backend, statement.text, between)
        if not moves(chosen, trusted, template.unplaced):
            return None
        moved = replace(statement, reason=reason(chosen, statement.reason), margin=chosen.margin)
        return Change(placement, Placement(chosen.field, moved))

    def _ready(self, template: Template, between: Between) -> tuple[PlacingPrompt, Trust]:
        if self._front is not template.front or self._prompt is None:
            self._prompt, self._trust = PlacingPrompt(template), None
            self._front = template.front
        if self._trust is None:
            self._backend.prepare(self._prompt.fixed, between=between)
            self._trust = try_out(self._prompt, self._backend, between)
        return self._prompt, self._trust


def _is_whole(statement: Statement) -> bool:
    ends = statement.text.rstrip("\"')").endswith((".", "?", "!"))
    return statement.origin is Origin.DICTATED and ends and statement.reason != GOES_ON


def in_spoken_order(placements: Sequence[Placement]) -> tuple[Placement, ...]:
    """As they were said, whatever fields they went to."""
    return tuple(
        sorted(
            placements,
            key=lambda p: min((s.first for s in p.statement.sources), default=0),
        )
    )
