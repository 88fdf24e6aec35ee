"""Measurements: numbers with their unit, alone, in products, ranges and lists.

"3.5 x 4.2 cm": the sign between dimensions, the unit where it was said. A range is "2-3 mm";
behind "from" and "between", with negative or falling numbers, or with a unit at both ends it keeps
its words. A pair of unlike units stays as said ("3 cm by 15 mm"). Values and units never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from medvoice.language.written_form.pieces import Line, Match, Piece, done, unglued
from medvoice.language.written_form.units import FoundUnit, unit_at, written_unit

_BY = frozenset({"by", "x", "×"})
_LISTED = frozenset({"and", "or", "through", "thru"})
_KEEPS_TO = frozenset({"from", "between"})
_MEASURES = frozenset({"measures", "measuring", "measured"})


@dataclass(frozen=True, slots=True)
class _Part:
    """One quantity: pieces [first, last) are its number, `unit` stands at [last, last + taken).
    link: the word or mark that leads from the part before: "by", "to", "and", ","."""

    first: int
    last: int
    value: str
    unit: FoundUnit | None
    unit_first: int
    link: str

    @property
    def end(self) -> int:
        return self.unit_first + self.unit.taken if self.unit is not None else self.last


def measurement(line: Line, at: int) -> Match | None:
    """Rule for a number: it and what is measured with it."""
    parts = _parts(line, at)
    while parts and not _may_end(line, parts):
        parts.pop()
    if not parts:
        return None
    end = parts[-1].end
    if any(_is_cut_off(line, a, b) for a, b in pairwise(parts)):
        return Match(end - at, tuple(line.pieces[at:end]))
    return Match(end - at, tuple(_written(line, parts)))


def _parts(line: Line, at: int) -> list[_Part]:
    parts: list[_Part] = []
    link, position = "", at
    while True:
        number = line.number(position)
        if number is None:
            return parts
        value, last = number.value, position + 1
        half = [line.low(last + step) for step in range(3)] == ["and", "a", "half"]
        if half and number.whole > 0:
            value, last = f"{value}.5", last + 3
        unit_first = last + line.hyphen(last)
        unit = unit_at(line, unit_first, value)
        parts.append(_Part(position, last, value, unit, unit_first, link))
        position = parts[-1].end
        link = line.mark(position) or line.low(position)
        if link not in _BY | _LISTED | {"to", "-", ","}:
            return parts
        position += 1
        if link == "," and line.low(position) in ("and", "or"):
            position += 1


def _may_end(line: Line, parts: list[_Part]) -> bool:
    last = parts[-1]
    if last.unit is not None:
        # "There are two, five millimeter nodules": a list needs its "and".
        commas = [part.link for part in parts if part.link in (",", "and", "or")]
        tail = parts[-1].link
        bare = any(part.unit is None for part in parts[:-1])
        return not (commas and tail == "," and bare)
    if len(parts) == 1 or any(part.link not in _BY for part in parts[1:]):
        return False
    # Dimensions without a unit: decimals, three of them, digits, or "measures" make it one.
    least = line.settings.numerals_from
    pieces = [line.pieces[part.first] for part in parts]
    written = all(not piece.spelled or piece.whole >= least for piece in pieces)
    decimal = any("." in part.value for part in parts)
    large = all(len(part.value) >= 3 for part in parts)
    told = line.low(parts[0].first - 1) in _MEASURES
    return decimal or written or told or large or len(parts) >= 3


def _is_cut_off(line: Line, a: _Part, b: _Part) -> bool:
    """ "Three to four hundred milliliters" may be 300 to 400: its words stay."""
    spelled = line.pieces[b.first].spelled and line.pieces[a.first].spelled
    if b.link not in ("to", "or", "-") or a.unit is not None or not spelled:
        return False
    large = b.value.isdigit() and int(b.value) >= 100 and line.pieces[b.first].low != b.value
    return large and a.value.isdigit() and int(a.value) < 10


def _written(line: Line, parts: list[_Part]) -> list[Piece]:
    mixed = len({part.unit.symbol or part.unit.unit.symbol for part in parts if part.unit}) > 1
    out: list[Piece] = []
    for number, part in enumerate(parts):
        # Pieces between the parts: the link, and "and" behind its comma.
        links = line.pieces[parts[number - 1].end : part.first] if number else ()
        value = line.done(part.first, part.last, part.value)
        if part.link in _BY and not mixed:
            out += [unglued(done(links, line.settings.times_sign)), unglued(value)]
        elif part.link in ("to", "-") and _is_range(line, parts, number):
            pieces = line.pieces[parts[number - 1].first : part.last]
            out[-1] = done(pieces, f"{parts[number - 1].value}-{part.value}")
        else:
            out += [unglued(piece) for piece in links]
            out.append(value if not number else unglued(value))
        if part.unit is not None:
            _add_unit(line, out, part, part.unit)
    return out


def _is_range(line: Line, parts: list[_Part], at: int) -> bool:
    a, b = parts[at - 1], parts[at]
    before = line.low(parts[0].first - 1)
    chained = at >= 2 and parts[at - 1].link in ("to", "-")
    if a.unit is not None or before in _KEEPS_TO or chained:
        return False
    if "-" in a.value or "-" in b.value:
        return False
    return float(a.value.replace(",", "")) < float(b.value.replace(",", ""))


def _add_unit(line: Line, out: list[Piece], part: _Part, unit: FoundUnit) -> None:
    if unit.unit.tight:
        number = out.pop()
        text = f"{number.text}{unit.unit.symbol}"
        pieces = [number, *line.pieces[part.last : part.unit_first + unit.taken]]
        out.append(done(pieces, text))
        return
    units = list(written_unit(line, part.unit_first, unit))
    skipped = line.pieces[part.last : part.unit_first]
    if skipped:  # a dictated hyphen between number and unit
        out[-1] = done([out[-1], *skipped], out[-1].text)
    out += units
