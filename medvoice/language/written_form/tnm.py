"""TNM: "T2 N1 M0", "T1a N0 M0", "T4 NX MX"."""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match, Piece

_HIGHEST = {"t": 4, "n": 3, "m": 1}
_NEXT = {"t": "n", "n": "m", "m": ""}


def tnm(line: Line, at: int) -> Match | None:
    """Rule for "t": only with an N behind it, since T2 alone is a sequence or a level."""
    out: list[Piece] = []
    end = at
    letter = "t"
    while letter and line.low(end) == letter:
        stop, text = _category(line, end, letter)
        if not stop:
            break
        out.append(line.done(end, stop, text))
        end, letter = stop, _NEXT[letter]
    return Match(end - at, tuple(out)) if len(out) >= 2 else None


def _category(line: Line, at: int, letter: str) -> tuple[int, str]:
    """(position behind, "N2b"); (0, "") where the letter has no category behind it."""
    if line.low(at + 1) == "x":
        return at + 2, f"{letter.upper()}X"
    if not 0 <= line.whole(at + 1) <= _HIGHEST[letter]:
        return 0, ""
    text = f"{letter.upper()}{line.whole(at + 1)}"
    sub = line.low(at + 2)
    closed = line.ends(at + 3) or line.low(at + 3) == _NEXT[letter]
    if sub in ("a", "b", "c", "d") and closed:
        return at + 3, text + sub
    return at + 2, text
