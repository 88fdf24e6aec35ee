"""Fractions: "120/80", "4/5", "8 out of 10". Halves and thirds said as words stay words."""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match, Piece, unglued
from medvoice.language.written_form.units import unit_at
from medvoice.language.written_form.years import year_at


def fraction(line: Line, at: int) -> Match | None:
    """Rule for a number: "over", "out of", or a dictated slash leads to the other."""
    return _over(line, at) or _out_of(line, at) or _slashes(line, at)


def joined_number(line: Line, at: int) -> tuple[int, str]:
    """ "One thirty" said for 130, where the place demands one number: (pieces, digits)."""
    first, second = line.number(at), line.number(at + 1)
    if first is None or "." in first.value or "-" in first.value:
        return 0, ""
    if second is not None and 1 <= first.whole <= 9 and len(second.value) == 2:
        apart = not (first.spelled and second.spelled) and second.whole % 10
        if not apart and second.whole >= 0:
            return 2, f"{first.value}{second.value}"
    return 1, first.value


def _over(line: Line, at: int) -> Match | None:
    taken, above = joined_number(line, at)
    over = at + taken
    if not taken or line.low(over) != "over":
        return None
    more, below = joined_number(line, over + 1)
    end = over + 1 + more
    # "grew by two over five years" is no fraction.
    unit = unit_at(line, end)
    if not more or (unit is not None and unit.unit.kind == "time"):
        return None
    return Match(end - at, (line.done(at, end, f"{above}/{below}"),))


def _out_of(line: Line, at: int) -> Match | None:
    total = line.number(at + 3)
    part = line.pieces[at]
    if line.low(at + 1) != "out" or line.low(at + 2) != "of" or total is None:
        return None
    if line.settings.slash_out_of:
        return Match(4, (line.done(at, at + 4, f"{part.value}/{total.value}"),))
    words = [unglued(piece) for piece in line.pieces[at + 1 : at + 3]]
    numbers = line.done(at, at + 1, part.value), line.done(at + 3, at + 4, total.value)
    return Match(4, (numbers[0], *words, numbers[1]))


def _slashes(line: Line, at: int) -> Match | None:
    """Numbers at dictated slashes: "122/80", "1/3/2024"."""
    if line.mark(at + 1) != "/":
        return None
    out: list[Piece] = []
    position = at
    while True:
        years, year = year_at(line, position)
        if years:
            taken, text = years, year
        else:
            taken, text = joined_number(line, position)
        if not taken:
            break
        out.append(line.done(position, position + taken, text))
        position += taken
        if line.mark(position) != "/" or line.number(position + 1) is None:
            break
        out.append(line.pieces[position])
        position += 1
    return Match(position - at, tuple(out)) if len(out) > 2 else None
