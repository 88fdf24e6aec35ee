"""Units: which unit stands behind a number."""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.language.written_form.numbers import TIMED
from medvoice.language.written_form.pieces import Line, Piece, unglued
from medvoice.lexicon.units import Unit

# "A three t magnet": what tells tesla from the letter.
_FIELDS = frozenset("magnet scanner mri mr system unit field".split())
_LONGEST = 4  # "m m h g"
_NO_SLASH = frozenset({"time", "word", "percent"})


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """taken: pieces of the unit. symbol: as written, None where its words stay."""

    taken: int
    unit: Unit
    symbol: str | None


def unit_at(line: Line, at: int, value: str = "") -> FoundUnit | None:
    """The unit that begins here. value: the number before it, which decides whether "second" is
    one ("0.5 second rotation", "a 30 second delay", never "one second")."""
    for taken in range(min(_LONGEST, len(line.pieces) - at), 0, -1):
        words = tuple(line.low(at + step) for step in range(taken))
        unit = line.tables.units.get(words)
        if unit is not None and "" not in words:
            if words == ("second",) and not ("." in value or line.low(at + 1) in TIMED):
                return None
            return _with_per(line, at, taken, unit)
    if line.low(at) == "t" and line.low(at + 1) in _FIELDS:
        return FoundUnit(1, line.tables.units[("tesla",)], "T")
    return None


def _with_per(line: Line, at: int, taken: int, unit: Unit) -> FoundUnit:
    if unit.kind in _NO_SLASH:
        return FoundUnit(taken, unit, "%" if unit.kind == "percent" else None)
    below = line.tables.per.get(line.low(at + taken + 1), "")
    if line.low(at + taken) == "per" and below:
        return FoundUnit(taken + 2, unit, f"{unit.symbol}/{below}")
    return FoundUnit(taken, unit, unit.symbol)


def written_unit(line: Line, at: int, found: FoundUnit) -> tuple[Piece, ...]:
    """The unit's pieces as they stand behind a number and a space."""
    if found.symbol is None:
        return tuple(unglued(piece) for piece in line.pieces[at : at + found.taken])
    return (unglued(line.done(at, at + found.taken, found.symbol)),)
