"""ReadReport: a report as the checks see it, made of a filled report or of plain text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from medvoice.lexicon.sections import kind_of
from medvoice.report.checks.gathered import Gathered, gathered
from medvoice.report.checks.mention import Status
from medvoice.report.checks.passages import Found, Passage, text_passages
from medvoice.report.checks.sentence import read_sentence
from medvoice.report.document import Origin, Report, Statement
from medvoice.report.template import Template

_BODY = frozenset({"findings", "addendum"})
_END = frozenset({"impression", "diagnosis"})


class ReadReport:
    """parts: field id, section and what is gathered in it. empty: required fields without a
    statement, with their names."""

    def __init__(
        self,
        parts: Iterable[tuple[str, Gathered]],
        empty: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.parts = tuple(parts)
        self.empty = tuple(empty)

    @cached_property
    def all(self) -> Gathered:
        return sum((part for _, part in self.parts), Gathered())

    @cached_property
    def findings(self) -> Gathered:
        """Where a report has no such section, what follows its technique."""
        found = self.section(*_BODY)
        return found if found.passages else self.section("technique")

    @cached_property
    def impression(self) -> Gathered:
        return self.section(*_END)

    def section(self, *names: str) -> Gathered:
        """By their ids (`lexicon.sections`)."""
        return sum((part for name, part in self.parts if name in names), Gathered())

    @cached_property
    def present(self) -> tuple[Found, ...]:
        """Findings that the report says are there, without those that it doubts."""
        every = self.findings.mentions + self.impression.mentions
        return tuple(found for found in every if found.mention.status is Status.PRESENT)


def of_text(text: str) -> ReadReport:
    """A report as plain text with headings."""
    by_section: dict[str, list[Passage]] = {}
    for passage in text_passages(text):
        by_section.setdefault(passage.section, []).append(passage)
    return ReadReport((name, gathered(passages)) for name, passages in by_section.items())


class ReportReader:
    """Reads a filled report again and again: a field grows at its end, so only what is new is read.
    Any other change of a field has it read as a whole."""

    def __init__(self) -> None:
        self._template: Template | None = None
        self._names: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._seen: dict[str, tuple[tuple[Statement, ...], Gathered]] = {}

    def read(self, report: Report, template: Template) -> ReadReport:
        if template is not self._template:
            self._template = template
            self._names = {name: spec.name for name, spec in template.front.specs()}
            self._kinds = {s.id: _kind(s.id, s.name) for s in template.sections}
            self._seen = {}
        parts = [
            (section, self._field(name, section, statements))
            for name, statements in report.fields
            for section in (self._kinds.get(name.split(".")[0], "findings"),)
        ]
        return ReadReport(parts, ((n, self._names[n]) for n in template.unfilled(report)))

    def _field(self, name: str, section: str, statements: tuple[Statement, ...]) -> Gathered:
        before, found = self._seen.get(name, ((), Gathered()))
        if statements[: len(before)] != before:
            before, found = (), Gathered()
        new = statements[len(before) :]
        if new:
            found = found + gathered(_passage(name, section, statement) for statement in new)
        self._seen[name] = (statements, found)
        return found


def _passage(field: str, section: str, statement: Statement) -> Passage:
    normal = statement.origin is Origin.NORMAL
    return Passage(field, section, statement.id, read_sentence(statement.text), normal)


def _kind(section_id: str, name: str) -> str:
    for known in (section_id, name):
        kind = kind_of(known)
        if kind is not None:
            return kind.id
    return "findings"
