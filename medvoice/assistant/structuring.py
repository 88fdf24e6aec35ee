"""Structuring: what a language model makes of one dictation run that the rules have placed.

Never more than a proposal: the session looks at it again when it comes, since the speaker has gone
on meanwhile. Nothing here knows a thread or an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from medvoice.assistant.backend import Backend, Between
from medvoice.assistant.levels import Level
from medvoice.assistant.placing import PlacingPrompt, Trust, is_left, moves, reason, try_out
from medvoice.report.document import Placement
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

    def ready(self, template: Template, between: Between) -> Trust:
        """Prefill and try out what this template needs, so that the first turn need not wait for
        it. Raises BackendError."""
        _, trusted = self._ready(template, between)
        return trusted

    def structure(self, run: DictatedRun, between: Between) -> Proposal:
        """Raises BackendError: then nothing of the run is changed."""
        changes = self._placed(run, between)
        return Proposal(run, changes)

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


def in_spoken_order(placements: Sequence[Placement]) -> tuple[Placement, ...]:
    """As they were said, whatever fields they went to."""
    return tuple(
        sorted(
            placements,
            key=lambda p: min((s.first for s in p.statement.sources), default=0),
        )
    )
