"""The line that names a sheet's columns, and which cells of a line stand in which column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from medvoice.extraction.lab.atoms import Atom, Kind, atoms
from medvoice.extraction.lab.cells import Cell, Line, cells, stroke_of
from medvoice.lexicon.lab_words import column_role


@dataclass(frozen=True, slots=True)
class Column:
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """strokes: columns are counted, not measured."""

    columns: tuple[Column, ...]
    strokes: bool = False

    def has(self, role: str) -> bool:
        return any(column.role == role for column in self.columns)


RESULTS = frozenset({Kind.NUMBER, Kind.LIMIT, Kind.WORDS})
"""Kinds of which one is a line's result."""
_NEEDED = {"value", "previous"}


def header_of(line: Line) -> Header | None:
    """None where the line is no header: too few of its cells name columns."""
    found = _columns(line)
    if found is None:
        return None
    roles = [column.role for column in found]
    if not _NEEDED & set(roles) or len(set(roles) - {"other"}) < 2:
        return None
    if ("low" in roles) != ("high" in roles):
        return None
    if roles[0] not in ("test", "other") and "test" not in roles:
        # The names' column often has no heading; it begins at the left edge.
        found = [Column("test", 0, min(found[0].start, 1)), *found]
    return Header(tuple(found), stroke_of(line) is not None)


def _columns(line: Line) -> list[Column] | None:
    found: list[Column] = []
    for cell in cells(line):
        role = column_role(cell.text) if cell.text else "other"
        if role is not None:
            found.append(Column(role, cell.column, cell.end_column))
        elif several := _several(cell):
            found += several
        else:
            return None
    return found


def _several(cell: Cell) -> list[Column] | None:
    """Headings that stand one space apart."""
    words = list(re.finditer(r"\S+", cell.text))
    if not 2 <= len(words) <= 12:
        return None
    found: list[Column] = []
    at = 0
    while at < len(words):
        for size in range(min(3, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + size - 1].end()
            if role := column_role(cell.text[start:end]):
                found.append(Column(role, cell.column + start, cell.column + end))
                at += size
                break
        else:
            return None
    return found


_FITS: dict[Kind, dict[str, float]] = {
    Kind.NUMBER: {"value": 0, "previous": 0, "low": 0, "high": 0, "other": 6, "test": 12},
    Kind.LIMIT: {"value": 0, "previous": 0, "range": 0, "test": 20, "other": 12},
    Kind.RANGE: {"range": 0, "value": 25, "previous": 25, "test": 30, "other": 20},
    Kind.UNIT: {"unit": 0, "range": 8, "value": 10, "test": 25, "other": 15},
    Kind.FLAG: {"flag": 0, "value": 4, "test": 25, "previous": 12, "other": 15},
    Kind.WORDS: {"value": 0, "previous": 0, "range": 2, "flag": 8, "test": 15, "other": 5},
    Kind.WHEN: {"other": 0, "test": 30, "value": 30},
    Kind.OTHER: {"test": 0, "other": 0, "value": 8, "range": 10, "unit": 12},
}
"""How badly a cell that begins so fits a column, in signs of distance."""
_MISFIT = 40.0


def placed(header: Header, row: Sequence[Cell]) -> list[list[Cell]]:
    """For each column the cells that stand in it: in order, several in one where they must, by
    place and by what they hold, so that a shifted or an empty cell misleads nobody."""
    columns = header.columns
    if header.strokes:
        return [[row[at]] if at < len(row) and row[at].text else [] for at in range(len(columns))]
    # best[k]: (cost, columns chosen) where the last cell so far is in column k.
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for number, cell in enumerate(row):
        nexts: list[tuple[float, tuple[int, ...]]] = []
        for k, column in enumerate(columns):
            before = best if number == 0 else best[: k + 1]
            cost, chosen = min(
                (c + (_shared(row[number - 1], cell) if ch and ch[-1] == k else 0.0), ch)
                for c, ch in before
            )
            nexts.append((cost + _cost(cell, column), (*chosen, k)))
        best = nexts
    _, chosen = min(best)
    found: list[list[Cell]] = [[] for _ in columns]
    for cell, k in zip(row, chosen, strict=True):
        found[k].append(cell)
    return found


_SHARED = 3.0
"""Two cells in one column: a flag beside its result, a name in two parts."""
_TWICE = 30.0
"""Two of a kind in one column, as two results."""


def _shared(one: Cell, other: Cell) -> float:
    kinds = {kind_of(one.text), kind_of(other.text)}
    same = len(kinds) == 1 and Kind.OTHER not in kinds
    return _TWICE if same or kinds <= RESULTS else _SHARED


def _cost(cell: Cell, column: Column) -> float:
    ends = (
        abs(cell.column - column.start),
        abs(cell.end_column - column.end),
        abs(cell.column + cell.end_column - column.start - column.end) / 2,
    )
    overlap = min(cell.end_column, column.end) - max(cell.column, column.start)
    distance = min(ends) if overlap <= 0 else min(*ends, 1.0)
    return distance + _FITS[kind_of(cell.text)].get(column.role, _MISFIT)


@lru_cache(maxsize=4096)
def kind_of(text: str) -> Kind:
    """What a cell mainly holds."""
    found: list[Atom] = atoms(text, 0)
    kinds = [atom.kind for atom in found]
    if Kind.OTHER in kinds or not kinds:
        return Kind.OTHER
    return kinds[0] if kinds[0] is not Kind.FLAG or len(kinds) == 1 else kinds[1]
