"""HTML, and the narrative of clinical documents in XML, as lines of text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from medvoice.documents.plain_text import decoded
from medvoice.documents.superscript import raised
from medvoice.documents.table import Table

_HIDDEN = frozenset("script style template noscript".split())
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol p section title ul "
    # of clinical documents:
    "paragraph list item caption text component".split()
)
_ROWS = frozenset({"tr", "thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_DEEPEST = 50
"""Tables within tables; deeper ones are read as if they were none."""


def markup_text(data: bytes) -> tuple[str, str]:
    """(lines, each ending in "\\n"; note). Cells of a table stand two spaces apart."""
    source, note = _decoded(data)
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.text(), note


def _decoded(data: bytes) -> tuple[str, str]:
    text, note = decoded(data)
    if note and (found := _CHARSET.search(data[:2048])):
        try:
            return data.decode(found[1].decode("ascii"), "replace"), ""
        except LookupError:
            return text, note
    return text, note


@dataclass(slots=True)
class _Flow:
    """Lines of a page or of a cell. table: the one whose cell this is."""

    table: Table | None = None
    lines: list[str] = field(default_factory=list)
    line: str = ""

    def end_line(self) -> None:
        if self.line.strip():
            self.lines.append(self.line.rstrip())
        self.line = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._flows = [_Flow()]
        self._hidden = self._raised = self._as_is = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        flow = self._flows[-1]
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "sup":
            self._raised += 1
        elif tag == "pre":
            flow.end_line()
            self._as_is += 1
        elif tag == "table" and len(self._flows) < _DEEPEST:
            flow.end_line()
            self._flows.append(_Flow(Table()))
        elif tag in _ROWS and flow.table is not None:
            self._end_cell(flow)
            flow.table.end_row()
        elif tag in _CELLS and flow.table is not None:
            self._end_cell(flow)
            spans = dict(attrs)
            flow.table.begin_cell(_number(spans.get("colspan")), _number(spans.get("rowspan")))
        elif tag in _BLOCKS or tag in _CELLS or tag in _ROWS or tag == "br":
            flow.end_line()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """In HTML the closing stroke means nothing; in XML nothing is inside."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        flow = self._flows[-1]
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "sup":
            self._raised = max(0, self._raised - 1)
        elif tag == "pre":
            flow.end_line()
            self._as_is = max(0, self._as_is - 1)
        elif tag == "table" and flow.table is not None:
            self._end_table()
        elif tag in _ROWS and flow.table is not None:
            self._end_cell(flow)
            flow.table.end_row()
        elif tag in _CELLS and flow.table is not None:
            self._end_cell(flow)
        elif tag in _BLOCKS or tag in _CELLS or tag in _ROWS:
            flow.end_line()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        flow = self._flows[-1]
        if self._as_is:
            first, *others = data.expandtabs(8).split("\n")
            flow.line += first
            for other in others:
                flow.lines.append(flow.line.rstrip())
                flow.line = other
            return
        text = re.sub(r"\s+", " ", data)
        if self._raised:
            text = raised(text)
        flow.line += text.lstrip() if not flow.line or flow.line.endswith(" ") else text

    def text(self) -> str:
        while len(self._flows) > 1:
            self._end_table()
        flow = self._flows[0]
        flow.end_line()
        return "".join(line + "\n" for line in flow.lines)

    def _end_cell(self, flow: _Flow) -> None:
        """What stands in a table outside its cells becomes a cell, too."""
        flow.end_line()
        if flow.table is not None:
            flow.table.end_cell(flow.lines)
        flow.lines = []

    def _end_table(self) -> None:
        flow = self._flows.pop()
        self._end_cell(flow)
        assert flow.table is not None
        self._flows[-1].lines += flow.table.lines()


def _number(text: str | None) -> int:
    return min(max(int(text), 1), 100) if text and text.isdecimal() and len(text) < 4 else 1
