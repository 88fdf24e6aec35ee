"""Test helper: a dictation of typed turns with a language model beside it."""

from __future__ import annotations

import dictating
from scripted_backend import ScriptedBackend, right_on_probes
from typed_turns import hear

from medvoice.assistant.levels import Level
from medvoice.assistant.structuring import Structurer
from medvoice.assistant.turnstile import Turnstile
from medvoice.language.reader import Dialect
from medvoice.session.assistant_thread import AssistantThread
from medvoice.session.assisting import Assisting
from medvoice.session.composing import ReportComposer
from medvoice.session.event_log import EventLog
from medvoice.session.events import SessionStarted
from medvoice.session.session import Session
from medvoice.session.state import SessionState

HEAD = dictating.TEMPLATES.load("ct_head")
LEFT = "findings.additional"


class Room:
    """A dictation of typed turns, with a log on disk and the assistant's thread."""

    def __init__(self, folder, backend, level=Level.VERBATIM, template=HEAD, seconds=60.0):
        self.template = template
        self.composer = ReportComposer(template, Dialect.WORDS)
        self.path = folder / "events.log"
        self.session = Session(EventLog(self.path), self.composer, SessionState())
        self.session.record(
            SessionStarted(
                session="s",
                created="",
                template=template.name,
                recogniser="r",
                source="t",
                assistant=backend.name,
            )
        )
        self.backend = backend
        self.thread = AssistantThread(Structurer(backend, level), Turnstile(), seconds)
        self.assisting = Assisting(self.thread, lambda name: template, level)
        self.notices = []
        self.at = 0
        self.assisting.start(self.session.state)

    def say(self, text, settle=True):
        heard = hear(self.session, self.at, text)
        self.at = heard.end + 16_000
        self.assisting.heard(self.session.state, heard.id)
        if settle:
            self.settle()

    def settle(self):
        assert self.thread.finish(60)
        self.notices += self.assisting.settle(self.session)

    @property
    def state(self):
        return self.session.state

    def where(self, words):
        return [n for n, ss in self.state.report.fields for s in ss if words in s.text]

    def close(self):
        self.assisting.close()
        self.session.close()


def to(name, margin=6.0):
    """A model that puts everything into one field, and is trusted."""
    return ScriptedBackend(right_on_probes(HEAD, lambda text, choices: (name, margin)))
