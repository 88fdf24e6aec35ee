"""What can be a test's name, and what stands around the results."""

from __future__ import annotations

import re

from medvoice.extraction.lab.atoms import Kind, atoms
from medvoice.extraction.lab.cells import Cell
from medvoice.lexicon.lab_units import is_lab_unit
from medvoice.lexicon.lab_words import administrative_words, column_role, prose_words

_MOST_WORDS = 9
_MOST_SIGNS = 90
_BULLET = re.compile(r"(?:[-–•·►>#]|\*+|\(?\d{1,2}[.)])\s+|\*+(?=\w)|\[[ x]\]\s+")
_DECIMAL = re.compile(r"(?<![\w,./-])\d+[.,]\d+(?![\w-])")
"""In a name, it is another test's result; but "1,25-dihydroxyvitamin D"."""
_TAIL = re.compile(r"[\s:;=.,_–-]+$|\s*\.{2,}$")
_UNITS_BEHIND = (
    re.compile(r"\s*\(\s*([^()]+?)\s*\)$"),
    re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]$"),
    re.compile(r",\s+([^\s,]+(?:\s[^\s,]+)?)$"),
)
_WORDS_TOO = frozenset("ratio index score titre titer cells copies INR SI EU pH".split())
"""In a name, these are words of it."""
_FULL_STOP = re.compile(r"[a-z)\d]\.$")


def name_in(cell: Cell, sure: bool = False) -> Cell | None:
    """Without the signs around; None where it cannot be a test's name. sure: it stands in a column
    of names, with a result in its own column: any words will do."""
    text, start = cell.text, 0
    if bullet := _BULLET.match(text):
        start = bullet.end()
    end = len(text) - (len(found[0]) if (found := _TAIL.search(text)) else 0)
    name = text[start:end]
    if not _can_be_name(name, sure):
        return None
    return Cell(cell.start + start, cell.start + end, name, cell.column + start)


def _can_be_name(text: str, sure: bool) -> bool:
    words = _words(text)
    label = text.split(":")[0]
    if label != text and all(word in administrative_words() for word in _words(label)):
        return False  # "Name: Smith"
    if not words or len(words) > _MOST_WORDS or len(text) > _MOST_SIGNS:
        return False
    if sum(sign.isalpha() for sign in text) < (1 if len(text) < 3 else 2):
        return False
    return not (
        all(word in administrative_words() for word in words)
        or (not sure and any(word in prose_words() for word in words))
        or _DECIMAL.search(text) is not None
        or column_role(text) is not None
    )


def holds_a_result(name: str) -> bool:
    """ "Weight 82 kg, height": what stands before a comma is another test's result."""
    return any(
        [piece.kind for piece in atoms(part, 0)][-2:] == [Kind.NUMBER, Kind.UNIT]
        or [piece.kind for piece in atoms(part, 0)][-1:] == [Kind.NUMBER]
        for part in re.split(r"[,;]\s", name)[:-1]
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


def is_prose(text: str) -> bool:
    """A comment, a sentence: a row of results ends in no full stop."""
    return len(text.split()) >= 4 and _FULL_STOP.search(text) is not None


def unit_behind(name: Cell) -> tuple[Cell, Cell] | None:
    """ "Sodium (mmol/L)" → the name, and its unit."""
    for pattern in _UNITS_BEHIND:
        found = pattern.search(name.text)
        if found and found.start() and is_lab_unit(found[1]) and found[1] not in _WORDS_TOO:
            at, start = found.start(), found.start(1)
            return (
                Cell(name.start, name.start + at, name.text[:at], name.column),
                Cell(name.start + start, name.start + found.end(1), found[1], name.column + start),
            )
    return None


def goes_on(text: str) -> bool:
    """Whether it continues a name of the line before: "in venous blood", "(calculated)"; not
    "eGFR" or "pH"."""
    if text.startswith("("):
        return True
    first = re.match(r"[^\s,(]+", text)
    return first is not None and len(first[0]) > 1 and first[0].isalpha() and first[0].islower()
