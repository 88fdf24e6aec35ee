"""A document as text, page by page, so that every value and every answer can name its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_LONE = re.compile("[\ud800-\udfff]")


def shown(name: str) -> str:
    """A file's name as text that can be written anywhere: a byte that is no UTF-8 as "\\xe9".
    Python holds it as a lone surrogate, which neither UTF-8 nor SQLite takes."""
    return _LONE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", name)


class DocumentError(Exception):
    """One file cannot be read; the message names it and the fault. Other files are not touched."""


class TextOrigin(StrEnum):
    WRITTEN = "written"  # the file's own characters
    RECOGNISED = "read from a picture"  # may be wrong: unverified until a person accepts it


@dataclass(frozen=True, slots=True)
class Page:
    """number: from 1, as a viewer shows it. text: lines end in "\\n"; columns of a table stay apart
    by two spaces or more."""

    number: int
    text: str
    origin: TextOrigin = TextOrigin.WRITTEN


@dataclass(frozen=True, slots=True)
class Document:
    """name: of the file, without its folder; "archive.zip/name" inside an archive. notes: for the
    user ("page 3 holds no text"). pictures: numbers of the pages that are pictures only (a scan, a
    photograph); their text is empty until somebody reads them (`Page.origin` says so)."""

    name: str
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()
    pictures: tuple[int, ...] = ()

    @property
    def says_something(self) -> bool:
        return any(page.text.strip() for page in self.pages)

    def page(self, number: int) -> Page:
        """Raises KeyError for a page that is not there."""
        for page in self.pages:
            if page.number == number:
                return page
        raise KeyError(number)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of the text of one page."""

    page: int
    start: int
    end: int

    def of(self, document: Document) -> str:
        """What it says. Raises KeyError for a page that is not there."""
        return document.page(self.page).text[self.start : self.end]
