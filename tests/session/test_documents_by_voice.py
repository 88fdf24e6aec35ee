"""Guidelines by voice: from spoken words to a cited answer, with and without study and model."""

from __future__ import annotations

import pytest
from dictating import TEMPLATES
from dictations import until
from retrieval.shelf import shelf
from scripted_answerer import ScriptedAnswerer
from scripted_backend import ScriptedBackend
from typed_turns import hear

from medvoice.assistant.answering import Answer, AnswerOrigin
from medvoice.assistant.turnstile import Turnstile
from medvoice.language.reader import Dialect
from medvoice.report.document import Origin
from medvoice.session.asked_about import questions_about
from medvoice.session.asking import Asking
from medvoice.session.assistant import Assistant
from medvoice.session.assistant_thread import AssistantThread
from medvoice.session.composing import ReportComposer
from medvoice.session.documents_asked import open_documents
from medvoice.session.event_log import EventLog, read_events
from medvoice.session.events import SessionStarted
from medvoice.session.language_model import StudyQuestions
from medvoice.session.session import Session
from medvoice.session.state import SessionState, replay
from medvoice.session.view import Reply

HEAD = TEMPLATES.load("ct_head")


class Room:
    """A dictation of typed turns with a log and a folder of guidelines."""

    def __init__(self, folder, backend=None, study=None):
        self.path = folder / "events.log"
        self.documents = open_documents([shelf(folder / "guidelines")], folder / "cache")
        asked = questions_about(study, [self.documents], backend)
        self.thread = AssistantThread(None, Turnstile(), 60.0, asked.answerer)
        self.asking = Asking(self.thread, asked.said, asked.known, lambda name: HEAD)
        self.assistant = Assistant(self.thread, lambda name: HEAD, None, self.asking)
        self.session = Session(
            EventLog(self.path), ReportComposer(HEAD, Dialect.WORDS), SessionState()
        )
        self.session.record(
            SessionStarted(
                session="s", created="", template="ct_head", recogniser="r", source="t",
                study=self.assistant.study,
            )
        )  # fmt: skip
        self.at = 0
        self.assistant.start(self.state)

    def say(self, text):
        heard = hear(self.session, self.at, text)
        self.at = heard.end + 16_000
        self.assistant.heard(self.state, heard.id)
        self.assistant.settle(self.session)

    def ask(self, text):
        self.say(text)

        def answered():
            self.assistant.settle(self.session)
            return not any(one.pending for one in self.state.exchanges)

        until(answered)
        return self.asking.shown(self.state)[-1]

    @property
    def state(self):
        return self.session.state

    def close(self):
        self.assistant.close()
        self.session.close()
        self.documents.close()


@pytest.fixture
def room(tmp_path):
    rooms = []

    def make(**given):
        rooms.append(Room(tmp_path, **given))
        return rooms[-1]

    yield make
    for one in rooms:
        one.close()


def study(text="A small nodule."):
    known = {"How many images are there?": Answer("26 images.", AnswerOrigin.STUDY)}
    return StudyQuestions("CT, 26 images", ScriptedAnswerer(lambda question: text), known.get)


def test_the_guideline_answers_with_file_page_and_passage(room):
    here = room()
    shown = here.ask("question what does the guideline say about a seven millimeter solid nodule")
    assert shown.question == "What does the guideline say about a 7 mm solid nodule?"
    assert shown.reply is Reply.DOCUMENTS
    assert shown.text == "Solid nodules of 6 to 8 mm are imaged again after 6 to 12 months."
    assert shown.cites[0].place == "nodules.txt, page 1"
    assert shown.cites[0].heading == "Middle size"
    assert shown.cites[0].text[1] == shown.text


def test_a_plain_question_is_answered_by_them_too_and_nothing_enters_the_report(room):
    here = room()
    here.say("the ventricles are normal period")
    shown = here.ask("question how is the d-dimer adjusted to age")
    assert shown.reply is Reply.DOCUMENTS
    assert shown.cites[0].place == "embolism.html, page 1"
    assert [s.text for s in here.state.report.statements()] == ["The ventricles are normal."]


def test_what_they_do_not_say_is_said(room):
    shown = room().ask("question what dose of heparin is given for pulmonary embolism")
    assert (shown.reply, shown.text) == (Reply.DECLINED, "Not in these documents.")
    assert shown.cites == ()


def test_the_answer_is_in_the_log_and_a_replay_asks_nobody(room):
    here = room()
    here.ask("question when is metformin restarted with an eGFR of twenty five")
    here.say("insert that")
    state = replay(read_events(here.path).events)
    assert state == here.state
    (statement,) = state.report.statements()
    assert statement.origin is Origin.CITED
    assert "48 hours" in statement.text
    assert statement.reason == "answer to question 1, from metformin.txt, page 1"


def test_headers_before_documents_and_documents_before_the_model(room):
    here = room(study=study())
    assert here.asking.study == "CT, 26 images; documents (guidelines)"
    assert here.ask("question how many images are there").reply is Reply.STUDY
    assert here.ask("question when is a seven millimeter solid nodule imaged again").reply is (
        Reply.DOCUMENTS
    )
    assert here.ask("question is there a nodule").reply is Reply.MODEL  # of this patient
    assert here.ask("question what is the likeliest diagnosis").reply is Reply.MODEL
    shown = here.ask("question what does the guideline say about appendicitis")
    assert (shown.reply, shown.text) == (Reply.DECLINED, "Not in these documents.")


def test_a_models_answer_from_documents_is_marked_as_a_models(room):
    def write(text, schema):
        number = text[: text.index("6 to 8 mm")].count("<passage number=")
        return f"Solid nodules of 6 to 8 mm are imaged again after 6 to 12 months [{number}]."

    here = room(backend=ScriptedBackend(writer=write))
    shown = here.ask("question when is a seven millimeter solid nodule imaged again")
    assert (shown.reply, shown.model) == (Reply.MODEL, "scripted")
    assert shown.cites[0].place == "nodules.txt, page 1"
    here.say("insert that")
    (statement,) = here.state.report.statements()
    assert statement.origin is Origin.MODEL
    assert "from nodules.txt, page 1" in statement.reason


def test_a_follow_up_asks_on(room):
    here = room()
    here.ask("question what is done for a solid nodule of twelve millimeters")
    shown = here.ask("question what about four millimeters")
    assert "under 6 mm" in shown.text


def test_documents_that_are_gone_are_told_and_dictation_goes_on(room):
    here = room()
    here.documents.close()  # as a cache that cannot be written any more
    shown = here.ask("question what does the guideline say about metformin")
    assert shown.reply is Reply.MISSING
    assert "index" in shown.why
    here.say("the ventricles are normal period")
    assert len(here.state.report.statements()) == 1
