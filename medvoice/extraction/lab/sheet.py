"""A page of a laboratory sheet → its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from medvoice.extraction.lab.atoms import Kind, atoms
from medvoice.extraction.lab.cells import Cell, Line, cells, lines
from medvoice.extraction.lab.doubts import (
    CHANGED,
    NO_RESULT,
    VOID,
    caution_of,
    is_no_result,
    is_taken_back,
    was_replaced,
)
from medvoice.extraction.lab.header import Header, header_of
from medvoice.extraction.lab.names import goes_on, is_prose, name_in, unit_behind
from medvoice.extraction.lab.row import FIELDS, Found, flag_before_words, found_in
from medvoice.extraction.lab.sections import Sections
from medvoice.lexicon.lab_words import column_role

_LABELLED = re.compile(r"\s*([^:=]{2,30}?)\s*[:=]\s+(?=\S)")


@dataclass(slots=True)
class SheetReader:
    """Goes through a document's pages in order; a header holds until the next one."""

    header: Header | None = None
    unread: list[int] = field(default_factory=list)
    """Lines of the page, from 1, that hold a number with a unit or a range and gave no row."""
    _text: str = ""
    _rows: list[Found] = field(default_factory=list)
    _name: tuple[int, Cell] | None = None
    """A line that is but a name, and its number: the next one may go on with it."""
    _sections: Sections = field(default_factory=Sections)
    _labelled: Found | None = None
    """A result whose fields have lines of their own."""

    def rows(self, text: str) -> list[Found]:
        """Of one page."""
        self._text, self._rows, self._name, self._labelled = text, [], None, None
        self.unread = []
        for line in lines(text):
            self._read(line)
        self._close_labelled()
        return self._rows

    def _read(self, line: Line) -> None:
        if not line.text.strip():
            return
        if self._sections.begins(line):
            self._name = None
            return
        if self._label(line):
            return
        if self._sections.days(line):
            self.header, self._name = None, None
            return
        if header := header_of(line):
            self.header, self._name, self._sections.dated = header, None, False
            return
        several = found_in(line, self.header)
        if not several:
            self._name_only(line)
            if _looks_like_one(line):
                self.unread.append(line.number + 1)
            return
        self._take_name(several[0], line)
        for found in several:
            flag_before_words(found, self._text)
            found.doubt = found.doubt or self._sections.doubt
            if found.has("test"):
                self._rows.append(found)
        self._name = None

    def _take_name(self, found: Found, line: Line) -> None:
        """The name's beginning on the line before."""
        if self._name is None or self._name[0] != line.number - 1:
            return
        above = self._name[1]
        places = found.places.get("test")
        if places is None:
            found.put("test", above)
        elif goes_on(line.text[places[0][0] - line.start :].strip()):
            places.insert(0, (above.start, above.end))

    def _name_only(self, line: Line) -> None:
        row = cells(line)
        self._name, before = None, self._name
        if len(row) != 1 or is_prose(line.text.strip()) or is_taken_back(line.text):
            return
        name = name_in(row[0])
        if name is None:
            return
        last = self._rows[-1] if self._rows else None
        if goes_on(name.text) and last and last.line == line.number - 1:
            if parted := unit_behind(name):
                name, unit = parted
                last.put("unit", unit)
            last.places["test"].append((name.start, name.end))
            last.line = line.number
        elif before is None or before[0] != line.number - 1 or not goes_on(name.text):
            self._name = line.number, name

    def _label(self, line: Line) -> bool:
        """ "Result: 140" below "Test: Sodium"."""
        found = _LABELLED.match(line.text)
        role = column_role(found[1]) if found else None
        if found is None or role is None or len(cells(line)) > 2:
            self._close_labelled()
            return False
        said = line.part(found.end(), len(line.text))
        if role == "test":
            self._close_labelled()
            self._labelled = Found(line.number)
        elif self._labelled is None:
            if role in FIELDS:  # its test may stand on the page before
                self.unread.append(line.number + 1)
            return False
        if role in FIELDS:
            self._labelled.put(role, said)
        self._speaks_against(self._labelled, line, said.text, role)
        self._labelled.line = line.number
        return True

    def _speaks_against(self, found: Found, line: Line, said: str, role: str) -> None:
        """ "Status: cancelled", "Result: 140 VOID", "Result: see comment"."""
        if role == "value" and is_no_result(said):
            found.doubt = found.doubt or NO_RESULT
        if is_taken_back(line.text):
            found.doubt = found.doubt or VOID
        if role == "value" and was_replaced(said):
            found.doubt = found.doubt or CHANGED
        if role != "test":
            found.caution = found.caution or caution_of(line, (), ())

    def _close_labelled(self) -> None:
        if self._labelled and self._labelled.has("value"):
            self._labelled.doubt = self._labelled.doubt or self._sections.doubt
            self._rows.append(self._labelled)
        elif self._labelled:
            self.unread.append(self._labelled.line + 1)
        self._labelled = None


def _looks_like_one(line: Line) -> bool:
    if is_prose(line.text.strip()):
        return False
    kinds = [piece.kind for cell in cells(line) for piece in atoms(cell.text, cell.start)]
    return (Kind.NUMBER in kinds or Kind.LIMIT in kinds) and bool(
        {Kind.UNIT, Kind.RANGE} & set(kinds)
    )
