"""Desk: what a command works with, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from medvoice.language.commands.macros import Macro
from medvoice.language.commands.matcher import Decision
from medvoice.language.spoken import SpokenWord
from medvoice.language.utterance import Carried
from medvoice.report.checks.checker import OFF
from medvoice.report.document import Report, Source, Statement
from medvoice.report.routing import Router
from medvoice.report.template import Template
from medvoice.session.assistance import keeping_assistance
from medvoice.session.draft import Point
from medvoice.session.editing import Contents
from medvoice.session.events import Event, ReportEdited
from medvoice.session.hooks import NormalTexts, PickLists, TemplatePicks
from medvoice.session.memory import Memory
from medvoice.session.placing import ADDENDUM, Placer
from medvoice.session.records import field_contents, point_record
from medvoice.session.shelf import Shelf
from medvoice.session.state import SessionState
from medvoice.session.writing import Writer

BY_HAND = 0
"""In place of the number of an utterance: nothing was said."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Parts of one template, made once. picks: None for the template's own. shelf: the other
    templates. checks_off: names of checks that are not wanted."""

    template: Template
    router: Router
    writer: Writer
    placer: Placer
    normals: NormalTexts
    picks: PickLists | None
    macros: Mapping[str, Macro]
    shelf: Shelf
    checks_off: frozenset[str] = OFF

    def choices(self, field_id: str) -> tuple[str, ...]:
        """The pick list of a field, () for none."""
        return tuple(self.lists.choices(field_id)) if field_id else ()

    @property
    def lists(self) -> PickLists:
        return self.picks or TemplatePicks(self.template)


@dataclass(frozen=True, slots=True)
class Given:
    """A command at a moment. words: of the whole turn; slots of the decision count in them.

    step: id for what it does. shown: the commands that can be said now, for "show commands". first,
    last: its words in the turn, last exclusive. at: sample at which a key was pressed, 0 for
    words."""

    state: SessionState
    words: tuple[SpokenWord, ...]
    decision: Decision
    utterance: int
    step: str
    shown: str = ""
    first: int = 0
    last: int = 0
    at: int = 0

    @property
    def name(self) -> str:
        return self.decision.name

    @property
    def memory(self) -> Memory:
        return Memory.from_json(self.state.context)

    @property
    def report(self) -> Report:
        """What may be edited: of a final report the addendum alone."""
        report = self.state.report
        if self.state.status != ADDENDUM:
            return report
        fields = tuple((n, s) for n, s in report.fields if n == ADDENDUM)
        return replace(report, fields=fields)

    def value(self, name: str) -> str:
        slot = self.decision.slot(name)
        return slot.value if slot is not None else ""

    def text(self, name: str) -> str:
        slot = self.decision.slot(name)
        return slot.text if slot is not None else ""

    def slot_words(self, name: str) -> tuple[SpokenWord, ...]:
        slot = self.decision.slot(name)
        return self.words[slot.first : slot.last] if slot is not None else ()

    def source(self, name: str) -> tuple[Source, ...]:
        slot = self.decision.slot(name)
        if slot is None or self.utterance == BY_HAND:
            return ()
        return (Source(self.utterance, slot.first, slot.last),)

    def edited(
        self,
        contents: Contents | None = None,
        memory: Memory | None = None,
        point: Point | None = None,
    ) -> ReportEdited:
        """The one event of an edit or move."""
        return ReportEdited(
            step=self.step,
            utterance=self.utterance,
            command=self.name,
            fields=field_contents(contents or {}),
            context=memory.to_json() if memory is not None else self.state.context,
            point=point_record(point),
        )

    def latest(self) -> list[tuple[str, Statement]]:
        """(field, statement) of what was put in or changed last and still stands, in order."""
        for step in reversed(self.state.undo):
            if step.by_model:
                continue
            before = keeping_assistance(step.other, self.state.draft)
            found = _changed(dict(before.report.fields), self.report)
            if found:
                return found
        return []

    def selection(self) -> Point | None:
        """Selected words that still stand."""
        point = self.state.draft.point
        return point if point is not None and point.start < point.end else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did. kind: as CommandTaken.outcome. answer: what is shown."""

    events: tuple[Event, ...] = ()
    answer: str = ""
    kind: str = "done"


def _changed(
    before: Mapping[str, tuple[Statement, ...]], report: Report
) -> list[tuple[str, Statement]]:
    """Statements that are new or say something else, in spoken order; untouched fields are the same
    objects, and what only went to another field is not new."""
    found: list[tuple[str, Statement]] = []
    if all(before.get(name) is statements for name, statements in report.fields):
        return found
    known = {(s.id, s.text) for statements in before.values() for s in statements}
    for name, statements in report.fields:
        if before.get(name) is not statements:
            found += [(name, s) for s in statements if (s.id, s.text) not in known]
    return sorted(found, key=lambda pair: _spoken(pair[1]))


def _spoken(statement: Statement) -> tuple[int, int]:
    """When its first words were said; before all others where nobody said it."""
    return min(((s.utterance, s.first) for s in statement.sources), default=(0, 0))


def done(*events: Event, answer: str = "") -> Outcome:
    return Outcome(events, answer)


def refused(why: str) -> Outcome:
    return Outcome((), why, "refused")


def answered(text: str) -> Outcome:
    return Outcome((), text, "answered")


def asked(question: str, *events: Event) -> Outcome:
    return Outcome(events, question, "asked")


def numbered(texts: Sequence[str]) -> str:
    """ "1 left, 2 right" """
    return "; ".join(f"{number} {text}" for number, text in enumerate(texts, 1))


def nothing_carried(memory: Memory) -> Memory:
    """The memory where the next words begin something new."""
    return Memory(replace(memory.router, open=False), Carried())
