"""Plain layout of a report that grows: what is known of the page before is not laid out again.

A page made so is the page that `layout.render` makes, letter for letter. Memory belongs to the one
who draws; what it holds is a function of the statements, so a wrong guess costs time only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from medvoice.report.document import Report, Statement
from medvoice.report.layout import EMPTY, HasBody, Layout, PlainMarkup, tidied
from medvoice.report.paragraphs import closed, goes_on
from medvoice.report.template_computed import completed
from medvoice.report.template_fields import SectionSpec, Style
from medvoice.report.wrapping import Wrapped, wrapped

_PLACE = "\ue000"  # private use: stands for a block in the text that is tidied


@dataclass(frozen=True, slots=True)
class _FieldText:
    """A field in lines. label: its name with the colon, words one space apart. settled: paragraphs
    that are complete, wrapped. before, last: the open paragraph without its last piece, and that
    piece as dictated. lines: the open paragraph, wrapped. clean: no character in it that a page may
    change or drop."""

    label: str
    width: int
    statements: tuple[Statement, ...] = ()
    settled: str = ""
    before: str = ""
    last: str = ""
    lines: Wrapped | None = None
    clean: bool = True

    @property
    def text(self) -> str:
        """Empty for a field without words."""
        return self.settled + self.lines.text if self.lines is not None else ""

    def fits(self, label: str, width: int, statements: tuple[Statement, ...]) -> bool:
        """Whether the statements go on from these."""
        own = self.statements
        return (self.label, self.width) == (label, width) and statements[: len(own)] == own

    def grown(self, statements: tuple[Statement, ...]) -> _FieldText:
        """With all of these; its own are the first of them."""
        settled, before, last, lines = self.settled, self.before, self.last, self.lines
        clean = self.clean
        for statement in statements[len(self.statements) :]:
            text = " ".join(statement.text.split())
            if not text:
                continue
            clean = clean and text.isprintable()
            if not last:
                before = f"{self.label} "
            elif goes_on(last, text):
                before = f"{before}{last} "
            elif not statement.breaks_before:
                before = f"{before}{closed(last)} "
            else:
                settled += wrapped(before + closed(last), self.width, lines).text + "\n"
                before, lines = "", None
            last = text
        if last:
            lines = wrapped(before + closed(last), self.width, lines)
        return _FieldText(self.label, self.width, statements, settled, before, last, lines, clean)


class PageMemory:
    """The fields of the last page, one entry each. For one thread, one template at a time."""

    def __init__(self) -> None:
        self._fields: dict[str, _FieldText] = {}
        self._blocks: dict[str, tuple[tuple[str, ...], str]] = {}

    def named(
        self, field: str, name: str, width: int, statements: tuple[Statement, ...]
    ) -> _FieldText:
        """A field behind its name."""
        label = " ".join(f"{name}:".split())
        known = self._fields.get(field)
        if known is None or not known.fits(label, width, statements):
            known = _FieldText(label, width, clean=label.isprintable())
        if len(known.statements) < len(statements):
            known = self._fields[field] = known.grown(statements)
        return known

    def block(self, section: str, lines: tuple[str, ...]) -> str:
        """Lines of a section with a line end, the object of the page before where it is the same
        text."""
        known = self._blocks.get(section)
        if known is None or known[0] != lines:
            known = self._blocks[section] = (lines, "\n".join(lines) + "\n")
        return known[1]


class _GrowingLayout(Layout):
    """Plain text as dictated: fields from memory."""

    def __init__(
        self,
        sections: Sequence[SectionSpec],
        report: Report,
        width: int,
        known: PageMemory,
        line: Callable[[str], str],
    ) -> None:
        super().__init__(sections, report, PlainMarkup(width))
        self._width = width
        self._known = known
        self._line = line
        self._clean: dict[int, str] = {}  # id -> block; the blocks are kept alive by it

    def _alone(self, section: SectionSpec, otherwise: str) -> str:
        field = f"{section.id}.{section.all_fields()[0].id}"
        statements = self._report.field(field)
        if section.style is Style.NUMBERED or not statements:
            return super()._alone(section, otherwise)
        found = self._known.named(field, section.name.upper(), self._width, statements)
        if not found.text:
            return super()._alone(section, otherwise)
        self._take(field)
        return self._kept(section.id, (found.text,), found.clean)

    def _fields(self, section: SectionSpec) -> str:
        header = f"{section.name.upper()}:"
        lines, clean = [header], header.isprintable() and not header[0].isspace()
        for spec in section.fields:
            field = f"{section.id}.{spec.id}"
            found = self._known.named(field, spec.name, self._width, self._take(field))
            if found.text:
                lines.append(found.text)
                clean = clean and found.clean
            elif spec.required:
                lines.append(self._markup.paragraphs([f"{spec.name}: {EMPTY}"]))
                clean = clean and spec.name.isprintable()
        return self._kept(section.id, tuple(lines), clean) if len(lines) > 1 else ""

    def _kept(self, section: str, lines: tuple[str, ...], clean: bool) -> str:
        block = self._known.block(section, lines)
        if clean:
            self._clean[id(block)] = block
        return block

    def _tidied(self, parts: Sequence[str]) -> str:
        """Only what stands between clean blocks is looked at."""
        if any(_PLACE in part for part in parts if id(part) not in self._clean):
            return self._lines("".join(parts))
        blocks = [part[:-1] for part in parts if id(part) in self._clean]
        rest = "".join(_PLACE + "\n" if id(part) in self._clean else part for part in parts)
        between = self._lines(rest).split(_PLACE)
        page = [between[0]]
        for block, text in zip(blocks, between[1:], strict=True):
            page += (block, text)
        return "".join(page)

    def _lines(self, text: str) -> str:
        return "\n".join(self._line(line) for line in tidied(text).split("\n"))


def growing(
    template: HasBody,
    report: Report,
    width: int,
    known: PageMemory,
    line: Callable[[str], str],
) -> str:
    """`render` in plain text, and `line` on each of its lines; it must leave printable ones as they
    are. Raises TemplateError."""
    report = completed(template.front, template.values, report)
    return _GrowingLayout(template.front.sections, report, width, known, line).render(template)
