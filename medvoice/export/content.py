"""Content: a report as headings, paragraphs and lists, in the order of its template's body.

The body of a template prints text. Here it prints marks, one for each block that it asks for, and
the blocks are kept aside: so that every format has the order, the headings and the conditions that
the template's author wrote, and none has to take text apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from medvoice.export.characters import printable
from medvoice.export.codes import codes
from medvoice.report.document import Origin, Report
from medvoice.report.layout import render
from medvoice.report.template import Template

# Private-use characters: printed by the body, taken out again; they never reach a document.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
# Around text of one origin: the first carries the origin's place in _ORIGINS.
_RUN, _END = "\ue010", "\ue002"
_ORIGINS = tuple(Origin)
_STARTS = "".join(chr(ord(_RUN) + n) for n in range(len(_ORIGINS)))
_SPAN = re.compile(f"([{_STARTS}])([^{_END}]*){_END}")
_STRAY = re.compile(f"[{_OPEN}{_CLOSE}{_END}{_STARTS}]")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph. origin: None for words of the template's author."""

    text: str
    origin: Origin | None

    @property
    def marked(self) -> bool:
        """Whether a reader has to be told that nobody dictated it."""
        return self.origin is not None and not self.origin.own


Runs = tuple[Run, ...]
_FOREIGN = "\ufffd"
"""In place of our marks where a text brings them along."""


@dataclass(frozen=True, slots=True)
class Title:
    """A heading over the whole report."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Text of the template's author, or a field printed without its name, or both."""

    text: str
    runs: Runs = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class FieldText:
    """name: "" for the section's own text. runs: of each paragraph, at least one."""

    name: str
    runs: tuple[Runs, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(plain(runs) for runs in self.runs)


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
            else Section("", "", (FieldText("", (block.runs or (Run(block.text, None),),)),))
            for block in self.blocks
            if not isinstance(block, Title)
        )


def plain(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def note(text: str) -> Section:
    """A section of its own for a text that is no part of the report: how it was made."""
    return Section("Note", "", (FieldText("", ((Run(text, None),),)),))


def not_dictated(found: Content) -> tuple[Run, ...]:
    """Every run that nobody dictated, in the order in which it is printed."""
    blocks = [block.runs for block in found.blocks if isinstance(block, Prose)]
    fields = [runs for s in found.sections for field in s.fields for runs in field.runs]
    return tuple(run for runs in (*blocks, *fields) for run in runs if run.marked)


def named(field: FieldText) -> tuple[str, ...]:
    """A field's paragraphs, its name before the first."""
    if not field.name:
        return field.paragraphs
    first, *rest = field.paragraphs
    return (f"{field.name}: {first}", *rest)


def content(report: Report, template: Template) -> Content:
    """Raises TemplateError."""
    recorder = _Recorder(template)
    text = render(template, report, recorder, _spanned)
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
            or next(filter(None, map(codes().kind_of_code, section.codes)), "")
            for section in template.sections
        }

    def title(self, text: str) -> str:
        return self._keep(Title(_clean(text)))

    def section(self, name: str, paragraphs: Sequence[str]) -> str:
        return self._section(name, (_field("", paragraphs),))

    def fields(self, name: str, fields: Sequence[tuple[str, Sequence[str]]]) -> str:
        return self._section(name, tuple(_field(label, parts) for label, parts in fields))

    def numbered(self, name: str, items: Sequence[str]) -> str:
        return self._section(name, (_field("", items),), numbered=True)

    def paragraphs(self, paragraphs: Sequence[str]) -> str:
        texts = (_runs(text) for text in paragraphs)
        return "\n".join(self._keep(Prose(plain(runs), runs)) for runs in texts)

    def _section(self, name: str, fields: tuple[FieldText, ...], *, numbered: bool = False) -> str:
        kind = self._kinds.get(name, "")
        return self._keep(Section(_clean(name), kind, fields, numbered))

    def _keep(self, block: Block) -> str:
        self.taken.append(block)
        return f"{_OPEN}{len(self.taken) - 1}{_CLOSE}"


def _blocks(line: str, taken: Sequence[Block]) -> list[Block]:
    """A printed line as blocks: prose is set into the text around it."""
    found: list[Block] = []
    prose: list[Run] = []

    def end_of_prose() -> None:
        text = plain(tuple(prose)).strip()
        if text:
            found.append(Prose(text, tuple(prose)))
        prose.clear()

    for position, piece in enumerate(_MARK.split(line)):
        block = taken[int(piece)] if position % 2 else None
        if block is None:
            prose += [Run(_clean(piece), None)] if piece else []
        elif isinstance(block, Prose):
            prose += block.runs
        else:
            end_of_prose()
            found.append(block)
    end_of_prose()
    return found


def _field(name: str, paragraphs: Sequence[str]) -> FieldText:
    return FieldText(_clean(name), tuple(_runs(text) for text in paragraphs))


def _spanned(text: str, origin: Origin) -> str:
    """A run as the recorder gets it."""
    return f"{_STARTS[_ORIGINS.index(origin)]}{_STRAY.sub(_FOREIGN, text)}{_END}"


def _runs(text: str) -> Runs:
    """What `_spanned` was given, with what stands between (spaces, an empty box)."""
    runs: list[Run] = []
    end = 0
    for span in _SPAN.finditer(text):
        if text[end : span.start()]:
            runs.append(Run(_clean(text[end : span.start()]), None))
        runs.append(Run(printable(span[2]), _ORIGINS[_STARTS.index(span[1])]))
        end = span.end()
    if text[end:]:
        runs.append(Run(_clean(text[end:]), None))
    return tuple(runs)


def _clean(text: str) -> str:
    return printable(_STRAY.sub(_FOREIGN, text))
