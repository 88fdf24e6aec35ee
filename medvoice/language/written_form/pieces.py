"""Pieces: what the rules of written form read and write.

A piece is a word, a number that was recognised as one (said in words or written in digits), an
ordinal, a mark, or written text that a rule has made. Each knows its spoken words [first, last),
so that nothing a rule does loses the way back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from medvoice.language.markers import Token
from medvoice.language.marks import Kind
from medvoice.language.written_form.settings import WrittenFormSettings
from medvoice.language.written_form.tables import Tables


class PieceKind(Enum):
    WORD = auto()
    NUMBER = auto()
    ORDINAL = auto()
    MARK = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """tokens: as they came; what is printed when no rule takes the piece. low: its text in lower
    case. value: digits of a number or ordinal ("3.5", "-10", "05"). spelled: said in words.
    glue: joined to the piece before by a hyphen of one printed word ("two-millimeter").
    text: of a DONE piece."""

    kind: PieceKind
    tokens: tuple[Token, ...]
    low: str
    first: int
    last: int
    value: str = ""
    spelled: bool = False
    glue: bool = False
    text: str = ""

    @property
    def whole(self) -> int:
        """A whole number's value, -1 for any other piece."""
        return int(self.value) if self.value.isdigit() else -1


@dataclass(frozen=True, slots=True)
class Match:
    """A rule's result: how many pieces it took and what stands in their place. out covers the
    same spoken words in the same order."""

    taken: int
    out: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The pieces of a turn with the tables and settings; positions outside read as nothing."""

    pieces: Sequence[Piece]
    tables: Tables
    settings: WrittenFormSettings

    def low(self, at: int) -> str:
        """The word at a position in lower case (of numbers too); "" for marks and outside."""
        return self.pieces[at].low if 0 <= at < len(self.pieces) else ""

    def number(self, at: int) -> Piece | None:
        return self._of(PieceKind.NUMBER, at)

    def ordinal(self, at: int) -> Piece | None:
        return self._of(PieceKind.ORDINAL, at)

    def whole(self, at: int) -> int:
        """The whole number at a position, -1 where there is none."""
        piece = self.number(at)
        return piece.whole if piece is not None else -1

    def mark(self, at: int) -> str:
        """The mark's text at a position, "" where there is none."""
        if not 0 <= at < len(self.pieces) or self.pieces[at].kind is not PieceKind.MARK:
            return ""
        return self.pieces[at].tokens[0].text

    def hyphen(self, at: int) -> int:
        """1 where a dictated hyphen stands at the position, else 0: rules step over it."""
        return int(self.mark(at) == "-")

    def ends(self, at: int) -> bool:
        """Whether the flow of words ends at this position: a mark or the end."""
        return at >= len(self.pieces) or self.pieces[at].kind is PieceKind.MARK

    def done(self, first: int, last: int, text: str) -> Piece:
        """Pieces [first, last) written as `text`."""
        return done(self.pieces[first:last], text)

    def _of(self, kind: PieceKind, at: int) -> Piece | None:
        if not 0 <= at < len(self.pieces) or self.pieces[at].kind is not kind:
            return None
        return self.pieces[at]


def done(pieces: Sequence[Piece], text: str) -> Piece:
    """These pieces written as one text."""
    tokens = tuple(token for piece in pieces for token in piece.tokens)
    first, last = pieces[0].first, max(piece.last for piece in pieces)
    return Piece(PieceKind.DONE, tokens, "", first, last, glue=pieces[0].glue, text=text)


def unglued(piece: Piece) -> Piece:
    return replace(piece, glue=False) if piece.glue else piece


def printed(pieces: Sequence[Piece]) -> list[Token]:
    """Pieces as the reader's tokens; a glued piece becomes one token with the one before."""
    out: list[Token] = []
    for piece in pieces:
        if piece.kind is PieceKind.DONE:
            tokens = [Token(Kind.WORD, piece.text, piece.first, piece.last, fixed=True)]
        else:
            tokens = list(piece.tokens)
        if piece.glue and out and out[-1].kind is Kind.WORD:
            before, head = out[-1], tokens[0]
            out[-1] = replace(
                before,
                text=f"{before.text}-{head.text}",
                last=max(before.last, head.last),
                fixed=before.fixed or head.fixed,
            )
            tokens = tokens[1:]
        out += tokens
    return out
