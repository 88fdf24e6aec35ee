"""Text files in the encodings they come in, as pages."""

from __future__ import annotations

import codecs
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


def decoded(data: bytes) -> tuple[str, str]:
    """(text, note). The note says where the encoding is a guess or signs are broken, else ""."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict_or_marked(data[len(mark) :], encoding)
    if guessed := wide(data[:4096]):
        return _strict_or_marked(data, guessed)
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data.decode("utf-8", "replace"), "its last sign is cut off"
    try:
        text = data.decode(_GUESS)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text, "its encoding is not UTF-8: read as Western European, letters may be wrong"


def _strict_or_marked(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), "some of its signs are broken (shown as \ufffd)"


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
    for tabbed, run in groupby(text.split("\n"), key=lambda line: "\t" in line.strip()):
        if not tabbed:
            found += (line.replace("\t", "  ") for line in run)
            continue
        table = Table()
        for line in run:
            for cell in line.rstrip().split("\t"):
                table.begin_cell()
                table.end_cell([cell.strip()] if cell.strip() else [])
            table.end_row()
        found += table.lines()
    return "\n".join(found)


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
