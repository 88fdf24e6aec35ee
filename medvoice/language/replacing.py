"""Replacer: words of a vocabulary put in place of what was heard, in the reader's tokens.

The longest phrase goes first, from left to right, and nothing is looked at twice. What stands there
as the vocabulary writes it stays, so that written text comes out of a second pass unchanged even
where `write` holds `say` ("effusion" → "pleural effusion").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from medvoice.language.markers import Token
from medvoice.language.marks import Kind
from medvoice.language.spoken_marks import read_spoken_marks
from medvoice.language.vocabulary import Replacement, tokens_of


@dataclass(frozen=True, slots=True)
class Replaced:
    """Spoken words [first, last) of the turn, for which `written` stands."""

    first: int
    last: int
    written: str


class Replacer:
    """Tables built once; `apply` keeps nothing."""

    def __init__(self, replacements: Sequence[Replacement]) -> None:
        self._table: dict[tuple[str, ...], Replacement | None] = {}
        self._exact: set[tuple[str, ...]] = set()
        for one in replacements:
            for read in (tokens_of(one.write), read_spoken_marks(tokens_of(one.write))):
                self._exact.add(tuple(token.text for token in read))
                self._table.setdefault(_key(read), None)
        for one in replacements:
            self._table[_atoms(one.say)] = one
        self._new = {one.key: _written(one.write) for one in replacements}
        self._longest = max(map(len, self._table), default=0)

    def apply(self, found: Sequence[Token]) -> tuple[list[Token], list[Replaced]]:
        """The tokens with their replacements, and what was changed. Each new token leads to all
        the words that were replaced."""
        out: list[Token] = []
        changed: list[Replaced] = []
        at = 0
        while at < len(found):
            taken, one = self._at(found, at)
            old = found[at : at + taken]
            if one is None:
                out += self._as_it_is(old)
            else:
                first, last = old[0].first, max(token.last for token in old)
                new = self._new[one.key]
                out += [replace(token, first=first, last=last) for token in new]
                if " ".join(token.text for token in old) != one.write:
                    changed.append(Replaced(first, last, one.write))
            at += taken
        return out, changed

    def _at(self, found: Sequence[Token], at: int) -> tuple[int, Replacement | None]:
        """How many tokens the longest phrase here takes, and what is written for it."""
        best: tuple[int, Replacement | None] = (1, None)
        atoms: tuple[str, ...] = ()
        for taken, token in enumerate(found[at:], 1):
            if len(atoms) >= self._longest:
                break
            atoms += _key([token])  # a mark stands in what is written, never in what is heard
            if atoms in self._table:
                best = (taken, self._table[atoms])
        return best

    def _as_it_is(self, old: Sequence[Token]) -> Sequence[Token]:
        """What the vocabulary writes keeps its letters."""
        if tuple(token.text for token in old) not in self._exact:
            return old
        return [replace(token, fixed=token.fixed or _is_final(token.text)) for token in old]


def _atoms(text: str) -> tuple[str, ...]:
    return tuple(text.casefold().split())


def _key(read: Sequence[Token]) -> tuple[str, ...]:
    """Words in any case, marks as they are."""
    return tuple(
        atom
        for token in read
        for atom in (_atoms(token.text) if token.kind is Kind.WORD else (token.text,))
    )


def _written(text: str) -> list[Token]:
    """Tokens as reading the text again gives them; letters with capitals or digits are final."""
    return [
        replace(token, fixed=token.kind is Kind.WORD and _is_final(token.text))
        for token in tokens_of(text)
    ]


def _is_final(text: str) -> bool:
    return not (text.isalpha() and text.islower())
