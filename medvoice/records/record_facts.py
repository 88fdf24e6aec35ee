"""Answers from a record: what its resources say, exactly, without a model, each of them named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from medvoice.assistant.answering import Answer, AnswerOrigin
from medvoice.lexicon.terms import folded
from medvoice.records.facts_conditions import CONDITION_FACTS
from medvoice.records.facts_events import EVENT_FACTS
from medvoice.records.facts_imaging import IMAGING_FACTS
from medvoice.records.facts_medications import MEDICATION_FACTS
from medvoice.records.facts_person import PERSON_FACTS
from medvoice.records.facts_results import RESULT_FACTS
from medvoice.records.facts_said import About, Fact, joined
from medvoice.records.question_reading import read_question
from medvoice.records.question_topics import OF_PICTURES, OF_RECORDS, Topic
from medvoice.records.record import Record
from medvoice.records.vocabulary import Vocabulary

FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {
        **RESULT_FACTS,
        **MEDICATION_FACTS,
        **CONDITION_FACTS,
        **EVENT_FACTS,
        **IMAGING_FACTS,
        **PERSON_FACTS,
    }
)


class RecordFacts:
    """Of one record."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._vocabulary = Vocabulary(record)

    def answer(self, question: str, today: date) -> Answer | None:
        """None where the question is not one that the record answers exactly. question: as spoken
        or typed, in English. today: for ages and "the last six months"."""
        asked = read_question(question, self._vocabulary, today)
        if asked is None:
            return None
        about = About(asked, self.record, today)
        told = joined(FACTS[topic](about) for topic in asked.topics)
        return Answer(
            told.text, AnswerOrigin.RECORD, notes=incomplete(self.record), cites=told.cites
        )

    def about_record(self, question: str) -> bool:
        """Whether a question that is not answered exactly names something of a record at all, and
        points into no picture."""
        words = folded(question)
        found = self._vocabulary.find(words)
        kinds = {one.kind for meant in found for one in meant} | set(words)
        return bool(kinds & OF_RECORDS) and kinds.isdisjoint(OF_PICTURES)


def incomplete(record: Record) -> tuple[str, ...]:
    """Why the record may hold more than is told."""
    return (*record.partial, *record.left_out)
