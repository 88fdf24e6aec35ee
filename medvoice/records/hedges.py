"""Hedges: whether a sentence is surer of something than the entries that it names. Pure.

A text is cut into pieces at commas and the like. A hedge reaches all of its piece and what follows
it up to the sentence's end ("possible pneumonia, effusion"); where it stands alone ("pneumonia
(suspected)"), the piece before it, too. In what a model says it reaches its own piece alone, and
the next one behind "and" or "or": rather a hedge too few is seen there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from medvoice.lexicon.hedges import leaving_open_phrases
from medvoice.lexicon.scopes import turning_words
from medvoice.lexicon.spellings import either_spelling
from medvoice.lexicon.terms import folded
from medvoice.records.denials import telling

Named = Callable[[str], set[str]]
_SENTENCE = re.compile(r"[.!](?=\s|$)|[;\n]+|\b(?:" + "|".join(sorted(turning_words())) + r")\b")
_PIECE = re.compile(r"([,:()\[\]/]|\b(?:and|or|with)\b)", re.IGNORECASE)
_MONTH = re.compile(r"\bMay\b(?!\s+(?:be|represent|reflect|have|indicate|suggest|well|also)\b)")
_HEDGE = "\x01"
_ENOUGH = 0.5
"""Of a piece's telling words that another piece has to share to be about the same."""


@dataclass(frozen=True, slots=True)
class _Piece:
    words: frozenset[str]
    labels: frozenset[str]
    hedged: bool


def surer(said: str, bodies: Sequence[str], named: Named) -> bool:
    """bodies: texts of the entries that a sentence names. named: labels of what a table knows in
    a text."""
    entries = [list(_evidence(body, named)) for body in bodies]
    return any(
        not piece.hedged and (_label_surer(piece, entries) or _words_surer(piece, entries))
        for piece in _claims(said, named)
    )


def _label_surer(piece: _Piece, entries: Sequence[Sequence[_Piece]]) -> bool:
    """By each entry's last word on it: an indication's "possible" is answered further down."""
    for label in piece.labels:
        for entry in entries:
            mentions = [one for one in entry if label in one.labels]
            if mentions and mentions[-1].hedged:
                return True
    return False


def _words_surer(piece: _Piece, entries: Sequence[Sequence[_Piece]]) -> bool:
    if not piece.words:
        return False
    shares = [
        (len(piece.words & one.words) / len(piece.words), one.hedged)
        for entry in entries
        for one in entry
    ]
    most = max((share for share, _ in shares), default=0.0)
    return most >= _ENOUGH and all(hedged for share, hedged in shares if share == most)


def _evidence(text: str, named: Named) -> Iterator[_Piece]:
    for sentence in _sentences(text):
        pieces = [piece for piece in _PIECE.split(sentence)[::2] if piece.strip()]
        marks = [_HEDGE in piece for piece in pieces]
        open_from = next((at for at, mark in enumerate(marks) if mark), len(pieces))
        if 0 < open_from < len(pieces) and not _telling(pieces[open_from]):
            open_from -= 1
        if "?" in sentence:
            open_from = 0
        for at, piece in enumerate(pieces):
            yield _piece(piece, at >= open_from, named)


def _claims(text: str, named: Named) -> Iterator[_Piece]:
    for sentence in _sentences(text):
        hedged = False
        pieces = ["", *_PIECE.split(sentence)]
        for link, piece in zip(pieces[::2], pieces[1::2], strict=True):
            hedged = _HEDGE in piece or (hedged and link.lower() in ("and", "or"))
            if piece.strip():
                yield _piece(piece, hedged, named)


def _piece(text: str, hedged: bool, named: Named) -> _Piece:
    return _Piece(_telling(text), frozenset(named(text.replace(_HEDGE, " "))), hedged)


def _telling(text: str) -> frozenset[str]:
    return frozenset(telling(folded(text.replace(_HEDGE, " "))))


def _sentences(text: str) -> Iterator[str]:
    """With a sign in each hedge's place."""
    for one in _SENTENCE.split(_hedging().sub(f" {_HEDGE} ", _MONTH.sub(" ", text))):
        if one.strip():
            yield one


@cache
def _hedging() -> re.Pattern[str]:
    ordered = sorted(map(either_spelling, leaving_open_phrases()), key=len)[::-1]
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)", re.IGNORECASE)
