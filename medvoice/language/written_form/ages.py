"""Ages: "fifty four year old" is "54-year-old"; "72 years old" keeps its words."""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match

_SPANS = frozenset({"year", "month", "week", "day", "hour"})


def age(line: Line, at: int) -> Match | None:
    """Rule for a number."""
    span = at + 1 + line.hyphen(at + 1)
    if line.low(span) not in _SPANS:
        return None
    old = span + 1 + line.hyphen(span + 1)
    if line.low(old) != "old":
        return None
    text = f"{line.pieces[at].value}-{line.low(span)}-old"
    return Match(old + 1 - at, (line.done(at, old + 1, text),))
