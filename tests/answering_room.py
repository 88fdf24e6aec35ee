"""A dictation of typed turns with a log, an answerer, and a model that places if there is one."""

from __future__ import annotations

from dictating import TEMPLATES
from dictations import until
from typed_turns import hear

from medvoice.assistant.answering import Answer, AnswerOrigin
from medvoice.assistant.levels import Level
from medvoice.assistant.structuring import Structurer
from medvoice.assistant.turnstile import Turnstile
from medvoice.language.reader import Dialect
from medvoice.session.asking import Asking
from medvoice.session.assistant import Assistant
from medvoice.session.assistant_thread import AssistantThread
from medvoice.session.assisting import Assisting
from medvoice.session.composing import ReportComposer
from medvoice.session.event_log import EventLog
from medvoice.session.events import SessionStarted
from medvoice.session.session import Session
from medvoice.session.state import SessionState

HEAD = TEMPLATES.load("ct_head")
STUDY = "CT, 1 series, 26 images"
HEADERS = {"How many images are there?": "26 images."}


def known(text):
    said = HEADERS.get(text)
    return Answer(said, AnswerOrigin.STUDY) if said is not None else None


class Room:
    """A dictation of typed turns with a log, an answerer, and a model that places if there is
    one."""

    def __init__(self, folder, answerer, backend=None, interleaves=True):
        self.path = folder / "events.log"
        self.turnstile = Turnstile()
        structurer = Structurer(backend, Level.VERBATIM) if backend is not None else None
        self.thread = AssistantThread(
            structurer, self.turnstile, 60.0, answerer, interleaves=interleaves
        )

        def template_of(name):
            return HEAD

        placing = Assisting(self.thread, template_of) if backend is not None else None
        self.asking = Asking(self.thread, STUDY, known, template_of)
        self.assistant = Assistant(self.thread, template_of, placing, self.asking)
        self.session = Session(
            EventLog(self.path), ReportComposer(HEAD, Dialect.WORDS), SessionState()
        )
        self.session.record(
            SessionStarted(
                session="s", created="", template="ct_head", recogniser="r", source="t",
                assistant=self.assistant.name, study=self.assistant.study,
            )
        )  # fmt: skip
        self.notices = []
        self.at = 0
        self.assistant.start(self.session.state)

    def say(self, text):
        heard = hear(self.session, self.at, text)
        self.at = heard.end + 16_000
        self.assistant.heard(self.session.state, heard.id)
        self.settle()

    def settle(self):
        self.notices += self.assistant.settle(self.session)

    def until(self, true):
        def settled():
            self.settle()
            return true()

        until(settled)

    def answered(self):
        self.until(lambda: not any(one.pending for one in self.state.exchanges))

    @property
    def shown(self):
        return self.asking.shown(self.state)

    @property
    def state(self):
        return self.session.state

    def where(self, words):
        return [n for n, ss in self.state.report.fields for s in ss if words in s.text]

    def close(self):
        self.assistant.close()
        self.session.close()
