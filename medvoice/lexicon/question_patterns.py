"""Which topics account for every token of a question: the rule that the readers of questions share.

A topic is a name; its patterns stand in one text, with commas between them: the tokens that must
all be there, after a "+" those that may be there, too, after a "-" those that must not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Met(Generic[T]):
    """need: tokens of the topic's longest pattern that is met. takes: all that its met patterns
    take."""

    topic: T
    need: frozenset[str]
    takes: frozenset[str]


def accounting(
    topics: Mapping[T, str],
    fallbacks: Mapping[T, str],
    always: frozenset[str],
    kinds: frozenset[str],
) -> tuple[Met[T], ...]:
    """Topics whose patterns are met and that together account for every kind of token, in the
    table's order; () for none. fallbacks: the first that fits is taken where no topic is met.
    always: kinds that any topic takes."""
    order = list(topics)
    kept: list[Met[T]] = []
    for one in sorted(_met(topics, kinds), key=lambda one: -len(one.need)):
        if not any(one.need <= other.takes for other in kept):
            kept.append(one)
    if not kept:
        kept = _met(fallbacks, kinds)[:1]
        order = list(fallbacks)
    if not kept or not kinds <= always.union(*(one.takes for one in kept)):
        return ()
    return tuple(sorted(kept, key=lambda one: order.index(one.topic)))


def _met(table: Mapping[T, str], kinds: frozenset[str]) -> list[Met[T]]:
    found = []
    for topic, text in table.items():
        patterns = [
            (need, may)
            for need, may, never in map(_pattern, text.split(","))
            if need <= kinds and not never & kinds
        ]
        if patterns:
            need = max((need for need, _ in patterns), key=len)
            takes = frozenset[str]().union(*(n | m for n, m in patterns))
            found.append(Met(topic, need, takes))
    return found


@cache
def _pattern(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """ "A B +C -D": A and B must be there, C may, D must not."""
    head, _, never = text.partition("-")
    need, _, may = head.partition("+")
    return frozenset(need.split()), frozenset(may.split()), frozenset(never.split())
