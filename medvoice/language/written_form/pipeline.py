"""WrittenForm: spoken numbers, units, levels, scores… of one turn to what a report says.

One walk over the pieces; at each the rules of its trigger are asked in order and the first that
answers is taken. A second walk decides on the numbers left over. Rules never look at anything but
the turn, so the cost does not grow with the report. What comes out is in written form and comes out
of a second pass unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from medvoice.language.markers import Token
from medvoice.language.written_form.ages import age
from medvoice.language.written_form.dates import day_of_month, month
from medvoice.language.written_form.fractions import fraction
from medvoice.language.written_form.gauges import gauge
from medvoice.language.written_form.images import image_reference
from medvoice.language.written_form.labels import label
from medvoice.language.written_form.leftovers import count_range, leftover
from medvoice.language.written_form.letters import (
    dimensional,
    lettered_number,
    pronoun,
    spelled,
    suv,
    t_score,
)
from medvoice.language.written_form.levels import level
from medvoice.language.written_form.lexing import Lexer
from medvoice.language.written_form.measurements import measurement
from medvoice.language.written_form.ordinals import ordinal
from medvoice.language.written_form.pieces import Line, Match, Piece, PieceKind, printed
from medvoice.language.written_form.products import contrast_agent, covid, isotope
from medvoice.language.written_form.scores import lr_category, score
from medvoice.language.written_form.settings import WrittenFormSettings
from medvoice.language.written_form.tables import Tables, tables
from medvoice.language.written_form.times import time_of_day, written_time
from medvoice.language.written_form.tnm import tnm
from medvoice.language.written_form.weighting import heard_sequence, weighting
from medvoice.language.written_form.years import year_alone

Rule = Callable[[Line, int], Match | None]

_NUMBER_RULES: tuple[Rule, ...] = (
    age,
    gauge,
    dimensional,
    time_of_day,
    fraction,
    measurement,
    year_alone,
    count_range,
)
_ORDINAL_RULES: tuple[Rule, ...] = (day_of_month, ordinal)
_LETTER_RULES: tuple[Rule, ...] = (lettered_number, spelled)
_DIGIT_WORD_RULES: tuple[Rule, ...] = (weighting, level, written_time)


class WrittenForm:
    """Tables built once; `rewrite` keeps nothing from turn to turn."""

    def __init__(self, settings: WrittenFormSettings | None = None) -> None:
        self._settings = settings or WrittenFormSettings()
        self._tables = tables()
        self._lexer = Lexer(self._tables, self._settings)
        self._rules = _triggers(self._tables)

    def rewrite(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens of one turn in written form. Each keeps the span of its spoken words; spans
        stay in order, and all words of the turn are covered as they were before."""
        pieces = self._walk(self._lexer.pieces(tokens), self._asked)
        return printed(self._walk(pieces, _last_asked))

    def _walk(
        self, pieces: Sequence[Piece], asked: Callable[[Piece], Iterable[Rule]]
    ) -> Sequence[Piece]:
        line = Line(pieces, self._tables, self._settings)
        out: list[Piece] = []
        at = 0
        while at < len(pieces):
            for rule in asked(pieces[at]):
                match = rule(line, at)
                if match is not None:
                    out += match.out
                    at += match.taken
                    break
            else:
                out.append(pieces[at])
                at += 1
        return out

    def _asked(self, piece: Piece) -> Iterable[Rule]:
        if piece.kind is PieceKind.WORD:
            rules = self._rules.get(piece.low, ())
            if len(piece.low) == 1:
                last = (pronoun,) if piece.low == "i" else ()
                return (*rules, *_LETTER_RULES, *last)
            if rules or not any(character.isdigit() for character in piece.low):
                return rules
            return _DIGIT_WORD_RULES
        if piece.kind is PieceKind.NUMBER:
            return _NUMBER_RULES
        return _ORDINAL_RULES if piece.kind is PieceKind.ORDINAL else ()


def _last_asked(piece: Piece) -> Iterable[Rule]:
    return (leftover,) if piece.kind is PieceKind.NUMBER else ()


def _triggers(tables: Tables) -> Mapping[str, tuple[Rule, ...]]:
    """Lower-case word -> rules that it may begin, in order."""
    table: dict[str, tuple[Rule, ...]] = {}

    def add(words: Iterable[str], *rules: Rule) -> None:
        for word in words:
            table[word] = (*table.get(word, ()), *rules)

    add(("l", "t", "lr", "tr"), lr_category)
    add({words[0] for words in tables.scores}, score)
    add(("t",), tnm)
    add({*tables.products.isotopes, "t", "x", "r"}, isotope)
    add(("t", "diffusion", "susceptibility", "perfusion", "density"), weighting)
    add(("t",), heard_sequence)
    add(("t", "z"), t_score)
    add(("c", "t", "l", "s"), level)
    add(tables.dates.months, month)
    add(tables.products.agents, contrast_agent)
    add(("covid",), covid)
    add(("series", "image", "images", "slice", "slices"), image_reference)
    add(tables.labels, label)
    add(("suv",), suv)
    return table
