"""A document as text, page by page, so that every value and every answer can name its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    """name: of the file, without its folder. notes: for the user ("page 3 holds no text")."""

    name: str
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of the text of one page."""

    page: int
    start: int
    end: int

    def of(self, document: Document) -> str:
        """What it says. Raises KeyError for a page that is not there."""
        for page in document.pages:
            if page.number == self.page:
                return page.text[self.start : self.end]
        raise KeyError(self.page)
