"""Image references: "series 3, image 42"; numbers said in parts are one ("one twenty two")."""

from __future__ import annotations

from medvoice.language.written_form.fractions import joined_number
from medvoice.language.written_form.pieces import Line, Match, Piece, done, unglued
from medvoice.language.written_form.units import unit_at

_PLACES = frozenset({"series", "image", "images", "slice", "slices"})
_SERIES_LETTERS = tuple("abcdef")


def image_reference(line: Line, at: int) -> Match | None:
    """Rule for "series", "image" and "slice". Two references in a row get a comma between them."""
    out: list[Piece] = []
    end = at
    while line.low(end) in _PLACES:
        position = _reference(line, end, out)
        if position == end:
            break
        end = position
        comma = int(line.mark(end) == ",")
        if line.low(end + comma) not in _PLACES or not _is_reference(line, end + comma):
            break
        number = out.pop()
        marks = line.pieces[end : end + comma]
        out.append(done([number, *marks], f"{number.text},"))
        end += comma
    return Match(end - at, tuple(out)) if end > at else None


def _is_reference(line: Line, at: int) -> bool:
    number = at + 1 + (line.low(at + 1) == "number")
    return line.number(number) is not None and unit_at(line, number + 1) is None


def _reference(line: Line, at: int, out: list[Piece]) -> int:
    """One label with its numbers; the position behind it, `at` where there are none."""
    if not _is_reference(line, at):
        return at
    start = at + 1 + (line.low(at + 1) == "number")
    out += [unglued(piece) if out else piece for piece in line.pieces[at:start]]
    taken, text = _number(line, at, start)
    if not taken:
        return at
    out.append(unglued(line.done(start, start + taken, text)))
    end = start + taken
    while True:
        link = line.low(end) or line.mark(end)
        if link not in ("to", "through", "thru", "and", "or", "-"):
            return end
        more, second = _number(line, at, end + 1)
        if not more:
            return end
        stop = end + 1 + more
        if link in ("to", "through", "thru", "-"):
            first = out.pop()
            pieces = [first, *line.pieces[end:stop]]
            out.append(done(pieces, f"{first.text}-{second}"))
        elif line.low(at).endswith("s") and line.low(at) != "series":
            out += [unglued(line.pieces[end]), unglued(line.done(end + 1, stop, second))]
        else:
            return end
        end = stop


def _number(line: Line, at: int, start: int) -> tuple[int, str]:
    """(pieces, text) of one number, with a series' letter ("601b")."""
    taken, text = joined_number(line, start)
    if not taken or unit_at(line, start + taken) is not None:
        return 0, ""
    letter = line.low(start + taken)
    after = line.low(start + taken + 1) in _PLACES or line.ends(start + taken + 1)
    if line.low(at) == "series" and letter in _SERIES_LETTERS and after:
        return taken + 1, text + letter
    return taken, text
