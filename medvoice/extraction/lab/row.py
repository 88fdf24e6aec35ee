"""One line of a sheet → the places of its test, value, unit, range and flag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from medvoice.extraction.lab.atoms import Atom, Kind, atoms
from medvoice.extraction.lab.cells import Cell, Line, cells, stroke_of
from medvoice.extraction.lab.header import RESULTS, Header, kind_of, placed
from medvoice.extraction.lab.names import is_prose, name_in, unit_behind

FIELDS = ("test", "value", "unit", "range", "flag")
Place = tuple[int, int]
"""Characters [start, end) of the page."""


@dataclass(slots=True)
class Found:
    """places: field → where it stands, in several places where it must. doubt: why the value cannot
    be told. line: the last one, from 0."""

    line: int
    places: dict[str, list[Place]] = field(default_factory=dict)
    doubt: str = ""

    def put(self, name: str, place: Cell | Atom) -> None:
        """What was there first stays."""
        self.places.setdefault(name, [(place.start, place.end)])

    def has(self, name: str) -> bool:
        return name in self.places


_SEVERAL = "several results stand here, and no heading says which one is the present one"
_SIGNED = re.compile(r"[<>≤≥=]")
_BLOOD_GROUP = re.compile(r"(?:A|B|AB|O)\b", re.IGNORECASE)
_A_RESULT = re.compile(r"A\s+(?=(?:pos|neg))", re.IGNORECASE)
_OF_BLOOD_GROUP = re.compile(r"group|type|abo|rh", re.IGNORECASE)


def found_in(line: Line, header: Header | None) -> Found | None:
    """None: the line says no result."""
    row = cells(line)
    if not row or (is_prose(line.text.strip()) and len(row) < 3):
        return None
    found = None
    if header is not None and header.strokes != (stroke_of(line) is not None):
        header = None
    if header is not None and (len(row) > 1 or header.strokes):
        found = _under(header, line, row)
        if found is None and header.strokes:
            return None
        if found is not None and not found.has("value"):
            return None  # an earlier result alone
    under = found is not None
    if found is None and len(row) > 1:
        found = _beside(line, row)
    if found is None:
        found = _in_one(line)
    if found is not None and not under and header is not None and header.has("previous"):
        found.doubt = found.doubt or _SEVERAL
    return found


def flag_before_words(found: Found, text: str) -> None:
    """ "A Positive" is a blood group where the test is one, else a flag and a result. text: of the
    page."""
    (start, end), *more = found.places["value"]
    said = _A_RESULT.match(text[start:end])
    if said is None or more or found.has("flag"):
        return
    if not _OF_BLOOD_GROUP.search(" ".join(text[a:b] for a, b in found.places.get("test", []))):
        found.places["flag"] = [(start, start + 1)]
        found.places["value"] = [(start + said.end(), end)]


def _under(header: Header, line: Line, row: Sequence[Cell]) -> Found | None:
    found = Found(line.number)
    by_role: dict[str, list[Cell]] = {}
    for column, held in zip(header.columns, placed(header, row), strict=True):
        by_role.setdefault(column.role, []).extend(held)
    if not _named(found, by_role.get("test", [])):
        return None
    if not header.has("flag"):
        _take_flags(found, by_role)
    for cell in by_role.get("value", []):
        _result_cell(found, cell)
    if not found.has("value"):
        return found if len(by_role.get("previous", [])) == 1 else None
    for cell in by_role.get("unit", []):
        found.put("unit", cell)
    for cell in by_role.get("flag", []):
        found.put("flag", _inside_brackets(cell))
    for cell in by_role.get("range", []):
        _range_cell(found, cell)
    limits = [cell for role in ("low", "high") for cell in by_role.get(role, [])]
    if limits:
        found.places.setdefault("range", [(cell.start, cell.end) for cell in limits])
    return found


def _take_flags(found: Found, by_role: dict[str, list[Cell]]) -> None:
    """A column of flags without a heading: they stand in the columns beside it."""
    for role in ("value", "unit", "range", "other", "previous"):
        for cell in by_role.get(role, []):
            if kind_of(cell.text) is Kind.FLAG:
                found.put("flag", _inside_brackets(cell))
                by_role[role] = [held for held in by_role[role] if held is not cell]


def _named(found: Found, held: Sequence[Cell]) -> bool:
    """True, too, where there is no name: it may stand on the line before."""
    for cell in held:
        name = name_in(cell)
        if name is None:
            return False
        if cell is held[-1] and (parted := unit_behind(name)):
            name, unit = parted
            found.put("unit", unit)
        found.places.setdefault("test", []).append((name.start, name.end))
    return True


def _result_cell(found: Found, cell: Cell) -> None:
    """A column of results: the result, and what stands beside it."""
    pieces = atoms(cell.text, cell.start)
    kinds = {piece.kind for piece in pieces}
    if Kind.OTHER in kinds or not kinds & (RESULTS | {Kind.RANGE}):
        if kinds <= {Kind.FLAG, Kind.UNIT}:
            for piece in pieces:
                found.put(piece.kind.value, piece)
        else:
            found.put("value", cell)  # in words of its own
        return
    for piece in pieces:
        if piece.kind is Kind.NUMBER and found.has("value"):
            found.doubt = _SEVERAL
        elif piece.kind in RESULTS or (piece.kind is Kind.RANGE and not piece.reference):
            found.put("range" if found.has("value") else "value", piece)
        else:
            found.put(piece.kind.value, piece)


def _range_cell(found: Found, cell: Cell) -> None:
    pieces = atoms(cell.text, cell.start)
    ranges = [p for p in pieces if p.kind in (Kind.RANGE, Kind.LIMIT, Kind.WORDS)]
    others = [p for p in pieces if p not in ranges and p.kind not in (Kind.UNIT, Kind.FLAG)]
    if len(ranges) != 1 or others:
        found.put("range", _inside_brackets(cell))
        return
    for piece in pieces:
        found.put("range" if piece in ranges else piece.kind.value, piece)


def _inside_brackets(cell: Cell) -> Cell:
    if cell.text[:1] + cell.text[-1:] in ("()", "[]"):
        return Cell(cell.start + 1, cell.end - 1, cell.text[1:-1], cell.column + 1)
    return cell


def _beside(line: Line, row: Sequence[Cell]) -> Found | None:
    """Cells without a heading: the first names the test, the others are told by what they hold."""
    if re.fullmatch(r"[\d.-]+", row[0].text) and len(row) > 2:
        row = row[1:]  # a code
    found = Found(line.number)
    if not _named(found, row[:1]):
        return None
    pieces = [piece for cell in row[1:] for piece in atoms(cell.text, cell.start)]
    known = [piece for piece in pieces if piece.kind is not Kind.OTHER]
    if len(known) < len(pieces) - 1:  # one word more: a method, a specimen
        return None
    return _told(found, known)


def _in_one(line: Line) -> Found | None:
    """A name and what follows it a space apart: where the rest can be read to its end."""
    for gap in re.finditer(r"\s*\.{3,}\s*|\s+", line.text):
        head = line.part(0, gap.start())
        name = name_in(head) if head.text else None
        if name is None:
            continue
        rest = line.part(gap.end(), len(line.text))
        pieces = atoms(rest.text, rest.start)
        if any(piece.kind is Kind.OTHER for piece in pieces):
            continue
        if (
            pieces
            and _BLOOD_GROUP.match(pieces[0].text)
            and pieces[0].kind is Kind.WORDS
            and not _OF_BLOOD_GROUP.search(name.text)
        ):
            continue
        found = Found(line.number)
        if _named(found, [head]) and (told := _told(found, pieces)):
            return told
    return None


def _told(found: Found, pieces: Iterable[Atom]) -> Found | None:
    """By what they are; a result needs something beside it that makes it one."""
    numbers = 0
    words = False
    for piece in pieces:
        if piece.kind in RESULTS and not found.has("value"):
            if piece.kind is Kind.LIMIT and not _SIGNED.match(piece.text):
                return None  # "up to 40" is no result
            found.put("value", piece)
            words = piece.kind is Kind.WORDS
        elif piece.kind is Kind.NUMBER:
            numbers += 1
        elif piece.kind in (Kind.LIMIT, Kind.WORDS, Kind.RANGE):
            if not found.has("value"):
                return None
            found.put("range", piece)
        else:
            found.put(piece.kind.value, piece)
    if not found.has("value") or not (words or len(found.places) > 2):
        return None
    if numbers:
        found.doubt = _SEVERAL
    return found
