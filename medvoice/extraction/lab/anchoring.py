"""Rows that a model proposes from a page's text: each value is taken only where the page says it,
in the line of its test and in a value's place; all else is refused, with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from medvoice.documents.document import Page
from medvoice.extraction.lab.atoms import Atom, Kind, atoms
from medvoice.extraction.lab.cells import Cell, Line, lines
from medvoice.extraction.lab.names import name_in
from medvoice.extraction.lab.row import Found, look_at
from medvoice.extraction.lab.sections import section_doubts
from medvoice.extraction.value import Refusal

_KINDS = {
    "value": frozenset({Kind.NUMBER, Kind.LIMIT, Kind.WORDS}),
    "unit": frozenset({Kind.UNIT}),
    "range": frozenset({Kind.RANGE, Kind.LIMIT, Kind.WORDS}),
    "flag": frozenset({Kind.FLAG}),
}
"""What a field's place in the line has to be."""


@dataclass(slots=True)
class Anchored:
    """Of one proposed row. found: None where its test or its value was refused."""

    found: Found | None = None
    refused: list[Refusal] = field(default_factory=list)


class Anchors:
    """Of one page. Each line gives one row."""

    def __init__(self, page: Page) -> None:
        self._lines = list(lines(page.text))
        self._sections = section_doubts(self._lines)
        self._taken: set[int] = set()

    def anchored(self, proposed: Mapping[str, str]) -> Anchored:
        """proposed: field → text, "" for none."""
        result = Anchored()
        test, value = proposed["test"], proposed["value"]
        places = [
            (line, cell)
            for line in self._lines
            if line.number not in self._taken and (cell := _named(line, test))
        ]
        if not places:
            result.refused.append(Refusal("test", test, "the text names no such test"))
            return result
        for line, name in places:
            pieces = _pieces(line, name)
            taken = _taken(pieces, "value", value, set())
            if taken is None:
                continue
            numbers = [p for p in pieces if p.kind in (Kind.NUMBER, Kind.WORDS)]
            if len([p for p in numbers if p.kind is taken.kind]) > 1:
                why = "its line holds several results, and the model may have taken an earlier one"
                result.refused.append(Refusal("value", value, why))
                return result
            result.found = Found(line.number)
            result.found.put("test", name)
            result.found.put("value", taken)
            self._taken.add(line.number)
            self._others(result, proposed, pieces, {taken.start})
            look_at(line, result.found)
            result.found.doubt = result.found.doubt or self._sections.get(line.number, "")
            return result
        result.refused.append(Refusal("value", value, "the line of this test does not say it"))
        return result

    def _others(
        self, result: Anchored, proposed: Mapping[str, str], pieces: Sequence[Atom], used: set[int]
    ) -> None:
        assert result.found is not None
        for name in ("unit", "range", "flag"):
            if not (text := proposed.get(name, "")):
                continue
            piece = _taken(pieces, name, text, used)
            if piece is None:
                why = "the line of this test does not say it"
                result.refused.append(Refusal(name, text, why))
            else:
                used.add(piece.start)
                result.found.put(name, piece)


def _named(line: Line, test: str) -> Cell | None:
    """The name as the line writes it: before any result, whole words."""
    words = test.split()
    if not words:
        return None
    pattern = re.compile(
        r"(?<![\w-])" + r"\s+".join(map(re.escape, words)) + r"(?![\w-])", re.IGNORECASE
    )
    found = pattern.search(line.text)
    if found is None:
        return None
    cell = line.part(*found.span())
    return cell if name_in(cell) == cell else None


def _pieces(line: Line, name: Cell) -> list[Atom]:
    """Behind the name."""
    at = name.end - line.start
    rest = re.sub(r"^[\s:.=_-]+(?=\s|[\d<>(])", lambda m: " " * len(m[0]), line.text[at:])
    return atoms(rest, name.end)


def _taken(pieces: Sequence[Atom], name: str, text: str, used: set[int]) -> Atom | None:
    """The piece that is the proposed text, and can be this field."""
    said = _folded(text)
    for piece in pieces:
        if piece.kind in _KINDS[name] and piece.start not in used and _folded(piece.text) == said:
            return piece if name != "value" or not piece.reference else None
    return None


def _folded(text: str) -> str:
    return "".join(text.split()).strip("()[]").casefold()
