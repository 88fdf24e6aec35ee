"""Letters: abbreviations spelled aloud ("c t", "i v c"), letters with a number ("M1", "B12"), and
names made of a letter and a word ("T-score", "SUVmax")."""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match, Piece
from medvoice.language.written_form.units import unit_at

_FEWEST_UNKNOWN = 3
_LONGEST = 6
# Vessels (A1, M1, P1, V4), vitamins, obstetric history, diagonal branches.
_WITH_NUMBER = frozenset("mpvbgndhk")
_VESSEL_NOUNS = frozenset({"segment", "segments", "branch", "branches"})
_VESSEL_WORDS = frozenset(
    "aca artery arteries cerebral stenosis occlusion aneurysm thrombus flow vessel patent".split()
)
_HIGHEST = 12


def spelled(line: Line, at: int) -> Match | None:
    """Rule for a single letter: a known abbreviation, the longest; else three letters or more."""
    run = 0
    while run < _LONGEST and _is_letter(line, at + run):
        run += 1
    known = line.tables.abbreviations
    for taken in range(run, 1, -1):
        text = "".join(line.low(at + step) for step in range(taken))
        if text in known and (taken == run or text not in ("ms",)):
            return _abbreviation(line, at, taken, text, run)
        with_noun = known.get(f"{text} {line.low(at + taken)}", "")  # "e t tube"
        if taken == run and with_noun:
            return Match(taken, (line.done(at, at + taken, with_noun.split()[0]),))
    article = line.low(at) in ("a", "i") and _tail_known(line, at + 1, run - 1)
    if run >= _FEWEST_UNKNOWN and not article and not _is_letter(line, at + run):
        text = "".join(line.low(at + step) for step in range(run)).upper()
        return Match(run, (line.done(at, at + run, text),))
    return None


def lettered_number(line: Line, at: int) -> Match | None:
    """Rule for a single letter: "m one", "b twelve"; "a two" only in front of "segment"."""
    low, number = line.low(at), line.whole(at + 1)
    if low not in _WITH_NUMBER and not (low == "a" and 1 <= number <= 3 and _vessel(line, at + 2)):
        return None
    if not 0 <= number <= _HIGHEST or unit_at(line, at + 2) is not None:
        return None
    return Match(2, (line.done(at, at + 2, f"{low.upper()}{number}"),))


def dimensional(line: Line, at: int) -> Match | None:
    """Rule for a number: "three d" is 3D."""
    if line.low(at + 1) != "d" or line.whole(at) not in (2, 3, 4):
        return None
    return Match(2, (line.done(at, at + 2, f"{line.whole(at)}D"),))


def pronoun(line: Line, at: int) -> Match | None:
    """Rule for "i", the last: a capital."""
    return Match(1, (line.done(at, at + 1, "I"),))


def _vessel(line: Line, at: int) -> bool:
    """ "A two segment" is an artery's only with a vessel's word behind it."""
    near = (line.low(position) for position in range(at + 1, at + 5))
    return line.low(at) in _VESSEL_NOUNS and any(word in _VESSEL_WORDS for word in near)


def t_score(line: Line, at: int) -> Match | None:
    """Rule for t and z: "T-score"."""
    if line.low(at) not in ("t", "z") or line.low(at + 1) not in ("score", "scores"):
        return None
    return Match(2, (line.done(at, at + 2, f"{line.low(at).upper()}-{line.low(at + 1)}"),))


def suv(line: Line, at: int) -> Match | None:
    """Rule for "suv": "SUVmax"."""
    return _suv(line, at, 1)


def _suv(line: Line, at: int, taken: int) -> Match | None:
    follow = line.low(at + taken)
    if follow not in ("max", "mean", "peak"):
        return None
    return Match(taken + 1, (line.done(at, at + taken + 1, f"SUV{follow}"),))


def _is_letter(line: Line, at: int) -> bool:
    low = line.low(at)
    return len(low) == 1 and low.isalpha() and not line.pieces[at].glue


def _tail_known(line: Line, at: int, most: int) -> bool:
    """Whether the letters from here on begin with a known abbreviation ("a | c t")."""
    texts = ("".join(line.low(at + step) for step in range(n)) for n in range(2, most + 1))
    return any(text in line.tables.abbreviations for text in texts)


def _abbreviation(line: Line, at: int, taken: int, text: str, run: int) -> Match:
    if text == "suv":
        with_kind = _suv(line, at, taken)
        if with_kind is not None:
            return with_kind
    piece: Piece = line.done(at, at + taken, line.tables.abbreviations[text])
    return Match(taken, (piece,))
