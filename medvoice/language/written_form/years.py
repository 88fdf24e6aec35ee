"""Years: "twenty twenty three", "nineteen ninety six", "two thousand five", "twenty oh five"."""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match
from medvoice.language.written_form.units import unit_at


def year_at(line: Line, at: int) -> tuple[int, str]:
    """(pieces, four digits) of a year that begins here; (0, "") where none does."""
    first = line.number(at)
    if first is None:
        return 0, ""
    if len(first.value) == 4 and 1900 <= first.whole <= 2099:
        return 1, first.value
    second = line.number(at + 1)
    if first.whole not in (19, 20) or second is None or not (first.spelled and second.spelled):
        return 0, ""
    two_digits = len(second.value) == 2 and second.value.isdigit()
    return (2, first.value + second.value) if two_digits else (0, "")


def year_alone(line: Line, at: int) -> Match | None:
    """Rule for a number: a year behind a preposition, or alone between marks."""
    taken, text = year_at(line, at)
    end = at + taken
    alone = line.mark(at - 1) == "," and line.ends(end)  # "hysterectomy, 1996"
    if taken != 2 or not (alone or line.low(at - 1) in line.tables.dates.before):
        return None
    if line.number(end) is not None or unit_at(line, end) is not None:
        return None
    return Match(taken, (line.done(at, end, text),))
