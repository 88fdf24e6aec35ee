"""Levels of the spine: "L4-L5" for a disc and for a range, "C2", "L5/S1".

Two levels in a row, or a level and the next number, are a disc. "C two through C six" is the range
"C2-C6"; behind "from" and "between" it keeps its words. A number with a unit is no level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medvoice.language.written_form.pieces import Line, Match, Piece, unglued
from medvoice.language.written_form.units import unit_at
from medvoice.lexicon.levels import below, is_level

_WRITTEN = re.compile(r"([CTLS])(\d{1,2})")
_THROUGH = frozenset({"to", "through", "thru"})
_KEEPS_WORDS = frozenset({"from", "between"})
# Behind "T one T two" and "T two three": what tells a disc from a sequence or a count.
_SPINAL = frozenset(
    "disc disk discs disks level levels interspace space vertebral facet facets there is the and "
    "foraminal canal through to".split()
)


@dataclass(frozen=True, slots=True)
class _Level:
    letter: str
    number: int
    taken: int

    @property
    def text(self) -> str:
        return f"{self.letter}{self.number}"


def level(line: Line, at: int) -> Match | None:
    """Rule for the letters c, t, l, s and for written levels ("L4")."""
    if line.low(at) in ("c", "t", "l") and line.low(at + 1) == "spine":
        return Match(2, (line.done(at, at + 2, f"{line.low(at).upper()}-spine"),))
    first = _level(line, at)
    if first is None:
        return _homophone(line, at)
    end = at + first.taken
    return (
        _disc(line, at, end, first)
        or _slash(line, at, end, first)
        or _range(line, at, end, first)
        or _and_next(line, at, end, first)
        or Match(first.taken, (line.done(at, end, first.text),))
    )


def _level(line: Line, at: int) -> _Level | None:
    low = line.low(at)
    if len(low) != 1:
        match = _WRITTEN.fullmatch(line.pieces[at].tokens[0].text) if low else None
        if match is None or len(line.pieces[at].tokens) != 1:
            return None
        letter, number, taken = match[1], int(match[2]), 1
    elif low in "ctls":
        letter, number, taken = low.upper(), line.whole(at + 1), 2
        if line.pieces[at + 1 : at + 2] and line.pieces[at + 1].value.startswith("0"):
            return None
    else:
        return None
    if not is_level(letter, number) or _measured(line, at + taken):
        return None
    return _Level(letter, number, taken)


def _measured(line: Line, at: int) -> bool:
    """Whether the number before this position belongs to a measurement."""
    return unit_at(line, at) is not None or line.low(at) in ("by", "x")


def _next_level(line: Line, at: int, first: _Level) -> _Level | None:
    """The level that follows, said in full ("L five") or as a number ("five")."""
    full = _level(line, at)
    if full is not None:
        return full
    number = line.whole(at)
    if number < 0 or _measured(line, at + 1) or line.number(at + 1) is not None:
        return None
    return _Level(first.letter, number, 1) if is_level(first.letter, number) else None


def _disc(line: Line, at: int, end: int, first: _Level) -> Match | None:
    start = end + line.hyphen(end)
    second = _next_level(line, start, first)
    if second is None or (second.letter, second.number) not in below(first.letter, first.number):
        return None
    stop = start + second.taken
    # T1 and T2 are sequences too: "T one T two weighted", "on T two three lesions".
    sequence = first.letter == "T" and first.number <= 2 and start == end
    if sequence and not (line.ends(stop) or line.low(stop) in _SPINAL):
        return None
    short = not line.settings.full_discs and second.letter == first.letter
    text = f"{first.text}-{second.number if short else second.text}"
    return Match(stop - at, (line.done(at, stop, text),))


def _slash(line: Line, at: int, end: int, first: _Level) -> Match | None:
    second = _next_level(line, end + 1, first) if line.mark(end) == "/" else None
    if second is None:
        return None
    stop = end + 1 + second.taken
    short = second.taken == 1 and line.number(end + 1) is not None
    text = str(second.number) if short else second.text
    out = (line.done(at, end, first.text), line.pieces[end], line.done(end + 1, stop, text))
    return Match(stop - at, out)


def _range(line: Line, at: int, end: int, first: _Level) -> Match | None:
    second = _next_level(line, end + 1, first) if line.low(end) in _THROUGH else None
    if second is None:
        return None
    stop = end + 1 + second.taken
    order = "CTLS"
    a = (order.index(first.letter), first.number)
    b = (order.index(second.letter), second.number)
    if line.low(at - 1) in _KEEPS_WORDS or a >= b:
        levels = line.done(at, end, first.text), line.done(end + 1, stop, second.text)
        return Match(stop - at, (levels[0], unglued(line.pieces[end]), unglued(levels[1])))
    return Match(stop - at, (line.done(at, stop, f"{first.text}-{second.text}"),))


def _and_next(line: Line, at: int, end: int, first: _Level) -> Match | None:
    """ "L four and five": the second gets its letter."""
    if line.low(end) not in ("and", "or") or line.whole(end + 1) != first.number + 1:
        return None
    second = _next_level(line, end + 1, first)
    if second is None or not line.ends(end + 2):
        return None
    out: tuple[Piece, ...] = (line.done(at, end, first.text), unglued(line.pieces[end]))
    return Match(end + 2 - at, (*out, line.done(end + 1, end + 2, second.text)))


def _homophone(line: Line, at: int) -> Match | None:
    """ "L for five" is L4-L5: nothing else is said with "L for"."""
    low = line.low(at)
    if not line.settings.homophones or low not in ("l", "c") or line.low(at + 1) != "for":
        return None
    if line.whole(at + 2) != 5 or _measured(line, at + 3):
        return None
    letter = low.upper()
    return Match(3, (line.done(at, at + 3, f"{letter}4-{letter}5"),))
