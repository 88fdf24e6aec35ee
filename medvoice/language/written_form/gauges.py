"""Gauges of needles and catheters: "18-gauge", "8 French"."""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match, unglued


def gauge(line: Line, at: int) -> Match | None:
    """Rule for a number."""
    follow = at + 1 + line.hyphen(at + 1)
    value = line.pieces[at].value
    if line.low(follow) == "gauge":
        return Match(follow + 1 - at, (line.done(at, follow + 1, f"{value}-gauge"),))
    if line.low(follow) in ("french", "fr"):
        number = line.done(at, follow, value)
        text = "French" if line.low(follow) == "french" else "Fr"
        return Match(follow + 1 - at, (number, unglued(line.done(follow, follow + 1, text))))
    return None
