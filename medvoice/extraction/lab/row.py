"""One line of a sheet → the places of its test, value, unit, range and flag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from medvoice.extraction.lab.atoms import Atom, Kind, atoms
from medvoice.extraction.lab.cells import Cell, Line, cells, stroke_of
from medvoice.extraction.lab.doubts import CHANGED, caution_of, doubt_of, is_no_result, qualifies
from medvoice.extraction.lab.header import RESULTS, Header, kind_of, placed
from medvoice.extraction.lab.names import holds_a_result, is_prose, name_in, unit_behind
from medvoice.lexicon.lab_words import numbered_names, short_names

FIELDS = ("test", "value", "unit", "range", "flag")
Place = tuple[int, int]
"""Characters [start, end) of the page."""


@dataclass(slots=True)
class Found:
    """places: field → where it stands, in several places where it must. doubt: why the value cannot
    be told. caution: why a person has to look at it. line: the last one, from 0. limits: the range
    stands as two limits in two columns. said: what the value says, where it is not what is written
    ("<^5")."""

    line: int
    places: dict[str, list[Place]] = field(default_factory=dict)
    doubt: str = ""
    caution: str = ""
    limits: bool = False
    said: str = ""

    def put(self, name: str, place: Cell | Atom) -> None:
        """What was there first stays; a dash says nothing."""
        if place.text.strip().lower() in _NOTHING:
            return
        self.places.setdefault(name, [(place.start, place.end)])

    def has(self, name: str) -> bool:
        return name in self.places


_NOTHING = frozenset({"-", "--", "---", "–", "—", "n/a", "na", "none", "n.a.", ""})
_DOSES = frozenset("mg g mcg µg ug kg mL ml L cm mm m cc IU units min h hours days wk".split())
"""Units of drugs, sizes and times: alone behind a number they make no result of a laboratory."""
_SEVERAL = "several results stand here, and no heading says which one is the present one"
_UNKNOWN = "a word beside it may say that it does not hold"
_INTRODUCED = re.compile(r"\s*(?:[-•*]\s+)?[A-Za-z][\w /()]{1,40}:\s+(?=[A-Za-z])")
"""The heading of a list."""
_SIGNED = re.compile(r"[<>≤≥=]")
_BLOOD_GROUP = re.compile(r"(?:A|B|AB|O)\b", re.IGNORECASE)
_PLUS_MINUS = re.compile(r"([<>]?\d+(?:[.,]\d+)?)\s+(\+{1,2}|-{1,2})")
"""Where they stand behind a result, they are flags."""
_A_RESULT = re.compile(r"A\s+(?=(?:pos|neg))", re.IGNORECASE)
_OF_BLOOD_GROUP = re.compile(r"group|type|abo|rh", re.IGNORECASE)


def found_in(line: Line, header: Header | None) -> list[Found]:
    """Empty: the line says no result. Several: sheets side by side, lists."""
    several = _read(line, header)
    for one in several:
        if one.has("value"):
            look_at(line, one)
    return several


def look_at(line: Line, found: Found) -> None:
    """What its line says against its result."""
    name, value = _places(line, found, "test"), _places(line, found, "value")
    found.doubt = found.doubt or doubt_of(line, name, value)
    found.caution = found.caution or caution_of(line, name, value)
    said = " ".join(part.text for part in _places(line, found, "range"))
    if found.doubt == CHANGED or is_no_result(said):
        found.places.pop("range", None)  # "from 11.2" was the result before


def _places(line: Line, found: Found, name: str) -> list[Cell]:
    return [line.part(a - line.start, b - line.start) for a, b in found.places.get(name, [])]


def _read(line: Line, header: Header | None) -> list[Found]:
    row = cells(line)
    if not row or (is_prose(line.text.strip()) and len(row) < 3):
        return []
    if header is not None and header.strokes != (stroke_of(line) is not None):
        header = None
    if header is not None and (len(row) > 1 or header.strokes):
        found = _under(header, line, row)
        if found is not None:
            return [found]
        if header.strokes:
            return []
    several = _without_heading(line, row)
    if header is not None and header.has("previous"):
        for one in several:
            one.doubt = one.doubt or _SEVERAL
    return several


def _without_heading(line: Line, row: Sequence[Cell]) -> list[Found]:
    if len(row) > 1:
        parts = _side_by_side(row)
        found = [_beside(line, part) for part in parts]
        if all(found):
            return [one for one in found if one]
    one = _in_one(line)
    return [one] if one else listed(line)


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
    if not _named(found, by_role.get("test", []), sure=len(row) > 2):
        return None
    if not header.has("flag"):
        _take_flags(found, by_role)
    for cell in by_role.get("value", []):
        _result_cell(found, cell)
    earlier = by_role.get("previous", [])
    if not found.has("value") and len(earlier) == 1:
        found.put("value", earlier[0])
        found.doubt = "it seems to be an earlier result, and there is no present one"
    if not found.has("value"):
        return None
    for cell in by_role.get("unit", []):
        found.put("unit", cell)
    for cell in by_role.get("flag", []):
        found.put("flag", _inside_brackets(cell))
    for cell in by_role.get("range", []):
        _range_cell(found, cell)
    limits = [cell for role in ("low", "high") for cell in by_role.get(role, [])]
    limits = [cell for cell in limits if cell.text.lower() not in _NOTHING]
    if limits:
        found.places.setdefault("range", [(cell.start, cell.end) for cell in limits])
        found.limits = len(limits) == 2
    return found


def _take_flags(found: Found, by_role: dict[str, list[Cell]]) -> None:
    """A column of flags without a heading: they stand in the columns beside it."""
    for role in ("value", "unit", "range", "other", "previous"):
        for cell in by_role.get(role, []):
            if kind_of(cell.text) is Kind.FLAG:
                found.put("flag", _inside_brackets(cell))
                by_role[role] = [held for held in by_role[role] if held is not cell]


def _named(found: Found, held: Sequence[Cell], sure: bool = False) -> bool:
    """True, too, where there is no name: it may stand on the line before."""
    for cell in held:
        name = name_in(cell, sure)
        if name is None:
            return False
        if cell is held[-1] and (parted := unit_behind(name)):
            name, unit = parted
            found.put("unit", unit)
        found.places.setdefault("test", []).append((name.start, name.end))
    return True


def _result_cell(found: Found, cell: Cell) -> None:
    """A column of results: the result, and what stands beside it."""
    if signed := _PLUS_MINUS.fullmatch(cell.text):
        found.places["value"] = [(cell.start, cell.start + signed.end(1))]
        found.places["flag"] = [(cell.start + signed.start(2), cell.end)]
        return
    pieces = [p for p in atoms(cell.text, cell.start) if p.kind is not Kind.WHEN]
    kinds = {piece.kind for piece in pieces}
    if not pieces:
        return
    if Kind.OTHER in kinds or not kinds & (RESULTS | {Kind.RANGE}):
        if kinds <= {Kind.FLAG, Kind.UNIT}:
            for piece in pieces:
                found.put(piece.kind.value, piece)
        else:
            if found.has("value"):
                found.doubt = found.doubt or _UNKNOWN
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
    units = [p for p in pieces if p.kind is Kind.UNIT]
    if units and not ranges and all(p.text.startswith("(") for p in others):
        found.put("unit", units[0])  # "mg/dL (calc)" says no range
        return
    if len(ranges) != 1 or others:
        found.put("range", _inside_brackets(cell))
        return
    for piece in pieces:
        found.put("range" if piece in ranges else piece.kind.value, piece)


def _inside_brackets(cell: Cell) -> Cell:
    if cell.text[:1] + cell.text[-1:] in ("()", "[]"):
        return Cell(cell.start + 1, cell.end - 1, cell.text[1:-1], cell.column + 1)
    return cell


def _side_by_side(row: Sequence[Cell]) -> list[Sequence[Cell]]:
    """Two or three sheets beside each other: a name followed by a result begins each."""
    starts = [0] + [
        at
        for at in range(2, len(row) - 1)
        if kind_of(row[at].text) is Kind.OTHER
        and kind_of(row[at + 1].text) in RESULTS
        and name_in(row[at])
        and any(kind_of(cell.text) in RESULTS for cell in row[:at])
    ]
    return [row[a:b] for a, b in zip(starts, [*starts[1:], len(row)], strict=True)]


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
    unknown = [piece for piece in pieces if piece.kind is Kind.OTHER]
    told = _told(found, known)
    if told and unknown:
        value = told.places["value"][0][0]
        words = any(p.start == value and p.kind is Kind.WORDS for p in known)
        if words or qualifies(unknown[0].text):
            told.doubt = told.doubt or _UNKNOWN
    return told


def _in_one(line: Line) -> Found | None:
    """A name and what follows it a space apart: where the rest can be read to its end."""
    numbered = [found.span() for found in numbered_names().finditer(line.text)]
    for gap in re.finditer(r"\s*\.{3,}\s*|\s+", line.text):
        if any(start < gap.start() < end for start, end in numbered):
            continue
        head = line.part(0, gap.start())
        name = name_in(head) if head.text else None
        if name is None or holds_a_result(name.text):
            continue
        rest = line.part(gap.end(), len(line.text))
        pieces = atoms(rest.text, rest.start)
        if not pieces or pieces[0].kind is Kind.UNIT:
            continue
        if any(piece.kind is Kind.OTHER for piece in pieces):
            continue
        if (
            _BLOOD_GROUP.match(pieces[0].text)
            and pieces[0].kind is Kind.WORDS
            and not _OF_BLOOD_GROUP.search(name.text)
        ):
            continue
        found = Found(line.number)
        if _named(found, [head]) and (told := _told(found, pieces)):
            return told
    return None


def listed(line: Line) -> list[Found]:
    """ "Na 138, K 4.2 mmol/L, Cl 101": every part a result, or none is."""
    text = line.text
    heading = _INTRODUCED.match(text)
    at = heading.end() if heading else 0
    found: list[Found] = []
    for part in re.finditer(r"[^,;]+(?:,\d[^,;]*)*", text[at:]):
        one = _in_list(line, line.part(at + part.start(), at + part.end()))
        if one is None:
            return []
        found.append(one)
    return found if len(found) > 1 else []


def _in_list(line: Line, part: Cell) -> Found | None:
    said = part.text.rstrip(".")
    for gap in re.finditer(r"\s*[:=]\s*|\s+", said):
        head = Cell(part.start, part.start + gap.start(), said[: gap.start()], part.column)
        pieces = atoms(said[gap.end() :], part.start + gap.end())
        if not head.text or not pieces or any(piece.kind is Kind.OTHER for piece in pieces):
            continue
        found = Found(line.number)
        if not _named(found, [head]):
            continue
        if told := _told(found, pieces):
            return told
        plain = [piece.kind for piece in pieces] == [Kind.NUMBER]
        if plain and head.text.strip().lower() in short_names():
            return found
    return None


def _told(found: Found, pieces: Iterable[Atom]) -> Found | None:
    """By what they are; a result needs something beside it that makes it one."""
    numbers = 0
    words, unit = False, ""
    pieces = [piece for piece in pieces if piece.kind is not Kind.WHEN]
    if [piece.kind for piece in pieces[:2]] == [Kind.RANGE, Kind.UNIT]:
        ranges = [piece for piece in pieces if piece.kind is Kind.RANGE]
        if not pieces[0].reference and len(ranges) > 1:
            found.put("value", pieces.pop(0))  # "5-10 /HPF (0-5)"
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
            unit = piece.text if piece.kind is Kind.UNIT else unit
    if not found.has("value") or not (words or len(found.places) > 2):
        return None
    if set(found.places) == {"test", "value", "unit"} and unit in _DOSES:
        return None
    if numbers:
        found.doubt = _SEVERAL
    return found
