"""A sheet: lines of cells at places, and the rows that it says."""

from __future__ import annotations

from dataclasses import dataclass, field

FIELDS = ("test", "value", "unit", "range", "flag")


@dataclass(frozen=True, slots=True)
class Truth:
    """As printed; "" for what the sheet does not say."""

    test: str
    value: str
    unit: str = ""
    range: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """column: where its text begins, in signs of a fixed-width font; ends there if `right`."""

    column: int
    text: str
    right: bool = False


Line = tuple[Cell, ...]


@dataclass(slots=True)
class Sheet:
    """pages of lines; an empty line is a gap."""

    layout: str
    pages: list[list[Line]] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)


def line(*cells: tuple[int, str] | tuple[int, str, bool]) -> Line:
    return tuple(sorted((Cell(*cell) for cell in cells if cell[1]), key=lambda cell: cell.column))
