"""A table as lines of text whose columns stand below each other, two spaces apart."""

from __future__ import annotations

from dataclasses import dataclass, field

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
            self._begun[self._column()] = (rows - 1, columns)
        self._rows[-1].append(_Cell(lines, columns))
        self._open = None

    def end_row(self) -> None:
        if not self._rows[-1]:
            return
        left = {at: (rows - 1, columns) for at, (rows, columns) in self._held.items() if rows > 1}
        self._held = left | self._begun
        self._begun = {}
        self._rows.append([])

    def _pass_held(self) -> None:
        """Empty cells where one from above reaches into this row."""
        while held := self._held.get(self._column()):
            self._rows[-1].append(_Cell([], held[1]))

    def _column(self) -> int:
        return sum(cell.columns for cell in self._rows[-1])

    def lines(self) -> list[str]:
        rows = [row for row in self._rows if row]
        widths = _widths(rows)
        return [line for row in rows for line in _row_lines(row, widths)]


def _widths(rows: list[list[_Cell]]) -> list[int]:
    """Of each column, by the cells that have it to themselves."""
    widths = [0] * max((sum(cell.columns for cell in row) for row in rows), default=0)
    for row in rows:
        at = 0
        for cell in row:
            if cell.columns == 1:
                widths[at] = max([widths[at], *(len(line) for line in cell.lines)])
            at += cell.columns
    return widths


def _row_lines(row: list[_Cell], widths: list[int]) -> list[str]:
    if all(not cell.lines for cell in row):
        return []
    found = []
    for index in range(max(len(cell.lines) for cell in row)):
        text, at = "", 0
        for cell in row:
            text = text.ljust(sum(widths[:at]) + len(_GAP) * at)
            said = cell.lines[index] if index < len(cell.lines) else ""
            if said and text.strip() and not text.endswith(_GAP):
                text += _GAP  # the cell before takes several columns, and is wider than they are
            text += said
            at += cell.columns
        found.append(text.rstrip())
    return found
