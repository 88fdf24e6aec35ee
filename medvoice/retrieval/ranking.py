"""How well a passage fits a question: its words counted by how rare they are, near each other, with
the kind of answer that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from medvoice.retrieval.drug_names import names_drug
from medvoice.retrieval.index import Candidate
from medvoice.retrieval.measures import Measure, measures
from medvoice.retrieval.question import DocumentQuestion, Sought, Wanted
from medvoice.retrieval.terms import population_terms

LIGHT = 0.3
"""Weight of a word like "dose" against one like "metformin" that is as rare."""
LEAST_PASSAGES = 1_000
"""A smaller library is taken for a part of one with so many: a word that stands in half of five
documents about metformin tells as much there as in a thousand."""
MOST_LIGHT = 2.5
"""Such a word that is rare in these documents tells no more than this."""
NEAR = 0.7
"""Of a word that stands for the question's, against the word itself."""
IN_PASSAGE, IN_HEADING, IN_TITLE, IN_DOCUMENT = 0.8, 0.95, 0.8, 0.45
"""Of a word by where it stands, against one in the sentence or the one before it."""
OWN_WORDS, RIGHT_KIND, OF_THE_HOUSE = 0.4, 0.15, 0.3
"""What a sentence gains by the words that it has itself, by the kind of answer that is wanted, and
loses by being house text."""
_FITTING = {True: 0.4, None: 0.0, False: -0.25}
"""By whether it speaks of the size that the question names, of none, or of other ones."""
HOUSE_TEXT = 4
"""Documents in which a sentence has to stand to be one of the house's own, that says nothing of its
document's matter."""


@dataclass(frozen=True, slots=True)
class Match:
    """A passage held against a question; shares are from 0 to 1.

    covered: share of the question's words, weighed by how rare they are, that it holds. near: the
    same in the best sentence and the one before it, heading and title included. kind: whether the
    best sentence holds the kind of answer that is wanted, None where any would do. fits: whether it
    speaks of the question's measures, None where it measures nothing of the kind. score: what
    passages are ordered by. best: the sentence. gap: weight of the most telling word that its
    document does not hold, as a share of all. others: it is about other people than the question.
    house: its best sentence is house text."""

    candidate: Candidate
    covered: float
    near: float
    kind: bool | None
    fits: bool | None
    score: float
    best: int
    gap: float = 0.0
    others: bool = False
    house: bool = False


class Ranking:
    """For one question."""

    def __init__(
        self,
        question: DocumentQuestion,
        frequency: Callable[[str], int],
        shared: Callable[[Candidate], Sequence[int]],
        size: int,
    ) -> None:
        """frequency: passages of the index with a term. shared: documents with each of a
        candidate's sentences. size: passages of the index."""
        self._question = question
        self._shared = shared
        self.weights = _weights(question.about, frequency, size)
        self._all = sum(self.weights.values()) or 1.0

    def ordered(self, candidates: Sequence[Candidate]) -> list[Match]:
        """Best first."""
        strongest = max((one.rank for one in candidates), default=0.0) or 1.0
        documents: dict[str, frozenset[str]] = {}
        shared: dict[int, Sequence[int]] = {}
        for one in candidates:
            known = documents.get(one.key, frozenset())
            shared[one.passage] = self._shared(one)
            own = [
                sentence
                for sentence, count in zip(one.body, shared[one.passage], strict=True)
                if count < HOUSE_TEXT
            ]
            documents[one.key] = known.union(one.title_terms, one.heading_terms, *own)
        matches = [
            self._match(one, one.rank / strongest, documents[one.key], shared[one.passage])
            for one in candidates
        ]
        return sorted(matches, key=lambda one: (-one.score, one.candidate.passage))

    def _match(
        self,
        candidate: Candidate,
        rank: float,
        document: frozenset[str],
        shared: Sequence[int],
    ) -> Match:
        body = [frozenset(sentence) for sentence in candidate.body]
        whole = frozenset().union(*body) if body else frozenset()
        around = {
            sought.term: max(
                IN_HEADING * _held(sought, candidate.heading_terms),
                IN_TITLE * _held(sought, candidate.title_terms),
                IN_DOCUMENT * _held(sought, document),
            )
            for sought in self._question.about
        }
        inside = {sought.term: _held(sought, whole) for sought in self._question.about}
        held = {term: max(around[term], IN_PASSAGE * inside[term]) for term in around}
        written = [candidate.text[a:b] for a, b in candidate.sentences]
        said = [measures(sentence) for sentence in written]
        best, near, kind, fits, top = 0, 0.0, None, None, -1.0
        for at in range(len(body)):
            window = body[at] | (body[at - 1] if at else frozenset())
            here = 0.0
            own = 0.0
            for sought in self._question.about:
                weight = self.weights[sought.term]
                own += weight * _held(sought, body[at])
                here += weight * max(around[sought.term], _held(sought, window))
            right_kind = self._kind(written[at], said[at])
            right_measure = self._fits((*said[at - 1], *said[at]) if at else said[at])
            value = (
                here / self._all
                + OWN_WORDS * own / self._all
                + (RIGHT_KIND if right_kind else 0.0)
                + _FITTING[right_measure]
                - (OF_THE_HOUSE if shared[at] >= HOUSE_TEXT else 0.0)
            )
            if value > top:
                best, near, kind, fits, top = at, here / self._all, right_kind, right_measure, value
        covered = sum(self.weights[term] * share for term, share in held.items()) / self._all
        if candidate.text == candidate.heading:  # a bare heading answers nothing
            near = top = 0.0
        score = top + 0.5 * covered + 0.35 * rank
        weights = self.weights
        return Match(
            candidate,
            covered,
            near,
            kind,
            fits,
            score,
            best,
            max((weights[t] for t, share in held.items() if not share), default=0.0) / self._all,
            any(held[t] <= IN_DOCUMENT for t in held if t in population_terms()),
            shared[best] >= HOUSE_TEXT,
        )

    def _kind(self, sentence: str, said: Sequence[Measure]) -> bool | None:
        match self._question.wanted:
            case Wanted.TEXT:
                return None
            case Wanted.DRUG:
                return names_drug(sentence)
            case Wanted.MEASURE:
                return any(one.kind in self._question.kinds for one in said)
            case Wanted.NUMBER:
                return bool(said)

    def _fits(self, said: Sequence[Measure]) -> bool | None:
        """Whether they speak of what the question measures; None where they measure nothing of the
        kind."""
        answers = [
            any(one.speaks_of(measure) for one in alike)
            for measure in self._question.measures
            if (alike := [one for one in said if one.unit == measure.unit])
        ]
        return all(answers) if answers else None


def _held(sought: Sought, there: frozenset[str]) -> float:
    if sought.term in there:
        return 1.0
    return NEAR if any(there.issuperset(other) for other in sought.others) else 0.0


def _weights(
    about: Sequence[Sought], frequency: Callable[[str], int], size: int
) -> Mapping[str, float]:
    """How much each word tells: the rarer the more; one that nobody wrote as much as the rarest."""
    found = {}
    for sought in about:
        count = min(frequency(sought.term), max(size, 1))
        rare = log(1 + (max(size, LEAST_PASSAGES) - count + 0.5) / (count + 0.5))
        found[sought.term] = LIGHT * min(rare, MOST_LIGHT) if sought.light else rare
    return found
