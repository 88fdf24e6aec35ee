"""Dates: "October 12, 2023", "January 2024", "the 3rd of January 2024"; "may" and "march" only
where they are months. The order of the words is kept."""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match, Piece
from medvoice.language.written_form.years import year_at
from medvoice.lexicon.numerals import ordinal_digits

_ADVERBS = frozenset({1, 2, 3})  # "may first undergo", "may second"
_AFTER_DAY = frozenset({"and", "to", "through", "at", "the", "exam", "study", "ct", "mri", "from"})
_BEFORE_MONTH = frozenset({"in", "of", "since", "until", "early", "late", "mid", "during"})
_AND_DATES = frozenset({"on", "dated", "from", "by", "to", "through", "before", "after", "and"})


def month(line: Line, at: int) -> Match | None:
    """Rule for a month's name."""
    name = line.low(at)
    day = _day(line, at)
    if day:
        end, text = _year_behind(line, at + 1 + day)
        if end:
            day_text = f"{int(line.pieces[at + 1].value)},"
            return Match(
                end - at,
                (
                    _name(line, at),
                    line.done(at + 1, at + 1 + day, day_text),
                    line.done(at + 1 + day, end, text),
                ),
            )
    of = int(line.low(at + 1) == "of")
    taken, year = year_at(line, at + 1 + of)
    if taken:
        out: tuple[Piece, ...] = (_name(line, at), *line.pieces[at + 1 : at + 1 + of])
        start = at + 1 + of
        return Match(1 + of + taken, (*out, line.done(start, start + taken, year)))
    if day and _day_alone(line, at, name):
        text = str(int(line.pieces[at + 1].value))
        return Match(2, (_name(line, at), line.done(at + 1, at + 2, text)))
    before = line.low(at - 1)
    if name not in line.tables.dates.verbs or before in _BEFORE_MONTH:
        return Match(1, (_name(line, at),))
    return None


def day_of_month(line: Line, at: int) -> Match | None:
    """Rule for an ordinal: "the third of January"."""
    name = line.low(at + 2)
    if line.low(at + 1) != "of" or name not in line.tables.dates.months:
        return None
    return Match(1, (line.done(at, at + 1, ordinal_digits(int(line.pieces[at].value))),))


def _name(line: Line, at: int) -> Piece:
    return line.done(at, at + 1, line.tables.dates.months[line.low(at)])


def _day(line: Line, at: int) -> int:
    """1 where a day of this month follows its name."""
    piece = line.ordinal(at + 1) or line.number(at + 1)
    if piece is None or not piece.value.isdigit():
        return 0
    return int(1 <= int(piece.value) <= line.tables.dates.days[line.low(at)])


def _year_behind(line: Line, at: int) -> tuple[int, str]:
    """(position behind the year, its digits), over a comma; (0, "") where none stands here."""
    start = at + int(line.mark(at) == ",")
    taken, text = year_at(line, start)
    return (start + taken, text) if taken else (0, "")


def _day_alone(line: Line, at: int, name: str) -> bool:
    """Whether month and day without a year are a date."""
    verb = name in line.tables.dates.verbs
    ordinal = line.ordinal(at + 1)
    if ordinal is not None:
        before = line.low(at - 1)
        sure = before in _AND_DATES | _BEFORE_MONTH
        return not verb or sure or int(ordinal.value) not in _ADVERBS
    follow = line.low(at + 2)
    return not verb and (line.ends(at + 2) or follow in _AFTER_DAY)
