"""Questions beside a dictation: answers stream, dictation goes first, the log keeps them whole."""

from __future__ import annotations

import time

import pytest
from answering_room import HEAD, STUDY, Room, known
from dictations import (
    NOW,
    composer,
    engine_of,
    recover_all,
    source_of,
    spoken,
    template,
    until,
)
from scripted_answerer import ScriptedAnswerer
from scripted_backend import ScriptedBackend, right_on_probes

from medvoice.assistant.backend import TimedOut
from medvoice.assistant.turnstile import Turnstile
from medvoice.session import asking as asking_module
from medvoice.session.asking import Asking
from medvoice.session.assistant import Assistant
from medvoice.session.assistant_thread import AssistantThread
from medvoice.session.dictation import Dictation
from medvoice.session.event_log import read_events
from medvoice.session.folder import create_folder
from medvoice.session.intents import Command
from medvoice.session.question_events import AnswerGiven, AnswerMissing, QuestionAsked
from medvoice.session.saving import saver
from medvoice.session.sound_events import SoundAsked
from medvoice.session.state import replay
from medvoice.session.view import Reply


@pytest.fixture
def room(tmp_path):
    rooms = []

    def make(*given, **named):
        rooms.append(Room(tmp_path, *given, **named))
        return rooms[-1]

    yield make
    for one in rooms:
        one.close()


def placing():
    return ScriptedBackend(right_on_probes(HEAD, lambda text, choices: ("Skull and scalp", 6.0)))


def test_an_answer_streams_and_is_in_the_log_whole(room):
    answerer = ScriptedAnswerer()
    answerer.gate.clear()
    here = room(answerer)
    here.say("question is there a nodule")
    here.until(lambda: here.shown[0].text == "A")
    assert here.shown[0].reply is Reply.COMING
    assert here.shown[0].model == "scripted"
    answerer.gate.set()
    here.answered()
    (one,) = here.shown
    assert (one.reply, one.text, one.model) == (Reply.MODEL, "A small nodule.", "scripted")
    assert one.saw == "slice 1 of 26 and slice 26 of 26"
    assert one.notes == ("2 of 26 slices",)
    events = read_events(here.path).events
    assert [e.text for e in events if isinstance(e, QuestionAsked | AnswerGiven)] == [
        "Is there a nodule?",
        "A small nodule.",
    ]
    assert replay(events) == here.state
    assert not here.state.report.statements()


def test_a_replay_of_the_log_gives_the_answer_without_a_model(room):
    here = room(ScriptedAnswerer())
    here.say("question is there a nodule")
    here.answered()
    here.say("insert that")
    state = replay(read_events(here.path).events)
    assert state == here.state
    assert [s.text for s in state.report.statements()] == ["A small nodule."]
    (one,) = state.exchanges
    assert len(one.given.saw) == 2


def test_a_follow_up_knows_what_came_before_and_the_report(room):
    answerer = ScriptedAnswerer()
    here = room(answerer)
    here.say("the ventricles are normal period")
    for question in ("question is there a nodule", "question how many images are there",
                     "question is it new"):  # fmt: skip
        here.say(question)
        here.answered()
    last = answerer.asked[-1]
    assert [e.question for e in last.before] == ["Is there a nodule?", "How many images are there?"]
    assert [e.answer.text for e in last.before] == ["A small nodule.", "26 images."]
    assert last.report == "Ventricles and cisterns: The ventricles are normal."


def test_what_the_headers_say_needs_no_model_and_does_not_wait_for_one(room):
    answerer = ScriptedAnswerer()
    answerer.reading.clear()
    here = room(answerer)
    until(lambda: answerer.under_way)
    assert "being read" in here.asking.status()
    here.say("question how many images are there")
    (one,) = here.shown
    assert (one.reply, one.text) == (Reply.STUDY, "26 images.")
    assert not answerer.asked
    here.say("question is there a nodule")  # it waits: the images have to be read first
    answerer.reading.set()
    here.answered()
    assert here.shown[1].reply is Reply.MODEL
    assert answerer.prepared == 1
    here.until(lambda: here.asking.status() == STUDY)


def test_dictation_is_placed_between_two_steps_of_an_answer(room):
    answerer = ScriptedAnswerer()
    here = room(answerer, placing())
    here.until(lambda: not here.thread.waiting)
    answerer.gate.clear()
    here.say("question is there a nodule")
    here.until(lambda: here.shown[0].text == "A")
    here.say("Quondle xanthosis.")
    here.until(lambda: here.where("Quondle") == ["findings.skull"])  # while the answer is coming
    assert here.shown[0].reply is Reply.COMING
    answerer.gate.set()
    here.answered()
    assert here.shown[0].text == "A small nodule."


def test_a_server_is_asked_one_thing_after_the_other(room):
    answerer = ScriptedAnswerer()
    here = room(answerer, placing(), interleaves=False)
    here.until(lambda: not here.thread.waiting)
    answerer.gate.clear()
    here.say("question is there a nodule")
    here.until(lambda: here.shown[0].text == "A")
    here.say("Quondle xanthosis.")
    steps = answerer.steps
    until(lambda: answerer.steps > steps + 20)
    here.settle()
    assert here.where("Quondle") == ["findings.additional"]  # by the rules, at once
    answerer.gate.set()
    here.answered()
    here.until(lambda: here.where("Quondle") == ["findings.skull"])


def test_a_question_is_answered_while_a_template_is_tried_out(room):
    backend = placing()
    backend.gate.clear()
    here = room(ScriptedAnswerer(), backend)
    until(lambda: backend.asked)
    here.say("question is there a nodule")
    here.answered()
    assert here.shown[0].reply is Reply.MODEL
    backend.gate.set()


def test_an_answer_waits_while_there_is_speech(room):
    answerer = ScriptedAnswerer()
    here = room(answerer)
    answerer.gate.clear()
    here.say("question is there a nodule")
    here.until(lambda: here.shown[0].text == "A")
    with here.turnstile.speech():
        until(lambda: here.turnstile.waiting)
        answerer.gate.set()
        time.sleep(0.05)
        here.settle()
        assert here.shown[0].reply is Reply.COMING
    here.answered()


@pytest.mark.parametrize("by", ["voice", "hand"])
def test_stop_ends_it_at_the_next_step(room, by):
    answerer = ScriptedAnswerer()
    answerer.gate.clear()
    here = room(answerer)
    here.say("question is there a nodule")
    here.say("question is it new")
    here.until(lambda: here.shown[0].text == "A")
    if by == "voice":
        here.say("stop")
    else:
        here.session.by_hand(Command("k", "stop answer"))
        here.settle()
    assert [one.reply for one in here.shown] == [Reply.MISSING] * 2
    assert here.shown[0].text == "A"  # what had come stays to be seen
    until(lambda: not here.thread.asked)
    assert len(answerer.asked) == 1
    answerer.gate.set()
    here.say("question is it old")
    here.answered()
    assert [one.reply for one in here.shown][-1] is Reply.MODEL
    assert replay(read_events(here.path).events) == here.state


def test_a_model_that_fails_is_told_and_dictation_goes_on(room):
    def late(question):
        raise TimedOut("The server gave no answer within 20 s.")

    here = room(ScriptedAnswerer(late))
    here.say("question is there a nodule")
    here.answered()
    assert here.notices == ["No answer: The server gave no answer within 20 s."]
    assert here.shown[0].why == "The server gave no answer within 20 s."
    here.say("the ventricles are normal period")
    assert here.where("ventricles")


def test_a_broken_answerer_never_breaks_the_session(room):
    def broken(question):
        raise ZeroDivisionError("a dictated word could be in here")

    here = room(ScriptedAnswerer(broken))
    here.say("question is there a nodule")
    here.answered()
    assert "ZeroDivisionError" in here.shown[0].why
    assert "dictated word" not in here.shown[0].why


def test_no_whole_answer_is_none(room):
    class Cut(ScriptedAnswerer):
        def answer(self, question, between):
            yield from list(super().answer(question, between))[:-1]

    here = room(Cut())
    here.say("question is there a nodule")
    here.answered()
    assert "no whole answer" in here.shown[0].why


def test_at_the_end_what_does_not_come_is_named(room, monkeypatch):
    monkeypatch.setattr(asking_module, "FINISH_S", 0.05)
    answerer = ScriptedAnswerer()
    answerer.gate.clear()
    here = room(answerer)
    here.say("question is there a nodule")
    here.assistant.finish(here.session)
    assert here.state.exchanges[0].missing == "the dictation ended"
    assert not here.thread._thread.is_alive()


def test_a_session_that_goes_on_names_the_question_that_was_cut_off(room):
    answerer = ScriptedAnswerer()
    here = room(answerer)
    here.session.record(QuestionAsked(utterance=1, number=1, text="Old?"))
    here.asking.begin(here.state)
    here.settle()
    assert (
        AnswerMissing(number=1, why="the dictation was interrupted")
        in read_events(here.path).events
    )
    assert not answerer.asked


def test_an_answer_moves_no_cursor_and_turns_no_letters_round(room):
    bad = "\x1b[2JA \u202enodule\u202c\x07 of 6\u00a0mm.\n\tNo\u200fw."
    answerer = ScriptedAnswerer(lambda question: bad)
    here = room(answerer)
    here.say("question is there a nodule")
    here.answered()
    assert here.shown[0].text == "[2JA nodule of 6\u00a0mm.\n\tNow."


@pytest.mark.parametrize("loud", [True, False])
def test_answers_are_read_aloud_where_that_is_wanted(room, loud):
    here = room(ScriptedAnswerer())
    here.asking._read_aloud = loud
    here.say("question is there a nodule")
    here.answered()
    here.say("question how many images are there")
    here.settle()
    read = [one.text for one in here.state.sounds if isinstance(one, SoundAsked)]
    assert read == (["A small nodule.", "26 images."] if loud else [])


def test_a_question_that_a_crash_cut_off_is_named_by_recover(room, tmp_path):
    answerer = ScriptedAnswerer()
    answerer.gate.clear()
    here = room(answerer)
    here.say("the ventricles are normal period")
    here.say("question is there a nodule")
    here.session.close()  # and the process is gone
    folder = create_folder(tmp_path / "data", NOW)
    folder.events.write_bytes(here.path.read_bytes())
    ((found, state),) = recover_all(tmp_path / "data", spoken("nothing"))
    assert found.state.exchanges[0].pending
    assert state.exchanges[0].missing == "the dictation was interrupted"
    assert replay(read_events(folder.events).events) == state


# From sound


def test_an_answer_that_never_comes_holds_no_dictation_up(tmp_path, monkeypatch):
    monkeypatch.setattr(asking_module, "FINISH_S", 0.2)
    turns = ("question is there a nodule", "small right pleural effusion period",
             "no pneumothorax period")  # fmt: skip
    truth = spoken(*turns)
    answerer = ScriptedAnswerer()
    answerer.gate.clear()
    folder = create_folder(tmp_path, NOW)
    thread = AssistantThread(None, Turnstile(), answerer=answerer)

    def template_of(name):
        return template()

    asking = Asking(thread, STUDY, known, template_of)
    dictation = Dictation(
        source_of(truth), engine_of(truth), composer(), folder, "cxr",
        saver(folder, template(), ""), Assistant(thread, template_of, None, asking),
    )  # fmt: skip
    began = time.monotonic()
    dictation.start(NOW)
    assert dictation.wait(60).error == ""
    assert time.monotonic() - began < 30
    assert len(dictation.state.report.statements()) == 2
    (one,) = dictation.view().exchanges
    assert one.reply is Reply.MISSING
    assert dictation.view().study.startswith(STUDY)
    assert replay(read_events(folder.events).events) == dictation.state
