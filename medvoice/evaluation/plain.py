"""Plain: a text of any dialect as bare words and marks, so that unlike writers can be compared.

Words: lower case, hyphens and slashes as spaces, numbers as digits, units as symbols, abbreviations
without dots ("Six-millimeter nodule, T2" = "6 mm nodule t 2"). Marks are kept apart, each with the
number of words before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from medvoice.evaluation.numbers import NumberForms
from medvoice.language.markers import Token, tokens
from medvoice.language.marks import Kind
from medvoice.language.reader import Dialect
from medvoice.language.spoken import SpokenWord
from medvoice.language.spoken_marks import read_spoken_marks
from medvoice.lexicon.units import unit_spellings

_SPLIT = re.compile(r"[-‐‑–—/:]+")
_DOTTED = re.compile(r"(?:[a-z]\.)+[a-z]?\.?")
_EDGES = "\"'“”‘’()[]{},;!?.…"
_GLUED = re.compile(r"(\d+(?:\.\d+)?)(?!st$|nd$|rd$|th$)([a-z%°]+)|([a-z]+)(\d+(?:\.\d+)?)")
_WORDS = (Kind.WORD, Kind.TAG)


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """text: "." "," ":" "\\n\\n" … gap: number of words before it. dictated: False for one that the
    writer put at a word by itself."""

    text: str
    gap: int
    dictated: bool


@dataclass(frozen=True, slots=True)
class Plain:
    words: tuple[str, ...]
    marks: tuple[PlacedMark, ...] = ()


class PlainReader:
    """Tables built once."""

    def __init__(self) -> None:
        self._numbers = NumberForms()
        self._units = unit_spellings()

    def read(self, text: str, dialect: Dialect) -> Plain:
        """dialect: whether "period" and its like are marks (WORDS) or stay words (MARKERS); markers
        in braces are read in both. Line ends say nothing: layout is not dictated."""
        found = tokens([SpokenWord(word) for word in text.split()])
        if dialect is Dialect.WORDS:
            found = read_spoken_marks(found)
        words: list[str] = []
        marks: list[PlacedMark] = []
        run: list[str] = []
        for token in found:
            if token.kind in _WORDS:
                run += _pieces(token.text)
                continue
            words += self._written(run)
            run = []
            if token.kind is not Kind.JOIN:
                _add(marks, token, len(words))
        words += self._written(run)
        return Plain(tuple(words), tuple(marks))

    def _written(self, run: Sequence[str]) -> list[str]:
        words = [self._units.get(word, word) for word in self._numbers.canonical(run)]
        for at in range(1, len(words) - 1):
            between = words[at - 1][:1].isdigit() and words[at + 1][:1].isdigit()
            if words[at] in ("x", "×") and between:
                words[at] = "by"
        return words


def _add(marks: list[PlacedMark], token: Token, gap: int) -> None:
    """One sentence mark a gap: a writer's own beside a dictated one ("effusion. {period}") is
    none of the speaker's."""
    mark = PlacedMark(token.text, gap, token.dictated)
    sentence = token.kind in (Kind.STOP, Kind.PAUSE)
    here = [at for at, other in enumerate(marks) if other.gap == gap and other.text in ".?!,:;"]
    if sentence and here:
        if token.dictated and not marks[here[-1]].dictated:
            marks[here[-1]] = mark
        elif not token.dictated:
            return
        else:
            marks.append(mark)
    else:
        marks.append(mark)


def _pieces(text: str) -> list[str]:
    lowered = text.casefold().replace("’", "'")
    if _DOTTED.fullmatch(lowered):
        return [lowered.replace(".", "")]
    pieces: list[str] = []
    for part in _SPLIT.split(lowered):
        bare = part.strip(_EDGES)
        if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare):
            bare = bare.replace(",", "")
        glued = _GLUED.fullmatch(bare)
        pieces += [group for group in glued.groups() if group] if glued else [bare]
    return [piece for piece in pieces if piece]
