"""A line of a sheet in cells: parted by two spaces or more, by leading dots, by strokes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1_000
"""Signs of a line; longer ones are no lines of a laboratory sheet."""
_GAP = re.compile(
    r"\s{2,}(?::\s+)?|\s*:\s{2,}|\s*(?:\.{3,}|(?:\s\.){3,}|…{1,}\.*|_{3,}|-{4,}|·{3,})\s*"
)
_STROKE = re.compile(r"[|¦]")


@dataclass(frozen=True, slots=True)
class Cell:
    """Characters [start, end) of the page. column, end_column: in its line."""

    start: int
    end: int
    text: str
    column: int

    @property
    def end_column(self) -> int:
        return self.column + len(self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """number: in its page, from 0."""

    number: int
    start: int
    text: str

    def part(self, start: int, end: int) -> Cell:
        """[start, end) of the line, without the spaces around."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        return Cell(self.start + start, self.start + start + len(text.strip()), text.strip(), start)


def lines(text: str, longest: int | None = LONGEST) -> Iterator[Line]:
    """Without those longer than `longest` signs."""
    at = 0
    for number, line in enumerate(text.split("\n")):
        if longest is None or len(line) <= longest:
            yield Line(number, at, line)
        at += len(line) + 1


def cells(line: Line) -> list[Cell]:
    """Empty ones only between strokes, where their place counts."""
    if mark := stroke_of(line):
        return _between(line, mark)
    found, at = [], 0
    for gap in _GAP.finditer(line.text):
        found.append(line.part(at, gap.start()))
        at = gap.end()
    found.append(line.part(at, len(line.text)))
    return [cell for cell in found if cell.text]


def stroke_of(line: Line) -> re.Pattern[str] | None:
    """What stands between all its cells, where that is a sign of its own."""
    if len(_STROKE.findall(line.text)) >= 2:
        return _STROKE
    if line.text.count(";") >= 3:
        return re.compile(";")
    return None


def _between(line: Line, mark: re.Pattern[str]) -> list[Cell]:
    """A stroke before the first and behind the last cell is their frame."""
    ends = [(found.start(), found.end()) for found in mark.finditer(line.text)]
    starts = [0, *(end for _, end in ends)]
    found = [
        line.part(a, b)
        for a, b in zip(starts, [*(s for s, _ in ends), len(line.text)], strict=True)
    ]
    if not found[0].text and line.text.lstrip()[:1] and mark.match(line.text.lstrip()):
        found = found[1:]
    if found and not found[-1].text and mark.match(line.text.rstrip()[-1:]):
        found = found[:-1]
    return found
