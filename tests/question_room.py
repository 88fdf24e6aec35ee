"""A session to which questions are said, and a model that gives the answers it is told to."""

from __future__ import annotations

from dictating import TEMPLATES
from typed_turns import EACH, words_from

from medvoice.assistant.answering import Answer, AnswerOrigin, Seen
from medvoice.language.reader import Dialect
from medvoice.session.composing import ReportComposer
from medvoice.session.events import Event, SessionStarted
from medvoice.session.exchanges import answer_given
from medvoice.session.records import word_records
from medvoice.session.state import SessionState, fold

RATE = 16_000
CXR = TEMPLATES.load("cxr")
NODULE = "There is a 6 mm nodule in the right upper lobe."


class Room:
    """A session to which lines are said; " | " is a pause of 0.6 s, turns are a second apart."""

    def __init__(self, study="CT, 2 series", hooks=None, dialect=Dialect.WORDS):
        self.composer = ReportComposer(CXR, dialect, hooks=hooks)
        self.events: list[Event] = []
        self.state = SessionState()
        self.at = RATE
        self.take(SessionStarted(
            session="", created="", template="cxr", recogniser="", source="m", assistant="gemma",
            study=study,
        ))  # fmt: skip

    def say(self, *lines):
        for line in lines:
            words = ()
            for part in line.split(" | "):
                said = words_from(self.at, part)
                words += said
                self.at += EACH * len(said) + 9600
            span = (words[0].start, self.at)
            for event in self.composer.compose(self.state, span, word_records(words)):
                self.take(event)
            self.at += RATE
        return self

    def hand(self, intent):
        for event in self.composer.by_hand(self.state, intent):
            self.take(event)
        return self

    def answer(self, text, origin=AnswerOrigin.MODEL, number=None):
        seen = (Seen("1.2", "1.2.3", 4, "slice 5 of 26"),) if origin is AnswerOrigin.MODEL else ()
        number = number or len(self.state.exchanges)
        return self.take(answer_given(number, "gemma", Answer(text, origin, seen)))

    def take(self, event):
        self.events.append(event)
        self.state = fold(self.state, event)
        return self

    @property
    def asked(self):
        return [one.asked.text for one in self.state.exchanges]

    @property
    def texts(self):
        return [s.text for s in self.state.report.statements()]

    @property
    def last(self):
        return self.state.commands[-1]

    def where(self, words):
        return [n for n, ss in self.state.report.fields for s in ss if words in s.text]
