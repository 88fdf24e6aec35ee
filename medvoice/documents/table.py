"""A table as lines of text whose columns stand below each other, two spaces apart."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from itertools import accumulate

_GAP = "  "


@dataclass(slots=True)
class _Cell:
    lines: list[str]
    columns: int = 1


@dataclass(slots=True)
class Table:
    """Filled cell by cell, row by row."""

    _rows: list[list[_Cell]] = field(default_factory=lambda: [[]])
    _open: tuple[int, int] | None = None
    _held: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Column → (rows, columns) that a cell of a row above still takes, this row counted."""
    _begun: dict[int, tuple[int, int]] = field(default_factory=dict)
    """The same of cells that began in this row."""
    _at: int = 0
    """Columns that this row's cells take; summed up anew for each cell, a row was quadratic."""

    def begin_cell(self, columns: int = 1, rows: int = 1) -> None:
        """columns, rows: that it takes."""
        self._pass_held()
        self._open = (columns, rows)

    def end_cell(self, lines: list[str]) -> None:
        """Without a cell begun: one of its own, if it says something."""
        if self._open is None and not lines:
            return
        columns, rows = self._open or (1, 1)
        if rows > 1:
            self._begun[self._at] = (rows - 1, columns)
        self._add(_Cell(lines, columns))
        self._open = None

    def end_row(self) -> None:
        if not self._rows[-1]:
            return
        left = {at: (rows - 1, columns) for at, (rows, columns) in self._held.items() if rows > 1}
        self._held = left | self._begun
        self._begun = {}
        self._rows.append([])
        self._at = 0

    def _pass_held(self) -> None:
        """Empty cells where one from above reaches into this row."""
        while held := self._held.get(self._at):
            self._add(_Cell([], held[1]))

    def _add(self, cell: _Cell) -> None:
        self._rows[-1].append(cell)
        self._at += cell.columns

    def lines(self, widest: int = sys.maxsize) -> list[str]:
        """widest: a cell with more characters moves no column."""
        rows = [row for row in self._rows if row]
        starts = _starts(_widths(rows, widest))
        return [line for row in rows for line in _row_lines(row, starts)]

    def size(self, widest: int = sys.maxsize) -> int:
        """Characters that `lines` makes, the padding among them, about."""
        rows = [row for row in self._rows if row]
        starts = _starts(_widths(rows, widest))
        return sum(_row_size(row, starts) for row in rows)


def _starts(widths: list[int]) -> list[int]:
    """Where each column begins."""
    return list(accumulate((width + len(_GAP) for width in widths), initial=0))


def _row_size(row: list[_Cell], starts: list[int]) -> int:
    size, at = 0, 0
    for cell in row:
        for line in cell.lines:
            size = max(size, starts[at]) + len(line) + len(_GAP)
        at += cell.columns
    return size * max((len(cell.lines) for cell in row), default=0)


def _widths(rows: list[list[_Cell]], widest: int) -> list[int]:
    """Of each column, by the cells that have it to themselves."""
    widths = [0] * max((sum(cell.columns for cell in row) for row in rows), default=0)
    for row in rows:
        at = 0
        for cell in row:
            if cell.columns == 1:
                lengths = (len(line) for line in cell.lines)
                widths[at] = max([widths[at], *(one for one in lengths if one <= widest)])
            at += cell.columns
    return widths


def _row_lines(row: list[_Cell], starts: list[int]) -> list[str]:
    if all(not cell.lines for cell in row):
        return []
    found = []
    for index in range(max(len(cell.lines) for cell in row)):
        parts: list[str] = []
        length, at = 0, 0
        for cell in row:
            said = cell.lines[index] if index < len(cell.lines) else ""
            if said:
                padding = max(0, starts[at] - length)
                if parts and padding < len(_GAP) and not parts[-1].endswith(_GAP):
                    padding += len(_GAP)  # the cell before is wider than the columns that it takes
                parts += (" " * padding, said)
                length += padding + len(said)
            at += cell.columns
        found.append("".join(parts).rstrip())
    return found
