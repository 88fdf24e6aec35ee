"""Weighting of MR sequences: "T1-weighted", "T2*-weighted", "diffusion-weighted"."""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match

_WEIGHTED = frozenset({"diffusion", "susceptibility", "perfusion", "density"})
# What follows T1 and T2 and never "to": "t to hyperintense" is T2.
_SIGNAL = frozenset(
    "weighted hyperintense hypointense isointense hyperintensity hypointensity hyperintensities "
    "signal flair bright dark prolongation shortening shine star images".split()
)


def weighting(line: Line, at: int) -> Match | None:
    """Rule for "t", "T1", "T2" and for the words in front of "weighted"."""
    end, text = _sequence(line, at)
    if not end:
        return None
    if line.low(end) == "star":
        end, text = end + 1, f"{text}*"
    follow = end + line.hyphen(end)
    if line.low(follow) == "weighted":
        return Match(follow + 1 - at, (line.done(at, follow + 1, f"{text}-weighted"),))
    return Match(end - at, (line.done(at, end, text),)) if text.endswith("*") else None


def heard_sequence(line: Line, at: int) -> Match | None:
    """Rule for "t": "t to hyperintense" is T2, since "to" cannot stand there."""
    heard = line.low(at + 1) in ("to", "too") and line.low(at + 2) in _SIGNAL
    if not (heard and line.settings.homophones):
        return None
    return Match(2, (line.done(at, at + 2, "T2"),))


def _sequence(line: Line, at: int) -> tuple[int, str]:
    """(position behind the sequence's name, its text); (0, "") where none begins here."""
    low = line.low(at)
    if low == "t" and line.whole(at + 1) in (1, 2):
        return at + 2, f"T{line.whole(at + 1)}"
    if low in ("t1", "t2", "t2*"):
        return at + 1, low.upper()
    if low in _WEIGHTED:
        return at + 1, line.pieces[at].tokens[0].text
    return 0, ""
