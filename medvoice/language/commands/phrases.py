"""Phrases of the grammar: "[go to] [the] next (blank|bracket)", "go to <place>"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PIECE = re.compile(r"\s*([\[\]()|]|<[a-z_]+(?::[a-z_]+)?>|[^\s\[\]()|<>]+)")


class PhraseError(ValueError):
    """A phrase of the grammar is not well formed; the message names it."""


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """A place for words: name as it is reported, kind as it is matched."""

    name: str
    kind: str


Element = str | SlotSpec
"""A lower-case word or a slot."""

Variant = tuple[Element, ...]
"""One way of saying a command: words and slots in a row, nothing optional."""


def variants(phrase: str) -> tuple[Variant, ...]:
    """Every way of saying the phrase, in the order it is written. Raises PhraseError."""
    pieces = _pieces(phrase)
    found = list(_sequence(phrase, pieces, ""))
    if pieces:
        raise PhraseError(f'"{phrase}": "{pieces[0]}" closes nothing')
    unique = dict.fromkeys(found)
    if () in unique:
        raise PhraseError(f'"{phrase}" can be said by saying nothing')
    return tuple(unique)


def spoken(variant: Variant) -> str:
    """The variant as it is shown: "go to <place>"."""
    return " ".join(e if isinstance(e, str) else f"<{e.name}>" for e in variant)


def _pieces(phrase: str) -> list[str]:
    pieces, at = [], 0
    text = phrase.rstrip()
    while at < len(text):
        match = _PIECE.match(text, at)
        if match is None:
            raise PhraseError(f'"{phrase}": cannot be read at "{text[at:]}"')
        pieces.append(match.group(1))
        at = match.end()
    return pieces


def _sequence(phrase: str, pieces: list[str], closing: str) -> Iterator[Variant]:
    """Variants up to the closing piece, which is taken; alternatives are one after another."""
    choices: list[list[Variant]] = []
    current: list[Variant] = [()]
    while pieces and pieces[0] not in ("]", ")"):
        piece = pieces.pop(0)
        if piece == "|":
            choices.append(current)
            current = [()]
            continue
        if piece in "[(":
            inner = list(_sequence(phrase, pieces, "]" if piece == "[" else ")"))
            options = [*inner, ()] if piece == "[" else inner
        elif piece.startswith("<"):
            name, _, kind = piece[1:-1].partition(":")
            options = [(SlotSpec(name, kind or name),)]
        else:
            options = [(piece.lower(),)]
        current = [before + option for before in current for option in options]
    if closing and (not pieces or pieces.pop(0) != closing):
        raise PhraseError(f'"{phrase}": a "{closing}" is missing')
    for group in (*choices, current):
        yield from group
