"""Draft: the part of a session's state that undo restores."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from medvoice.report.document import Report, Statement


@dataclass(frozen=True, slots=True)
class Point:
    """Characters [start, end) of a statement's text: selected words, or an insertion point."""

    field: str
    statement: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A statement that was taken out, and where it stood."""

    field: str
    index: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Run:
    """A dictation run that stands in the report. context_before, context_after: the memory of
    router and reader. removed: normal sentences that it took out."""

    id: str
    utterance: int
    statements: frozenset[str]
    context_before: str
    context_after: str
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """runs: those that stand, oldest first (what "scratch that" takes). context: the memory of
    router and reader. point: where the next words go; None: where routing puts them. taken: steps
    of edits that "scratch that" took back."""

    report: Report = field(default_factory=lambda: Report(""))
    runs: tuple[Run, ...] = ()
    context: str = ""
    point: Point | None = None
    taken: frozenset[str] = frozenset()

    def with_fields(self, contents: dict[str, tuple[Statement, ...]]) -> Draft:
        """These fields replaced; a field left empty disappears, a new one comes last."""
        table = dict(self.report.fields) | contents
        fields = tuple((name, statements) for name, statements in table.items() if statements)
        return replace(self, report=replace(self.report, fields=fields))

    def without_run(self, run: Run) -> Draft:
        """Without its statements, and with the normal sentences that it took out."""
        table = dict(self.report.without(run.statements).fields)
        for gone in run.removed:
            kept = list(table.get(gone.field, ()))
            kept.insert(min(gone.index, len(kept)), gone.statement)
            table[gone.field] = tuple(kept)
        report = replace(self.report, fields=tuple((n, s) for n, s in table.items() if s))
        runs = tuple(other for other in self.runs if other.id != run.id)
        return replace(self, report=report, runs=runs)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of undo. label: what it was ("dictation", "scratch that", "next field").

    moves: it changed no text. other: the draft on its other side: before it while it can be
    undone, after it while it can be done again. by_model: not the speaker's own."""

    id: str
    label: str
    other: Draft
    moves: bool = False
    by_model: bool = False
