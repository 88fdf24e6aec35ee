"""Evidence: whether passages answer a question, or the documents do not say.

Constants were set on the development half of the benchmark's questions (benchmarks/
document_questions.py), never on its held-out half.
"""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.retrieval.question import Addressed, DocumentQuestion
from medvoice.retrieval.ranking import Match

ENOUGH = 0.57
"""Evidence from which on documents say something. Development half, 88 questions with an answer and
39 without: see docs/documents.md."""
NEARLY = 0.8
"""Share of the best passage's score that another one needs to be shown beside it."""
MOST_SHOWN = 3
MISSING_TELLING = 0.1
"""Taken off where one telling word of the question stands nowhere in the document."""
WRONG_KIND = 0.5
"""Taken off where a dose, a time or a size is asked after and the best sentence holds none."""
OTHER_SIZE = 0.1
"""Taken off where the question names a size and the best sentence speaks of others."""


def evidence(match: Match) -> float:
    """From 0 to 1, or below: how far the passage says what is asked."""
    found = match.near
    if not match.least:
        found -= MISSING_TELLING
    if match.kind is False:
        found -= WRONG_KIND
    if match.fits is False:
        found -= OTHER_SIZE
    return found


def answering(question: DocumentQuestion, matches: Sequence[Match]) -> tuple[Match, ...]:
    """Those to show, best first; none where the documents do not say. Of this patient and these
    images no document says anything."""
    if question.addressed is Addressed.PATIENT or not question.about:
        return ()
    first = matches[:MOST_SHOWN]
    best = max((evidence(match) for match in first), default=0.0)
    if best < ENOUGH:
        return ()
    return tuple(match for match in first if match.score >= NEARLY * first[0].score)
