"""Evidence: whether passages answer a question, or the documents do not say.

Constants were set on questions that are called development ones in docs/documents.md, and looked at
on others afterwards (benchmarks/document_questions.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from medvoice.retrieval.question import Addressed, DocumentQuestion
from medvoice.retrieval.ranking import Match

ENOUGH = 0.52
"""Evidence from which on documents say something: of 200 questions with an answer 169 were above,
of 119 without one 1."""
NEARLY = 0.8
"""Share of the best passage's score that another one needs to be shown beside it."""
MOST_SHOWN = 3
GAP = 0.6
"""Times the share of its most telling word that the document does not hold, taken off."""
WRONG_KIND = 0.45
"""Taken off where a dose, a time or a size is asked after and the best sentence holds none."""
OTHER_PEOPLE = 0.3
"""Taken off where it is about children, pregnancy, men … and the passage does not name them."""
HOUSE_TEXT = 0.3
"""Taken off where the best sentence stands in many documents."""
OTHER_SIZE = 0.1
"""Taken off where the question names a size and the best sentence speaks of others."""


def evidence(match: Match) -> float:
    """From 0 to 1, or below: how far the passage says what is asked."""
    found = match.near - GAP * match.gap
    if match.kind is False:
        found -= WRONG_KIND
    if match.fits is False:
        found -= OTHER_SIZE
    if match.others:
        found -= OTHER_PEOPLE
    if match.house:
        found -= HOUSE_TEXT
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
