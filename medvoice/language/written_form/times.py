"""Times of day and clock positions: "10:30 AM", "at 10:30.", "14:30 hours", "3 o'clock"."""

from __future__ import annotations

import re

from medvoice.language.written_form.pieces import Line, Match, Piece, unglued

_HALVES = {"am": "AM", "pm": "PM", "a.m": "AM", "p.m": "PM", "a.m.": "AM", "p.m.": "PM"}
_WRITTEN = re.compile(r"(\d{1,2}:\d{2})(am|pm)?")
_AFTER_TIME = frozenset({"on", "today", "yesterday", "this", "and", "with", "by", "the"})


def time_of_day(line: Line, at: int) -> Match | None:
    """Rule for a number."""
    return _clock_position(line, at) or _spoken(line, at)


def written_time(line: Line, at: int) -> Match | None:
    """Rule for a word with a colon in it: "10:30 a.m." gets the house's "AM"."""
    match = _WRITTEN.fullmatch(line.low(at))
    if match is None:
        return None
    if match[2]:
        return Match(1, (line.done(at, at + 1, f"{match[1]} {_HALVES[match[2]]}"),))
    taken, half = _half(line, at + 1)
    if not taken:
        return None
    end = at + 1 + taken
    return Match(end - at, (line.pieces[at], line.done(at + 1, end, half)))


def _half(line: Line, at: int) -> tuple[int, str]:
    """(pieces, "AM" or "PM"): "am", "a m", "a.m." with its full stop; (0, "") otherwise."""
    low = line.low(at)
    if low in ("a", "p") and line.low(at + 1) == "m":
        return 2, _HALVES[f"{low}m"]
    if low not in _HALVES:
        return 0, ""
    inside = low.endswith(".m") and line.mark(at + 1) == "." and _goes_on(line, at + 2)
    return 1 + inside, _HALVES[low]


def _goes_on(line: Line, at: int) -> bool:
    """Whether the sentence goes on behind an abbreviation's full stop: a small letter follows."""
    if line.ends(at) or line.pieces[at - 1].tokens[0].dictated:
        return False
    return line.pieces[at].tokens[0].text[:1].islower()


def _hour_minute(line: Line, at: int, last_hour: int) -> tuple[int, str]:
    """(pieces, "10:30") of an hour and two digits of minutes; (0, "") otherwise."""
    hour, minute = line.whole(at), line.number(at + 1)
    if not 0 <= hour <= last_hour or minute is None:
        return 0, ""
    if not (minute.value.isdigit() and len(minute.value) == 2 and minute.whole <= 59):
        return 0, ""
    return 2, f"{hour}:{minute.value}"


def _spoken(line: Line, at: int) -> Match | None:
    hour = line.whole(at)
    taken, text = _hour_minute(line, at, 12)
    if not taken and 1 <= hour <= 12:
        taken, text = 1, str(hour)
    if hour >= 1 and taken:
        half_taken, half = _half(line, at + taken)
        if half_taken:
            end = at + taken + half_taken
            out: tuple[Piece, ...] = (
                line.done(at, at + taken, text),
                unglued(line.done(at + taken, end, half)),
            )
            return Match(end - at, out)
        follows = line.ends(at + 2) or line.low(at + 2) in _AFTER_TIME
        if taken == 2 and line.low(at - 1) == "at" and follows:
            return Match(2, (line.done(at, at + 2, text),))
    taken, text = _hour_minute(line, at, 23)
    if taken and line.low(at + 2) == "hours" and len(str(hour)) == 2:
        return Match(3, (line.done(at, at + 2, text), unglued(line.pieces[at + 2])))
    return None


def _clock_position(line: Line, at: int) -> Match | None:
    """ "Three o'clock", "two thirty o'clock", "nine to ten o'clock"."""
    if not 1 <= line.whole(at) <= 12:
        return None
    end, text = at + 1, line.pieces[at].value
    taken, minutes = _hour_minute(line, at, 12)
    if taken:
        end, text = at + 2, minutes
    elif line.low(end) == "to" and 1 <= line.whole(end + 1) <= 12:
        end, text = end + 2, f"{text}-{line.pieces[end + 1].value}"
    if line.low(end) in ("o'clock", "o’clock", "oclock"):
        words = 1
    elif line.low(end) == "o" and line.low(end + 1) == "clock":
        words = 2
    else:
        return None
    clock = line.done(end, end + words, "o'clock")
    return Match(end + words - at, (line.done(at, end, text), unglued(clock)))
