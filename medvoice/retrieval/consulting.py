"""Consulting: a question → what the documents say to it, with the place of each passage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from medvoice.assistant.answering import Cite, Exchange
from medvoice.retrieval.evidence import answering
from medvoice.retrieval.index import Index
from medvoice.retrieval.measures import measures
from medvoice.retrieval.question import Addressed
from medvoice.retrieval.ranking import Match
from medvoice.retrieval.search import search

_FOLLOW_UP = re.compile(r"\W*(?:and|what about|how about|what if|or)\b", re.IGNORECASE)
_NEAREST = 2
LONGEST_QUESTION = 1_000
"""Characters that are looked at."""


@dataclass(frozen=True, slots=True)
class Consulted:
    """said: passages that answer, best first; empty where the documents do not say. nearest: places
    with the most in common all the same. addressed: whom the question is for."""

    said: tuple[Cite, ...]
    nearest: tuple[str, ...]
    addressed: Addressed


def consult(index: Index, text: str, before: tuple[Exchange, ...] = ()) -> Consulted:
    """before: earlier exchanges; "and in children?" asks on after one that documents answered."""
    found = search(index, _whole(text, before)[:LONGEST_QUESTION])
    said = _distinct(answering(found.question, found.matches))
    nearest = () if said else tuple(_cite(index, m).place for m in found.matches[:_NEAREST])
    return Consulted(
        tuple(_cite(index, match) for match in said),
        tuple(dict.fromkeys(nearest)),
        found.question.addressed,
    )


def _whole(text: str, before: tuple[Exchange, ...]) -> str:
    if before and before[-1].answer.cites and _FOLLOW_UP.match(text):
        return f"{_without_measures(before[-1].question, text).rstrip('?. ')} {text}"
    return text


def _without_measures(earlier: str, now: str) -> str:
    """The earlier question, without its sizes where another one is named now."""
    if measures(now):
        for one in reversed(measures(earlier)):
            earlier = earlier[: one.start] + earlier[one.end :]
    return earlier


def _distinct(matches: tuple[Match, ...]) -> list[Match]:
    """Without passages that overlap with a better one in what they say best."""
    found: dict[str, Match] = {}
    for match in matches:
        start, end = match.candidate.sentences[match.best]
        found.setdefault(match.candidate.text[start:end], match)
    return list(found.values())


def _cite(index: Index, match: Match) -> Cite:
    one = match.candidate
    start, end = one.sentences[match.best]
    names = index.names(one.key) or [""]
    return Cite(names[0], one.page, one.text, one.heading, start, end)
