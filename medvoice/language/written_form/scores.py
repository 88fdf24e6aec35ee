"""Scores and classifications: "BI-RADS 4B", "LI-RADS LR-4", "Bosniak IIF", "Gleason 3+4=7"."""

from __future__ import annotations

from medvoice.language.written_form.labels import suffix
from medvoice.language.written_form.pieces import Line, Match, Piece, unglued
from medvoice.language.written_form.units import unit_at
from medvoice.lexicon.numerals import roman
from medvoice.lexicon.scores import ScoreName

_FILLERS = frozenset(
    "category score scores grade type class of is assessment final level mri us index stage".split()
)
_MOST_FILLERS = 4
_LONGEST = 3
_NUMBER_NEEDED = frozenset({"aspects", "garden"})
_SUSPICIOUS = frozenset({"suspicious", "suspicion"})
_FOR_AT_END = {"for": "4", "to": "2", "too": "2"}


def score(line: Line, at: int) -> Match | None:
    """Rule for the words that score names begin with."""
    for taken in range(_LONGEST, 0, -1):
        words = tuple(line.low(at + step) for step in range(taken))
        name = line.tables.scores.get(words)
        if name is not None:
            return _named(line, at, at + taken, name)
    return None


def lr_category(line: Line, at: int) -> Match | None:
    """Rule for "l r four", "l r t i v", "t r four", "lr four": LI-RADS and TI-RADS categories."""
    low = line.low(at)
    if low in ("lr", "tr"):
        end, letters = at + 1, low
    elif low in ("l", "t") and line.low(at + 1) == "r":
        end, letters = at + 2, f"{low}r"
    else:
        return None
    dash = "-" if letters == "lr" else ""
    number = line.number(end)
    if number is not None and 1 <= number.whole <= 5 and unit_at(line, end + 1) is None:
        text = f"{letters.upper()}{dash}{number.value}"
        return Match(end + 1 - at, (line.done(at, end + 1, text),))
    if letters == "lr":
        for said, written in ((("t", "i", "v"), "TIV"), (("n", "c"), "NC"), (("m",), "M")):
            words = tuple(line.low(end + step) for step in range(len(said)))
            if words == said:
                stop = end + len(said)
                return Match(stop - at, (line.done(at, stop, f"LR-{written}"),))
    return None


def _named(line: Line, at: int, end: int, name: ScoreName) -> Match | None:
    out: list[Piece] = [line.done(at, end, name.written)]
    position = end
    while line.low(position) in _FILLERS and position - end < _MOST_FILLERS:
        position += 1
    if [line.low(position + k) for k in range(3)] == ["m", "r", "i"] and line.low(
        position + 3
    ) in _FILLERS | {""}:
        out_mri = [line.done(position, position + 3, "MRI")]
        after = position + 3
        while line.low(after) in _FILLERS:
            after += 1
    else:
        out_mri, after = [], position
    number = line.number(after)
    if number is None or unit_at(line, after + 1) is not None:
        if line.low(at) in _NUMBER_NEEDED and at + 1 == end:
            return None
        heard = _heard_at_end(line, end)
        return Match(end + bool(heard) - at, tuple(out + heard))
    out += [unglued(piece) for piece in line.pieces[end:position]]
    out += out_mri + [unglued(p) for p in line.pieces[position + 3 * bool(out_mri) : after]]
    if name.written == "Gleason":
        return _gleason(line, at, after, out)
    letter = suffix(line, after + 1, name.letters) or _before_suspicious(line, after + 1, name)
    stop = after + 1 + bool(letter)
    text = number.value + letter.upper()
    if name.roman and 1 <= number.whole <= 12:
        text = roman(number.whole) + letter.upper()
    out.append(line.done(after, stop, text))
    return Match(stop - at, tuple(out))


def _before_suspicious(line: Line, at: int, name: ScoreName) -> str:
    low = line.low(at)
    return low if low in name.letters and line.low(at + 1) in _SUSPICIOUS else ""


def _heard_at_end(line: Line, end: int) -> list[Piece]:
    """ "BI-RADS for." at the end of the flow is BI-RADS 4: no sentence ends with "for"."""
    digit = _FOR_AT_END.get(line.low(end), "")
    rads = line.low(end - 1).endswith("rads")
    if not (digit and rads and line.settings.homophones and line.ends(end + 1)):
        return []
    return [line.done(end, end + 1, digit)]


def _gleason(line: Line, at: int, start: int, out: list[Piece]) -> Match:
    """ "Three plus four equals seven": one piece."""
    end, text = start + 1, line.pieces[start].value
    for word, sign in (("plus", "+"), ("equals", "=")):
        second = line.number(end + 1)
        if line.low(end) == word and second is not None:
            text, end = f"{text}{sign}{second.value}", end + 2
    return Match(end - at, (*out, line.done(start, end, text)))
