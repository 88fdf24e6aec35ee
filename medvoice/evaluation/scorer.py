"""The scorer: what a recogniser got wrong. Every benchmark and `medvoice eval` count by this one.

Both texts are first made plain (`evaluation.plain`): the word error rate is that of the written
form, so that "six millimeters" and "6 mm" are the same. Marks and terms are scored apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from medvoice.evaluation.alignment import Op, Step, align
from medvoice.evaluation.plain import Plain, PlainReader
from medvoice.evaluation.terms import TermFinder, TermKind
from medvoice.language.reader import Dialect


@dataclass(frozen=True, slots=True)
class WordScore:
    """words: in the reference. The others count errors."""

    words: int = 0
    substituted: int = 0
    deleted: int = 0
    inserted: int = 0

    @property
    def errors(self) -> int:
        return self.substituted + self.deleted + self.inserted

    @property
    def rate(self) -> float:
        """Errors per reference word: 0.05 is a WER of 5 %. Without reference words 0, or infinite
        where words were written all the same."""
        return _per(self.errors, self.words)

    def __add__(self, other: WordScore) -> WordScore:
        return WordScore(
            self.words + other.words,
            self.substituted + other.substituted,
            self.deleted + other.deleted,
            self.inserted + other.inserted,
        )


@dataclass(frozen=True, slots=True)
class MarkScore:
    """marks: in the reference. right: the right mark at the right place. wrong: another there."""

    marks: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0
    extra: int = 0

    @property
    def recall(self) -> float:
        return self.right / self.marks if self.marks else 1.0

    def __add__(self, other: MarkScore) -> MarkScore:
        return MarkScore(
            self.marks + other.marks,
            self.right + other.right,
            self.wrong + other.wrong,
            self.missing + other.missing,
            self.extra + other.extra,
        )


@dataclass(frozen=True, slots=True)
class TermScore:
    """terms: in the reference. missed: those with a wrong or lost word. invented: terms of the
    hypothesis that the reference does not have at that place."""

    terms: int = 0
    missed: int = 0
    invented: int = 0

    def __add__(self, other: TermScore) -> TermScore:
        return TermScore(
            self.terms + other.terms, self.missed + other.missed, self.invented + other.invented
        )


def _no_terms() -> dict[TermKind, TermScore]:
    return {kind: TermScore() for kind in TermKind}


@dataclass(frozen=True, slots=True)
class Score:
    """Scores add up: a set's figures are those of all its words, not a mean of means."""

    words: WordScore = WordScore()
    marks: MarkScore = MarkScore()
    terms: Mapping[TermKind, TermScore] = field(default_factory=_no_terms)

    def __add__(self, other: Score) -> Score:
        terms = {kind: self.terms[kind] + other.terms[kind] for kind in TermKind}
        return Score(self.words + other.words, self.marks + other.marks, terms)


@dataclass(frozen=True, slots=True)
class WordError:
    """What should stand there and what does; "" for nothing."""

    reference: str
    hypothesis: str


@dataclass(frozen=True, slots=True)
class Compared:
    score: Score
    errors: tuple[WordError, ...]


class Scorer:
    """Tables built once; the rest is a pure function."""

    def __init__(self) -> None:
        self._reader = PlainReader()
        self._terms = TermFinder()

    def compare(
        self,
        reference: str,
        hypothesis: str,
        reference_dialect: Dialect = Dialect.WORDS,
        hypothesis_dialect: Dialect = Dialect.WORDS,
    ) -> Compared:
        """The dialects say whether a plain "period" is a mark or a word."""
        ours = self._reader.read(reference, reference_dialect)
        theirs = self._reader.read(hypothesis, hypothesis_dialect)
        steps = align(ours.words, theirs.words)
        score = Score(
            _word_score(len(ours.words), steps),
            _mark_score(ours, theirs, steps),
            self._term_scores(ours, theirs, steps),
        )
        errors = tuple(
            WordError(" ".join(ours.words[s.r0 : s.r1]), " ".join(theirs.words[s.h0 : s.h1]))
            for s in steps
            if s.op is not Op.SAME
        )
        return Compared(score, errors)

    def _term_scores(
        self, ours: Plain, theirs: Plain, steps: Sequence[Step]
    ) -> dict[TermKind, TermScore]:
        right = {at for s in steps if s.op is Op.SAME for at in range(s.r0, s.r1)}
        heard = {at for s in steps if s.op is Op.SAME for at in range(s.h0, s.h1)}
        scores = _no_terms()
        for term in self._terms.find(ours.words):
            missed = int(not right.issuperset(range(term.first, term.last)))
            scores[term.kind] += TermScore(1, missed, 0)
        for term in self._terms.find(theirs.words):
            invented = int(not heard.issuperset(range(term.first, term.last)))
            scores[term.kind] += TermScore(0, 0, invented)
        return scores


def _word_score(words: int, steps: Sequence[Step]) -> WordScore:
    count = {op: sum(step.op is op for step in steps) for op in Op}
    return WordScore(words, count[Op.SUBSTITUTED], count[Op.DELETED], count[Op.INSERTED])


def _mark_score(ours: Plain, theirs: Plain, steps: Sequence[Step]) -> MarkScore:
    """Marks are compared between one pair of aligned words and the next."""
    score = MarkScore()
    r0 = h0 = 0
    ends = [(s.r0, s.h0, s.r1, s.h1) for s in steps if s.op in (Op.SAME, Op.SUBSTITUTED)]
    last = (len(ours.words), len(theirs.words))
    for r1, h1, r_next, h_next in [*ends, (*last, *last)]:
        score += _marks_between(_texts(ours, r0, r1), _texts(theirs, h0, h1))
        r0, h0 = r_next, h_next
    return score


def _texts(plain: Plain, first: int, last: int) -> list[str]:
    return [mark.text for mark in plain.marks if first <= mark.gap <= last]


def _marks_between(reference: Sequence[str], hypothesis: Sequence[str]) -> MarkScore:
    if not reference and not hypothesis:
        return MarkScore()
    ops = [step.op for step in align(reference, hypothesis)]
    return MarkScore(
        len(reference),
        ops.count(Op.SAME),
        ops.count(Op.SUBSTITUTED),
        ops.count(Op.DELETED),
        ops.count(Op.INSERTED),
    )


def _per(errors: int, words: int) -> float:
    if words:
        return errors / words
    return float("inf") if errors else 0.0
