"""What questions can be asked about beside the study, and in which order it answers them.

The study's own data, then the patient's record, then documents, then the model that sees the
images. A question that names the guideline or the protocol goes to the documents alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from medvoice.assistant.answering import Answer, Question
from medvoice.assistant.backend import Backend, Between
from medvoice.session.answer_chain import AnswerChain, Known, Link, first_known
from medvoice.session.language_model import StudyQuestions
from medvoice.session.studying import OpenStudy
from medvoice.study.facts_said import is_silent
from medvoice.study.study_headers import StudyHeaders


class Asked(Protocol):
    """A record, or documents. Close it when no question can come any more."""

    @property
    def said(self) -> str:
        """What is loaded, for the screen and the log. No name of a person."""

    def beside_study(self, study: StudyHeaders) -> str:
        """Told once, where a study is loaded too. A sentence for the user, "" where all is well."""

    def known(self, text: str) -> Answer | None:
        """At once and exactly, without a model: within a few ms, on the session's thread."""

    def link(self, backend: Backend | None) -> Link | None:
        """What takes longer, on the assistant's thread; None where `known` is all."""

    def close(self) -> None: ...


def questions_about(
    study: StudyQuestions | None, beside: Sequence[Asked], backend: Backend | None
) -> StudyQuestions | None:
    """beside: in the order in which they are asked; they stay their owners'. backend: None: no
    model is asked. None where there is nothing to ask about."""
    links = [link for one in beside if (link := one.link(backend)) is not None]
    known: list[Known] = [one.known for one in beside]
    said = [one.said for one in beside]
    if study is not None:
        links.append(Link(study.answerer, _takes_all))
        known.insert(0, _giving_way(study.known, tuple(known)))
        said.insert(0, study.said)
    if not links:
        return None
    chain = AnswerChain(links) if len(links) > 1 else links[0].answerer
    return StudyQuestions("; ".join(filter(None, said)), chain, first_known(known))


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """A study with what there is beside it. Any of them may be missing."""

    study: OpenStudy | None = None
    record: Asked | None = None
    documents: Asked | None = None

    def questions(self, backend: Backend | None) -> StudyQuestions | None:
        """As of `questions_about`."""
        of_study = self.study.questions(backend) if self.study is not None else None
        beside = tuple(one for one in (self.record, self.documents) if one is not None)
        return questions_about(of_study, beside, backend)


def _giving_way(study: Known, others: Sequence[Known]) -> Known:
    """Headers that do not know give way to a record that does: "when was the last CT"."""

    def known(text: str) -> Answer | None:
        own = study(text)
        if own is None or not is_silent(own.text):
            return own
        return next(filter(None, (one(text) for one in others)), own)

    return known


def _takes_all(_question: Question, _between: Between) -> bool:
    return True
