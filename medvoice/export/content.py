"""Content: a report as headings, paragraphs and lists, in the order of its template's body.

The body of a template prints text. Here it prints marks, one for each block that it asks for, and
the blocks are kept aside: so that every format has the order, the headings and the conditions that
the template's author wrote, and none has to take text apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.export.characters import printable
from medvoice.export.codes import codes
from medvoice.report.document import Report
from medvoice.report.layout import render
from medvoice.report.template import Template

# Private-use characters: printed by the body, taken out again; they never reach a document.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_STRAY = re.compile(f"[{_OPEN}{_CLOSE}]")


@dataclass(frozen=True, slots=True)
class Title:
    """A heading over the whole report."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Text of the template's author, or a field printed without its name."""

    text: str


@dataclass(frozen=True, slots=True)
class FieldText:
    """name: "" for the section's own text. paragraphs: at least one."""

    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """kind: as in data/codes.toml, "" for a section without a code. numbered: each paragraph of
    its one field is a point of a list."""

    name: str
    kind: str
    fields: tuple[FieldText, ...]
    numbered: bool = False

    def lines(self) -> tuple[str, ...]:
        """One a paragraph or point, with field names and numbers, as plain text."""
        if self.numbered:
            return tuple(f"{n}. {text}" for n, text in enumerate(self.fields[0].paragraphs, 1))
        return tuple(line for field in self.fields for line in named(field))


Block = Title | Prose | Section


@dataclass(frozen=True, slots=True)
class Content:
    """title: the template's. blocks: in order."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Section))

    def all_sections(self) -> tuple[Section, ...]:
        """Sections for formats that know nothing else: prose becomes a section without a name,
        titles are left out (such formats have a title of their own)."""
        return tuple(
            block
            if isinstance(block, Section)
            else Section("", "", (FieldText("", (block.text,)),))
            for block in self.blocks
            if not isinstance(block, Title)
        )


def named(field: FieldText) -> tuple[str, ...]:
    """A field's paragraphs, its name before the first."""
    if not field.name:
        return field.paragraphs
    first, *rest = field.paragraphs
    return (f"{field.name}: {first}", *rest)


def content(report: Report, template: Template) -> Content:
    """Raises TemplateError."""
    recorder = _Recorder(template)
    text = render(template, report, recorder)
    blocks: list[Block] = []
    for line in text.splitlines():
        blocks += _blocks(line, recorder.taken)
    return Content(_clean(template.front.title), tuple(blocks))


class _Recorder:
    """A Markup that keeps what it is given and prints its number."""

    def __init__(self, template: Template) -> None:
        self.taken: list[Block] = []
        self._kinds = {
            section.name: codes().kind(section.id, section.name, *section.synonyms)
            for section in template.sections
        }

    def title(self, text: str) -> str:
        return self._keep(Title(_clean(text)))

    def section(self, name: str, paragraphs: Sequence[str]) -> str:
        return self._section(name, (FieldText("", _cleaned(paragraphs)),))

    def fields(self, name: str, fields: Sequence[tuple[str, Sequence[str]]]) -> str:
        texts = tuple(FieldText(_clean(label), _cleaned(parts)) for label, parts in fields)
        return self._section(name, texts)

    def numbered(self, name: str, items: Sequence[str]) -> str:
        return self._section(name, (FieldText("", _cleaned(items)),), numbered=True)

    def paragraphs(self, paragraphs: Sequence[str]) -> str:
        return "\n".join(self._keep(Prose(text)) for text in _cleaned(paragraphs))

    def _section(self, name: str, fields: tuple[FieldText, ...], *, numbered: bool = False) -> str:
        kind = self._kinds.get(name, "")
        return self._keep(Section(_clean(name), kind, fields, numbered))

    def _keep(self, block: Block) -> str:
        self.taken.append(block)
        return f"{_OPEN}{len(self.taken) - 1}{_CLOSE}"


def _blocks(line: str, taken: Sequence[Block]) -> list[Block]:
    """A printed line as blocks: prose marks are set into the text around them."""

    def inline(mark: re.Match[str]) -> str:
        block = taken[int(mark[1])]
        return block.text if isinstance(block, Prose) else mark[0]

    found: list[Block] = []
    pieces = _MARK.split(_MARK.sub(inline, line))
    for position, piece in enumerate(pieces):
        if position % 2:
            found.append(taken[int(piece)])
        elif text := _clean(piece).strip():
            found.append(Prose(text))
    return found


def _cleaned(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(_clean(text) for text in texts)


def _clean(text: str) -> str:
    return printable(_STRAY.sub("\ufffd", text))
