"""Layout: a report through its template's body, as plain text or Markdown.

The body calls `section("id")` and `field("section.field")`; what those print is decided here, so
that one body serves every markup. A filled field that the body did not print (an `if` that hides
it) is printed at the end: no statement is ever invisible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from medvoice.report.document import Report, Statement
from medvoice.report.paragraphs import Shown, bare, closed, joined, numbered_items
from medvoice.report.template_body import Body
from medvoice.report.template_computed import completed
from medvoice.report.template_error import TemplateError
from medvoice.report.template_fields import FieldSpec, FrontMatter, SectionSpec, Style
from medvoice.report.wrapping import filled

EMPTY = "[ ]"


class HasBody(Protocol):
    """What of a template the layout needs. values: merge name -> text of the study."""

    @property
    def front(self) -> FrontMatter: ...
    @property
    def body(self) -> Body: ...
    @property
    def values(self) -> Mapping[str, str]: ...


class Markup(Protocol):
    """How headings and paragraphs look. Texts come in without line breaks."""

    def title(self, text: str) -> str: ...
    def section(self, name: str, paragraphs: Sequence[str]) -> str:
        """A section's heading with its text behind or below."""
        ...

    def fields(self, name: str, fields: Sequence[tuple[str, Sequence[str]]]) -> str:
        """A section's heading with named fields below."""
        ...

    def numbered(self, name: str, items: Sequence[str]) -> str: ...
    def paragraphs(self, paragraphs: Sequence[str]) -> str: ...


class PlainMarkup:
    """Headings in capitals, lines wrapped."""

    def __init__(self, width: int = 80) -> None:
        self._width = width

    def title(self, text: str) -> str:
        return self._wrap(text.upper())

    def section(self, name: str, paragraphs: Sequence[str]) -> str:
        return self._named(name.upper(), paragraphs)

    def fields(self, name: str, fields: Sequence[tuple[str, Sequence[str]]]) -> str:
        lines = [f"{name.upper()}:"]
        lines += [self._named(label, paragraphs) for label, paragraphs in fields]
        return "\n".join(lines)

    def numbered(self, name: str, items: Sequence[str]) -> str:
        lines = [f"{name.upper()}:"]
        for number, item in enumerate(items, 1):
            lead = f"{number}. "
            lines.append(self._wrap(lead + item, " " * len(lead)))
        return "\n".join(lines)

    def paragraphs(self, paragraphs: Sequence[str]) -> str:
        return "\n".join(self._wrap(text) for text in paragraphs)

    def _named(self, name: str, paragraphs: Sequence[str]) -> str:
        first, *rest = paragraphs
        return "\n".join([self._wrap(f"{name}: {first}"), *(self._wrap(text) for text in rest)])

    def _wrap(self, text: str, indent: str = "") -> str:
        return filled(text, self._width, indent)


class Layout:
    """One rendering of one report. shown: how text of each origin is printed."""

    def __init__(
        self,
        sections: Iterable[SectionSpec],
        report: Report,
        markup: Markup,
        shown: Shown = bare,
    ) -> None:
        self._shown = shown
        self._sections = {section.id: section for section in sections}
        self._report = report
        self._markup = markup
        self._printed: set[str] = set()
        self.appended: tuple[str, ...] = ()

    def render(self, template: HasBody) -> str:
        """The text, one line end at its end. Raises TemplateError."""
        front = template.front
        parts = template.body.render(
            {
                "section": self.section,
                "field": self.field,
                "heading": self._markup.title,
                "title": front.title,
                "exam": front.exam,
                "sections": tuple(self._sections),
            }
        )
        self.appended = self.not_printed()
        for name in self.appended:
            parts += ["\n\n", self._left_over(name)]
        return tidied("".join(parts))

    def not_printed(self) -> tuple[str, ...]:
        """Ids of filled fields that the body has not printed so far."""
        return tuple(
            name for name, statements in self._report.fields if statements
            and name not in self._printed
        )  # fmt: skip

    def section(self, section_id: str, otherwise: str = "") -> str:
        """A whole section with its heading; "" where it is empty and nothing in it is required.
        otherwise: text for an empty section."""
        section = self._sections.get(section_id)
        if section is None:
            known = ", ".join(self._sections)
            raise ValueError(f'section("{section_id}") is not defined; known: {known}')
        if section.fields:
            return self._fields(section)
        return self._alone(section, otherwise or (EMPTY if section.required else ""))

    def field(self, field_id: str) -> str:
        """A field's text without its name; "[ ]" where it is required and empty."""
        spec = self._spec(field_id)
        paragraphs = joined(self._take(field_id), self._shown) or ([EMPTY] if spec.required else [])
        return self._markup.paragraphs(paragraphs) if paragraphs else ""

    def _alone(self, section: SectionSpec, otherwise: str) -> str:
        """A section that is one field."""
        statements = self._take(f"{section.id}.{section.all_fields()[0].id}")
        if section.style is Style.NUMBERED:
            items = numbered_items(statements, self._shown)
            if items:
                return self._markup.numbered(section.name, items) + "\n"
            paragraphs = []
        else:
            paragraphs = joined(statements, self._shown)
        if otherwise:
            paragraphs = paragraphs or [otherwise]
        return self._markup.section(section.name, paragraphs) + "\n" if paragraphs else ""

    def _fields(self, section: SectionSpec) -> str:
        rows: list[tuple[str, Sequence[str]]] = []
        for spec in section.fields:
            paragraphs = joined(self._take(f"{section.id}.{spec.id}"), self._shown)
            if paragraphs or spec.required:
                rows.append((spec.name, paragraphs or [EMPTY]))
        return self._markup.fields(section.name, rows) + "\n" if rows else ""

    def _spec(self, field_id: str) -> FieldSpec:
        for section in self._sections.values():
            for spec in section.all_fields():
                if field_id == f"{section.id}.{spec.id}":
                    return spec
        known = ", ".join(f"{s.id}.{f.id}" for s in self._sections.values() for f in s.all_fields())
        raise ValueError(f'field("{field_id}") is not defined; known: {known}')

    def _take(self, field_id: str) -> tuple[Statement, ...]:
        self._printed.add(field_id)
        return self._report.field(field_id)

    def _left_over(self, field_id: str) -> str:
        try:
            name = self._spec(field_id).name
        except ValueError:  # a report made with another template
            name = field_id
        paragraphs = joined(self._take(field_id), self._shown)
        return self._markup.section(name, paragraphs) if paragraphs else ""


def tidied(text: str) -> str:
    """No white space at the ends of lines, one empty line at most in a row, none at either end."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def render(
    template: HasBody, report: Report, markup: Markup | None = None, shown: Shown = bare
) -> str:
    """The report as text, with what the template fills in by itself. shown: how text of each
    origin is printed. Raises TemplateError."""
    report = completed(template.front, template.values, report)
    layout = Layout(template.front.sections, report, markup or PlainMarkup(), shown)
    return layout.render(template)


__all__ = [
    "EMPTY",
    "Layout",
    "Markup",
    "PlainMarkup",
    "TemplateError",
    "closed",
    "joined",
    "render",
]
