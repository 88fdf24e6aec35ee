"""What a study asks is answered by voice: "yes", "no", and later as well."""

from __future__ import annotations

import pytest
from dictations import composer
from truth import RATE

from medvoice.language.reader import typed
from medvoice.session.asking_by_voice import AskingByVoice, asking
from medvoice.session.event_records import WordRecord
from medvoice.session.events import ANY_EVENT, Asked, SessionResumed, SessionStarted
from medvoice.session.intents import AskAboutStudy, Command, IntentsFullError
from medvoice.session.state import SessionState, fold
from medvoice.study.order import Difference

DIFFERS = (Difference("patient ID", "P-1", "P-2"),)
ASKS = asking(7, "It may be another patient's.", DIFFERS, ("anyway", "without order", "nothing"))
COMPOSER = composer()


class Room:
    """A dictation's state, and a screen that follows it. at: sample that is captured now."""

    def __init__(self) -> None:
        started = SessionStarted(session="s", created="", template="cxr", recogniser="r", source="")
        self.state = fold(SessionState(), started)
        self.voice = AskingByVoice()
        self.at = RATE
        self.full = False

    def look(self, wanted=ASKS):
        return self.voice.follow(wanted, self.give, self.state, self.at)

    def give(self, intent) -> None:
        if self.full:
            raise IntentsFullError("64 intents wait")
        self.take(COMPOSER.by_hand(self.state, intent))

    def say(self, text: str, begins: int | None = None) -> str:
        """What was answered. "|" is a pause of a second."""
        begins = self.at if begins is None else begins
        words, at = (), begins
        for part in text.split("|"):
            for w in typed(part):
                words += (WordRecord(text=w.text, start=at, end=at + 600, confidence=1),)
                at += 800
            at += RATE
        self.at = max(self.at, words[-1].end)
        self.take(COMPOSER.compose(self.state, (begins, words[-1].end), words))
        return self.state.commands[-1].answer if self.state.commands else ""

    def take(self, events) -> None:
        for event in events:
            self.state = fold(self.state, ANY_EVENT.validate_json(event.model_dump_json()))


@pytest.fixture
def room():
    made = Room()
    assert made.look() is None
    return made


def test_what_differs_is_shown_and_the_question_waits(room) -> None:
    shown = room.state.intents[-1]
    assert shown.outcome == "asked"
    assert 'Patient ID: the order says "P-1", the study "P-2".' in shown.answer
    assert shown.answer.endswith("Attach the study with this order? Say yes or no.")
    assert room.state.asked is not None
    assert "P-2" in room.state.asked.options[0].label


@pytest.mark.parametrize(
    ("said", "choice"),
    [("yes", "anyway"), ("no", "nothing"), ("attach the study without the order", "without order")],
)
def test_it_is_answered_by_voice(room, said, choice) -> None:
    room.say(said)
    assert room.look() == choice
    assert room.state.study_asked is None
    assert room.state.report.statements() == ()


def test_dictation_goes_on_and_it_is_asked_again_later(room) -> None:
    room.say("no pneumothorax period")
    assert (room.state.asked, room.look()) == (None, None)
    assert [s.text for s in room.state.report.statements()] == ["No pneumothorax."]
    assert "P-2" in room.say("study question")
    room.say("yes")
    assert room.look() == "anyway"


@pytest.mark.parametrize("said", ["yes", "no"])
def test_what_was_said_before_the_question_is_dictation(room, said) -> None:
    room.say(said, begins=RATE // 2)
    assert room.look() is None
    assert room.state.study_asked is not None
    assert [s.text.lower() for s in room.state.report.statements()] == [said]


def test_a_no_that_begins_a_sentence_is_no_answer(room) -> None:
    """The question comes by itself, in the middle of a dictation."""
    room.say("no | pneumothorax period")
    assert room.look() is None
    text = " ".join(s.text for s in room.state.report.statements()).lower()
    assert text.replace(".", "").split() == ["no", "pneumothorax"]


def test_a_question_that_was_asked_for_is_answered_in_the_same_breath(room) -> None:
    room.say("stable period")
    room.say("study question | no")
    assert room.look() == "nothing"


def test_another_question_that_waits_is_not_taken_away() -> None:
    room = Room()
    room.say("no pneumothorax period")
    room.say("finalize report")
    room.look()
    assert room.state.asked == room.state.asked.model_copy(update={"command": "finalize"})
    assert 'Say "study question"' in room.state.intents[-1].answer
    room.say("yes")
    assert room.state.status == "final"
    assert room.look() is None


def test_what_was_answered_on_screen_is_asked_no_more(room) -> None:
    assert room.look(None) is None
    assert room.state.study_asked is None
    assert "no study is asked about" in room.say("yes")
    assert room.look(None) is None


def test_another_study_is_another_question(room) -> None:
    other = asking(8, "None of the 2 orders is this study's.", (), ("without order", "nothing"))
    assert room.look(other) is None
    assert room.look(other) is None
    assert room.say("study question").endswith("Attach the study without an order? Say yes or no.")
    room.say("yes")
    assert room.look(other) == "without order"
    assert room.look(ASKS) is None, "an answer is to its own question"


def test_where_no_more_is_taken_now_it_is_asked_later() -> None:
    room = Room()
    room.full = True
    assert room.look() is None
    assert room.state.study_asked is None
    room.full = False
    room.look()
    assert room.state.study_asked is not None


def test_by_hand_the_same_words_do(room) -> None:
    room.give(Command("k1", "yes"))
    assert room.look() == "anyway"


def test_it_is_asked_once(room) -> None:
    before = len(room.state.intents)
    for _ in range(3):
        room.look()
    assert len(room.state.intents) == before
    room.give(AskAboutStudy("k", 7, "", "nothing"))
    assert room.state.study_asked is None
    assert isinstance(room.state.asked, Asked)


def test_an_answer_from_before_the_session_went_on_answers_no_other_study(room) -> None:
    """A screen that goes on numbers its studies from one again."""
    room.say("yes")
    assert room.look() == "anyway"
    room.take([SessionResumed(at=room.at, resumed="", recogniser="r", source="")])
    room.voice = AskingByVoice()
    other = asking(ASKS.number, "Patient ID differs.", (), ("anyway", "nothing"))
    assert [room.look(other), room.look(other)] == [None, None]
    assert room.state.study_asked is not None
    room.say("no")
    assert room.look(other) == "nothing"
