"""Test helper: a dictation of typed turns with a language model beside it."""

from __future__ import annotations

import dictating
from scripted_backend import ScriptedBackend, right_on_probes

from medvoice.asr.hypothesis import Word
from medvoice.assistant.levels import Level
from medvoice.assistant.structuring import Structurer
from medvoice.assistant.turnstile import Turnstile
from medvoice.language.reader import Dialect, typed
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

    def __init__(self, folder, backend, level=Level.VERBATIM, template=HEAD, seconds=5.0):
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
        words = []
        for word in typed(text):
            words.append(Word(word.text, self.at, self.at + 3000, 1.0))
            self.at += 4000
        heard = self.session.heard(words[0].start, self.at, tuple(words))
        self.at += 16_000
        self.assisting.heard(self.session.state, heard.id)
        if settle:
            self.settle()

    def settle(self):
        assert self.thread.finish(10)
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
