"""What commands ask other parts of the report layer for: normal text, pick lists, contradictions.

Each has a default that needs nothing but the template; a better one is handed to the composer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from medvoice.language.commands.grammar import load_grammar
from medvoice.language.commands.wake_words import with_wake_words
from medvoice.report.checks.checker import OFF, checked_names
from medvoice.report.document import Origin, Placement, Report, Statement
from medvoice.report.template import Template


class NormalTexts(Protocol):
    """Normal text of a template."""

    def sentences(self, field_id: str, report: Report) -> Sequence[str]:
        """What to add to this field so that the rest of it is normal; () for nothing. report: as
        it stands (what it says or contradicts is left out)."""
        ...

    def contradicted(self, report: Report, placed: Sequence[Placement]) -> Sequence[str]:
        """Ids of the report's normal statements that newly placed ones contradict."""
        ...


class PickLists(Protocol):
    """Choices of a field."""

    def choices(self, field_id: str) -> Sequence[str]:
        """What can be chosen there, as it is written; () for a field without a list."""
        ...

    def said(self, field_id: str, choice: str) -> Sequence[str]:
        """Other ways of saying one of `choices`."""
        ...

    def several(self, field_id: str) -> bool:
        """Whether more than one may be chosen."""
        ...


class TemplatePicks:
    """The template's own pick lists; in a field for a category, the categories of its system."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def choices(self, field_id: str) -> Sequence[str]:
        if field_id not in self._template.field_ids():
            return ()
        return self._template.field(field_id).offered()

    def said(self, field_id: str, choice: str) -> Sequence[str]:
        ways = [one for one in self._template.field(field_id).choices if one.text == choice]
        return tuple(way for one in ways for way in one.say)

    def several(self, field_id: str) -> bool:
        return field_id in self._template.field_ids() and self._template.field(field_id).several


@dataclass(frozen=True, slots=True)
class Hooks:
    """None stands for the template's own (report.normals.Normals, TemplatePicks). checks_off: names
    of checks that "check report" leaves out. wake_words: a question begins with one of them; () for
    the grammar's own."""

    normals: NormalTexts | None = None
    picks: PickLists | None = None
    checks_off: frozenset[str] = OFF
    wake_words: tuple[str, ...] = ()


def open_hooks(checks_off: Sequence[str], wake_words: Sequence[str]) -> Hooks:
    """From the configuration. Raises ValueError: which name or word cannot be used, and why."""
    with_wake_words(load_grammar(), wake_words)
    return Hooks(checks_off=checked_names(checks_off), wake_words=tuple(wake_words))


def normal_statements(step: str, texts: Sequence[str], number: int = 0) -> tuple[Statement, ...]:
    """Statements of origin normal text. Ids are "n<step>.<n>", counted from number + 1."""
    return tuple(
        Statement(f"n{step}.{number + at}", text, Origin.NORMAL, (), "normal text of the template")
        for at, text in enumerate(texts, 1)
    )
