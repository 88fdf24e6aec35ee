"""What commands ask other parts of the report layer for: normal text, pick lists, contradictions.

Each has a default that needs nothing but the template; a better one is handed to the composer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from medvoice.report.document import Origin, Placement, Report, Statement
from medvoice.report.template import Template

_SENTENCE = re.compile(r"(?<=[.?!])\s+")


class NormalTexts(Protocol):
    """Normal text of a template."""

    def sentences(self, field_id: str, report: Report) -> Sequence[str]:
        """What to write into this field when nothing is wrong there; () for nothing. report: as
        it stands (what contradicts is left out)."""
        ...

    def contradicted(self, report: Report, placed: Sequence[Placement]) -> Sequence[str]:
        """Ids of the report's normal statements that newly placed ones contradict."""
        ...


class PickLists(Protocol):
    """Choices of a field."""

    def choices(self, field_id: str) -> Sequence[str]:
        """What can be chosen there, as it is written; () for a field without a list."""
        ...


class TemplateNormals:
    """The template's normal text, sentence by sentence; nothing is known to contradict it."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def sentences(self, field_id: str, report: Report) -> Sequence[str]:
        """Only for a field that is still empty."""
        if report.field(field_id):
            return ()
        normal = self._template.field(field_id).normal.strip()
        return tuple(_SENTENCE.split(normal)) if normal else ()

    def contradicted(self, report: Report, placed: Sequence[Placement]) -> Sequence[str]:
        return ()


class TemplatePicks:
    """The template's own pick lists; in a field for a category, the categories of its system."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def choices(self, field_id: str) -> Sequence[str]:
        if field_id not in self._template.field_ids():
            return ()
        return self._template.field(field_id).offered()


@dataclass(frozen=True, slots=True)
class Hooks:
    """None stands for the template's own (TemplateNormals, TemplatePicks)."""

    normals: NormalTexts | None = None
    picks: PickLists | None = None


def normal_statements(step: str, texts: Sequence[str], number: int = 0) -> tuple[Statement, ...]:
    """Statements of origin normal text. Ids are "n<step>.<n>", counted from number + 1."""
    return tuple(
        Statement(f"n{step}.{number + at}", text, Origin.NORMAL, (), "normal text of the template")
        for at, text in enumerate(texts, 1)
    )
