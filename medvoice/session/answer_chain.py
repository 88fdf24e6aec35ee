"""AnswerChain: one answerer of several; a question goes to the first that has something to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from medvoice.assistant.answering import Answer, Answerer, Piece, Question
from medvoice.assistant.backend import Between

Known = Callable[[str], Answer | None]
"""What is known to answer a question at once and exactly, without a model; None where nothing
is."""


@dataclass(frozen=True, slots=True)
class Link:
    """takes: whether the question is one for this answerer; asked right before it would answer, and
    on the same thread."""

    answerer: Answerer
    takes: Callable[[Question, Between], bool]


class AnswerChain:
    """See `answering.Answerer`. What nobody takes, the last one answers: it says why not."""

    def __init__(self, links: Sequence[Link]) -> None:
        """links: one or more, in order; closed with the chain."""
        self._links = tuple(links)

    @property
    def name(self) -> str:
        return self._links[-1].answerer.name

    def prepare(self, between: Between) -> None:
        for link in self._links:
            link.answerer.prepare(between)

    def answer(self, question: Question, between: Between) -> Iterator[Piece | Answer]:
        taking = (link for link in self._links[:-1] if link.takes(question, between))
        link = next(taking, self._links[-1])
        return link.answerer.answer(question, between)

    def close(self) -> None:
        for link in self._links:
            link.answerer.close()


def first_known(sources: Sequence[Known]) -> Known:
    """The first of them that knows an answer gives it."""

    def known(text: str) -> Answer | None:
        return next(filter(None, (source(text) for source in sources)), None)

    return known
