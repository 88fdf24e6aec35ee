"""Gathered: what the checks look for among some passages, collected as they are read.

A check asks each time anew, so it must not look at every sentence of a long report: each sentence
is looked at once, when it comes, and what it holds for a check goes into that check's list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from medvoice.report.checks.mention import OrganState
from medvoice.report.checks.passages import Found, Passage


@dataclass(frozen=True, slots=True)
class Gathered:
    """passages: all. mentions: findings named in them. states: organs called normal or abnormal.
    dated: those with a date. compared: those that compare with a prior. sided: those that say left
    or right. sexed: those that name a sex or an organ of one. enhancing: those that speak of
    enhancement. told: those that say that findings were communicated. noted: those that are
    wrong by themselves. keys: of all sentences.
    words: of all."""

    passages: tuple[Passage, ...] = ()
    mentions: tuple[Found, ...] = ()
    states: tuple[tuple[Passage, OrganState], ...] = ()
    dated: tuple[Passage, ...] = ()
    compared: tuple[Passage, ...] = ()
    sided: tuple[Passage, ...] = ()
    sexed: tuple[Passage, ...] = ()
    enhancing: tuple[Passage, ...] = ()
    told: tuple[Passage, ...] = ()
    noted: tuple[Passage, ...] = ()
    keys: tuple[int, ...] = ()
    words: frozenset[str] = frozenset()

    def __add__(self, other: Gathered) -> Gathered:
        lists = {name: getattr(self, name) + getattr(other, name) for name in _LISTS}
        return Gathered(**lists, words=self.words | other.words)


_LISTS = tuple(field.name for field in fields(Gathered) if field.name != "words")


def gathered(passages: Iterable[Passage]) -> Gathered:
    """From passages in order."""
    every = tuple(passages)
    return Gathered(
        every,
        tuple(Found(p, m) for p in every for m in p.sentence.mentions),
        tuple((p, state) for p in every for state in p.sentence.organs),
        tuple(p for p in every if p.sentence.days),
        tuple(p for p in every if p.sentence.compares),
        tuple(p for p in every if p.sentence.bag & {"left", "right"}),
        tuple(p for p in every if p.sentence.sexed),
        tuple(p for p in every if p.sentence.enhances),
        tuple(p for p in every if p.sentence.told),
        tuple(p for p in every if p.sentence.notes),
        tuple(p.sentence.key for p in every),
        frozenset().union(*(p.sentence.bag for p in every)),
    )
