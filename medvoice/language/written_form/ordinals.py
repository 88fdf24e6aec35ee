"""Ordinals: ribs by number ("7th rib"), others in digits from the tenth on ("12th", "21st")."""

from __future__ import annotations

from medvoice.language.written_form.pieces import Line, Match, PieceKind
from medvoice.lexicon.numerals import ordinal_digits

_FIRST_IN_DIGITS = 10
_MOST_BETWEEN = 9
_BESIDE_RIBS = frozenset(
    "left right anterior posterior lateral medial anterolateral posterolateral and or to through "
    "thru bilateral costal mid upper lower".split()
)


def ordinal(line: Line, at: int) -> Match | None:
    """Rule for an ordinal."""
    value = int(line.pieces[at].value)
    if not line.pieces[at].spelled:
        return None
    if value < _FIRST_IN_DIGITS and not (line.settings.rib_digits and _of_rib(line, at)):
        return None
    return Match(1, (line.done(at, at + 1, ordinal_digits(value)),))


def _of_rib(line: Line, at: int) -> bool:
    for position in range(at + 1, min(at + _MOST_BETWEEN, len(line.pieces))):
        low = line.low(position)
        if low in ("rib", "ribs"):
            return True
        is_ordinal = line.pieces[position].kind is PieceKind.ORDINAL
        if not (is_ordinal or low in _BESIDE_RIBS or line.mark(position) == ","):
            return False
    return False
