"""AskedAbout: all that questions can be asked about, and in which order it answers them.

The study's own data, then the patient's record, then documents, then the model that sees the
images. A question that names the guideline or the protocol goes to the documents alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from medvoice.assistant.answering import Answer, Question
from medvoice.assistant.backend import Backend, Between
from medvoice.session.answer_chain import AnswerChain, Known, Link, first_known
from medvoice.session.language_model import StudyQuestions
from medvoice.session.studying import OpenStudy


class Asked(Protocol):
    """A record, or documents. Close it when no question can come any more."""

    @property
    def said(self) -> str:
        """What is loaded, for the screen and the log: "55 documents". No name of a person."""

    def known(self, text: str) -> Answer | None:
        """At once and exactly, without a model: within a few ms, on the session's thread."""

    def link(self, backend: Backend | None) -> Link | None:
        """What takes longer, on the assistant's thread; None where `known` is all."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """Any of the three may be missing. They stay their owners'."""

    study: OpenStudy | None = None
    record: Asked | None = None
    documents: Asked | None = None

    def questions(self, backend: Backend | None) -> StudyQuestions | None:
        """None where there is nothing to ask about. backend: None: no model is asked."""
        beside = [one for one in (self.record, self.documents) if one is not None]
        of_study = self.study.questions(backend) if self.study is not None else None
        links = [link for one in beside if (link := one.link(backend)) is not None]
        known: list[Known] = [one.known for one in beside]
        said = [one.said for one in beside]
        if of_study is not None:
            links.append(Link(of_study.answerer, _takes_all))
            known.insert(0, of_study.known)
            said.insert(0, of_study.said)
        if not links:
            return None
        chain = AnswerChain(links) if len(links) > 1 else links[0].answerer
        return StudyQuestions("; ".join(said), chain, first_known(known))


def _takes_all(_question: Question, _between: Between) -> bool:
    return True
