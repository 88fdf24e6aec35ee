"""Text files in the encodings they come in, as pages."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

from medvoice.documents.document import Page
from medvoice.documents.kinds import wide
from medvoice.documents.limits import Limits
from medvoice.documents.table import Table

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESS = "cp1252"
"""Of what is no UTF: the usual one of Western Windows programs."""
_PIECE = 1 << 20
"""Bytes that are decoded at once."""
_MOST_TABS = 1_000
"""Of a line that is a table's row."""
_MOST_CELLS = 200_000
"""Of one table; behind them another one begins."""
_WIDEST = 200
"""Characters of a cell that moves its column, where padding to the longest takes too much."""
_PADDED, _ROOM = 8, 1_000_000
"""Characters that tables may take, for each one of the text, and above that: one cell of 100,000
among short lines made gigabytes of spaces."""


def bytes_read(limits: Limits) -> int:
    """How many bytes of a text file are looked at: those that `most_characters` and one more take
    at most (four each in UTF-8 and UTF-32), with a mark in front."""
    return 4 * (limits.most_characters + 2)


def decoded(data: bytes, most: int = sys.maxsize) -> tuple[str, str]:
    """(text, note). Of more than `most` signs only some that follow are decoded. The note says
    where the encoding is a guess or signs are broken, else ""."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict_or_marked(data[len(mark) :], encoding, most)
    if guessed := wide(data[:4096]):
        return _strict_or_marked(data, guessed, most)
    try:
        return _beginning(data, "utf-8", most), ""
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return _beginning(data, "utf-8", most, "replace"), "its last sign is cut off"
    try:
        text = _beginning(data, _GUESS, most)
    except UnicodeDecodeError:
        text = _beginning(data, "latin-1", most)
    return text, "its encoding is not UTF-8: read as Western European, letters may be wrong"


def _strict_or_marked(data: bytes, encoding: str, most: int) -> tuple[str, str]:
    try:
        return _beginning(data, encoding, most), ""
    except UnicodeDecodeError:
        return (
            _beginning(data, encoding, most, "replace"),
            "some of its signs are broken (shown as \ufffd)",
        )


def _beginning(data: bytes, encoding: str, most: int, errors: str = "strict") -> str:
    """Piece by piece, until there are more than `most` signs. Raises UnicodeDecodeError; where a
    whole file ends inside a sign, too, with the reason "unexpected end of data"."""
    whole = len(data) < 4 * most
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    parts: list[str] = []
    signs = 0
    for at in range(0, len(data), _PIECE):
        last = whole and at + _PIECE >= len(data)
        parts.append(decoder.decode(data[at : at + _PIECE], final=last))
        signs += len(parts[-1])
        if signs > most:
            break
    return "".join(parts)


def text_pages(text: str) -> tuple[Page, ...]:
    """Form feeds end pages. Line ends of every kind (HL7's single returns, too) become "\\n"; lines
    with tabs that follow each other become a table, so that an empty cell stays one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    text = text.replace("\0", "").removeprefix("\ufeff")
    pages = (_without_tabs(text) if "\t" in text else text).split("\f")
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    return tuple(Page(number, ended(page)) for number, page in enumerate(pages, start=1))


def _without_tabs(text: str) -> str:
    found: list[str] = []
    room = _PADDED * len(text) + _ROOM
    for tabbed, run in groupby(text.split("\n"), key=_is_row):
        if not tabbed:
            found += map(_spaced, run)
            continue
        for lines in _tables(run):
            table = _table(lines)
            widest = next((w for w in (sys.maxsize, _WIDEST) if table.size(w) <= room), 0)
            found += table.lines(widest) if widest else map(_spaced, lines)
            room -= table.size(widest) if widest else 0
    return "\n".join(found)


def _is_row(line: str) -> bool:
    return 0 < line.strip().count("\t") <= _MOST_TABS


def _spaced(line: str) -> str:
    return line.replace("\t", "  ")


def _tables(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines that follow each other, in tables of at most `_MOST_CELLS`."""
    held: list[str] = []
    cells = 0
    for line in lines:
        cells += line.count("\t") + 1
        if held and cells > _MOST_CELLS:
            yield held
            held, cells = [], line.count("\t") + 1
        held.append(line)
    yield held


def _table(lines: list[str]) -> Table:
    table = Table()
    for line in lines:
        for cell in line.rstrip().split("\t"):
            table.begin_cell()
            table.end_cell([cell.strip()] if cell.strip() else [])
        table.end_row()
    return table


def bounded_pages(text: str, note: str, limits: Limits) -> tuple[tuple[Page, ...], list[str]]:
    """(pages, notes)."""
    notes = [note] if note else []
    if len(text) > limits.most_characters:
        notes.append(f"only its first {limits.most_characters:,} characters were read")
    pages = text_pages(text[: limits.most_characters])
    if len(pages) > limits.most_pages:
        notes.append(only_first(limits.most_pages, len(pages)))
    return pages[: limits.most_pages], notes


def only_first(read: int, count: int) -> str:
    return f"only its first {read:,} of {count:,} pages were read"


def ended(text: str) -> str:
    """With a line end behind the last line."""
    return text if not text or text.endswith("\n") else text + "\n"
