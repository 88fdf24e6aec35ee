"""Lexing: the reader's tokens to pieces, with numbers and ordinals recognised.

Hyphenated words with a number in them are cut ("fifty-four-year-old", "six-millimeter"), as are
numbers written at their unit ("8mm"); what no rule takes is printed as it came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.language.markers import Token
from medvoice.language.marks import Kind
from medvoice.language.written_form.numbers import Found, NumberReader
from medvoice.language.written_form.pieces import Piece, PieceKind
from medvoice.language.written_form.settings import WrittenFormSettings
from medvoice.language.written_form.tables import Tables

_AT_UNIT = re.compile(r"(\d+(?:\.\d+)?)(mm|cm|ml|cc|mg|hu|%)", re.IGNORECASE)
_RANGE = re.compile(r"\d+(?:\.\d+)?-\d+(?:\.\d+)?")
# Words that make a hyphenated word with digits a phrase of ours ("2-by-3-centimeter").
_JOINED = frozenset({"by", "x", "to", "year", "old", "gauge", "french", "weighted", "month", "day"})
# "this point", "trigger point": the noun, never the decimal point.
_POINT_NOUN = frozenset(
    "this that the a an some any what no focal end trigger pressure set mid starting reference "
    "fixed which one each every to at from entry exit access".split()
)
_HOMOPHONES = {"to": "2", "too": "2", "for": "4", "ate": "8"}
_BEFORE_HOMOPHONE = frozenset({"a", "an", "measuring", "measures", "approximately", "measured"})
_BEFORE_MINUS = frozenset({"of", "is", "was", "score", "at"})


@dataclass(frozen=True, slots=True)
class _Word:
    """A word or a part of a hyphenated one. glue: joined to the part before."""

    token: Token
    low: str
    glue: bool


class Lexer:
    """Built once per reader."""

    def __init__(self, tables: Tables, settings: WrittenFormSettings) -> None:
        self._numbers = NumberReader(tables.numbers)
        self._units = tables.units
        self._settings = settings

    def pieces(self, tokens: Sequence[Token]) -> list[Piece]:
        words: list[_Word] = []
        for token in tokens:
            words += self._parts(token)
        lows = [word.low for word in words]
        out: list[Piece] = []
        at = 0
        while at < len(words):
            piece, taken = self._piece(words, lows, at, out)
            out.append(piece)
            at += taken
        return out

    def _parts(self, token: Token) -> list[_Word]:
        text = token.text
        if token.kind is not Kind.WORD or "{" in text or "}" in text:
            return [_Word(token, text.lower() if token.kind is Kind.WORD else "", False)]
        low = text.lower()
        glued = _AT_UNIT.fullmatch(text) if low[0].isdigit() else None
        if glued:
            return [_Word(_cut(token, part), part.lower(), False) for part in glued.groups()]
        if "-" in low[1:-1] and self._is_phrase(low.split("-")):
            parts = text.split("-")
            return [_Word(_cut(token, p), p.lower(), at > 0) for at, p in enumerate(parts)]
        return [_Word(token, low, False)]

    def _is_phrase(self, parts: Sequence[str]) -> bool:
        if "" in parts:
            return False
        if any(self._numbers.is_word(part) for part in parts):
            return True
        digits = any(part[0].isdigit() for part in parts)
        ours = any(part in _JOINED or self._is_unit(part) for part in parts)
        return digits and ours

    def _is_unit(self, word: str) -> bool:
        return word.isalpha() and (word,) in self._units

    def _piece(
        self, words: Sequence[_Word], lows: Sequence[str], at: int, before: Sequence[Piece]
    ) -> tuple[Piece, int]:
        low = lows[at]
        if words[at].token.kind is not Kind.WORD:
            token = words[at].token
            # A tag is text, and the words around it are not one phrase with it.
            return Piece(PieceKind.MARK, (token,), "", token.first, token.last), 1
        found = self._number(lows, at, before)
        if found is None:
            return _made(PieceKind.WORD, words, at, 1), 1
        kind = PieceKind.ORDINAL if found.ordinal else PieceKind.NUMBER
        spelled = found.spelled and low not in ("-", "")
        return _made(kind, words, at, found.taken, found.value, spelled), found.taken

    def _number(self, lows: Sequence[str], at: int, before: Sequence[Piece]) -> Found | None:
        low = lows[at]
        if low in ("minus", "negative"):
            return self._negative(lows, at, before)
        if low == "point":
            return self._leading_point(lows, at)
        if low in _HOMOPHONES:
            return self._homophone(lows, at)
        if not self._numbers.starts(low):
            return None
        if _RANGE.fullmatch(low):
            return Found(1, low, spelled=False)
        number_before = before and before[-1].kind is PieceKind.NUMBER
        slash_before = before and before[-1].low == "" and before[-1].tokens[0].text == "/"
        # "Oh one slash twenty twenty": the mark reads as "" here.
        mark_behind = low == "oh" and at + 2 < len(lows) and not lows[at + 2]
        if number_before or slash_before or mark_behind:
            oh = self._numbers.oh_digit(lows, at)
            if oh is not None:
                return oh
        found = self._numbers.at(lows, at)
        if found is not None and self._is_at_one_point(lows, at, found):
            return Found(1, "1")
        return found

    def _is_at_one_point(self, lows: Sequence[str], at: int, found: Found) -> bool:
        """ "At one point five nodules were seen": the idiom, unless a unit shows a decimal."""
        if lows[at : at + 2] != ["one", "point"] or (at and lows[at - 1]) != "at":
            return False
        return not self._unit_follows(lows, at + found.taken)

    def _unit_follows(self, lows: Sequence[str], at: int) -> bool:
        if at < len(lows) and lows[at] in ("by", "x", "to"):
            return True
        return any(tuple(lows[at : at + n]) in self._units for n in (1, 2, 3))

    def _leading_point(self, lows: Sequence[str], at: int) -> Found | None:
        if at and lows[at - 1] in _POINT_NOUN:
            return None
        found = self._numbers.point(lows, at)
        return found if found is not None and self._unit_follows(lows, at + found.taken) else None

    def _negative(self, lows: Sequence[str], at: int, before: Sequence[Piece]) -> Found | None:
        """ "minus ten hounsfield units", "a score of minus two"; "negative" only with HU."""
        if before and before[-1].kind is PieceKind.NUMBER:
            return None
        if at + 1 >= len(lows) or not self._numbers.starts(lows[at + 1]):
            return None
        found = self._numbers.at(lows, at + 1)
        if found is None or found.ordinal or found.value.startswith("-"):
            return None
        end = at + 1 + found.taken
        hounsfield = end < len(lows) and (lows[end] in ("hounsfield", "hu", "degrees"))
        if lows[end : end + 2] == ["h", "u"]:
            hounsfield = True
        allowed = hounsfield
        if lows[at] == "minus":
            score = at > 0 and lows[at - 1] in _BEFORE_MINUS
            allowed = allowed or score or lows[end : end + 1] in (["to"], ["percent"])
        return Found(1 + found.taken, f"-{found.value}") if allowed else None

    def _homophone(self, lows: Sequence[str], at: int) -> Found | None:
        """ "a to millimeter nodule": no other reading is English."""
        if not self._settings.homophones or not at or lows[at - 1] not in _BEFORE_HOMOPHONE:
            return None
        unit = self._units.get((lows[at + 1],)) if at + 1 < len(lows) else None
        if unit is None or unit.kind != "measure":
            return None
        return Found(1, _HOMOPHONES[lows[at]])


def _cut(token: Token, text: str) -> Token:
    return Token(Kind.WORD, text, token.first, token.last, token.dictated)


def _made(
    kind: PieceKind,
    words: Sequence[_Word],
    at: int,
    taken: int,
    value: str = "",
    spelled: bool = False,
) -> Piece:
    """The piece of these words. Parts of one hyphenated word are joined again."""
    tokens: list[Token] = []
    for number, word in enumerate(words[at : at + taken]):
        if number and word.glue:
            joined = f"{tokens[-1].text}-{word.token.text}"
            tokens[-1] = Token(Kind.WORD, joined, tokens[-1].first, word.token.last)
        else:
            tokens.append(word.token)
    low = " ".join(word.low for word in words[at : at + taken])
    first, last = tokens[0].first, tokens[-1].last
    return Piece(kind, tuple(tokens), low, first, last, value, spelled, words[at].glue)
