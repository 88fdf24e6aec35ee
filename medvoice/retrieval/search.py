"""Search: a question → the passages of an index that fit it best."""

from __future__ import annotations

from dataclasses import dataclass

from medvoice.retrieval.index import Index
from medvoice.retrieval.question import DocumentQuestion, read_question
from medvoice.retrieval.ranking import Match, Ranking

MOST_ASKED = 64
"""Terms of a query: what is longer is no spoken question."""


@dataclass(frozen=True, slots=True)
class Found:
    """matches: best first, one for a place. weights: how much each word of the question tells."""

    question: DocumentQuestion
    matches: tuple[Match, ...]
    weights: dict[str, float]
    unknown: tuple[str, ...]


def search(index: Index, text: str, most: int = 20) -> Found:
    """text: the question."""
    question = read_question(text)
    ranking = Ranking(question, index.frequency, index.shared, max(index.size, 1))
    wanted = [sought.term for sought in question.about]
    wanted += [term for sought in question.about for other in sought.others for term in other]
    matches = ranking.ordered(index.candidates(wanted[:MOST_ASKED]))
    unknown = tuple(sought.term for sought in question.about if not index.frequency(sought.term))
    return Found(question, tuple(matches[:most]), dict(ranking.weights), unknown)
