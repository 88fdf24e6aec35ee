"""Sections of a sheet whose results are not the present ones: headings of earlier results, columns
of several days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from medvoice.extraction.lab.cells import Line, cells
from medvoice.extraction.lab.header import header_of
from medvoice.lexicon.lab_words import column_role

_OF_WHAT = (
    r"(?:lab\w*\s+|test\s+)?(?:results?|values?|labs?|reports?|findings|tests)"
    r"\W*(?:(?:from|of|on|dated)\b)?[\d\W]*"
)
_EARLIER = re.compile(
    r"\W*(?:previous|prior|earlier|former|old|past|last|historical)\s+" + _OF_WHAT, re.IGNORECASE
)
_PRESENT = re.compile(r"\W*(?:current|present|new|latest|today's)\s+" + _OF_WHAT, re.IGNORECASE)
_DAY = re.compile(r"\(?(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})\)?")


@dataclass(slots=True)
class Sections:
    """Goes through a document's lines in order. earlier: below a heading of earlier results, until
    one of present ones. dated: below columns of several days, until another heading of columns."""

    earlier: bool = False
    dated: bool = False

    @property
    def doubt(self) -> str:
        """Why a result here is not taken, "" where it is."""
        if self.earlier:
            return "it stands below a heading of earlier results"
        return "its columns are of several days" if self.dated else ""

    def begins(self, line: Line) -> bool:
        """Whether it is a section's heading."""
        earlier = _EARLIER.fullmatch(line.text) is not None
        if not earlier and not _PRESENT.fullmatch(line.text):
            return False
        self.earlier = earlier
        return True

    def days(self, line: Line) -> bool:
        """Whether its columns are headed by two days or more."""
        row = cells(line)
        others = [_DAY.sub("", cell.text).strip() for cell in row]
        days = sum(_DAY.search(cell.text) is not None for cell in row)
        if days < 2 or not all(not text or column_role(text) is not None for text in others):
            return False
        self.dated = True
        return True


def section_doubts(every: Iterable[Line]) -> dict[int, str]:
    """Number of a line → why a result on it is not taken; of one page."""
    sections, found = Sections(), {}
    for line in every:
        if sections.begins(line) or sections.days(line):
            continue
        if header_of(line):
            sections.dated = False
        elif doubt := sections.doubt:
            found[line.number] = doubt
    return found
