"""Questions by voice: what is a question, and what never reaches the report."""

from __future__ import annotations

import pytest
from question_room import RATE, Room

from medvoice.language.commands.grammar import GrammarError
from medvoice.session.events import (
    SessionResumed,
)
from medvoice.session.hooks import Hooks
from medvoice.session.intents import AskQuestion, AwaitQuestion
from medvoice.session.sound_events import SoundEnded, SoundStarted, SoundStopped


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("question how many series are there", "How many series are there?"),
        ("question , what is the slice thickness ?", "What is the slice thickness?"),
        ("ask is there a fracture of the seventh rib", "Is there a fracture of the 7th rib?"),
        ("question show me the nodule", "Show me the nodule."),
        ("question | what is the age of the patient", "What is the age of the patient?"),
        ("ask does it measure | more than | two centimeters", "Does it measure more than 2 cm?"),
    ],
)
def test_what_is_asked_is_the_question_and_no_word_of_it_is_in_the_report(line, text):
    room = Room().say("the lungs are clear period", line)
    assert room.asked == [text]
    assert room.texts == ["The lungs are clear."]
    slot = room.last.slots[0]
    heard = room.state.utterances[-1].words
    assert heard[slot.last - 1 :] == heard[-1:]  # to the end of the turn
    assert (room.last.first, room.last.last) == (0, len(heard))


@pytest.mark.parametrize(
    "line",
    [
        "question small effusion period",
        "question of a nodule in the left apex period",
        "no question about it period",
        "the question is whether there is a fracture period",
        "a questionable opacity | what is seen is small period",
        "questions remain period",
    ],
)
def test_what_is_no_question_stays_dictation(line):
    room = Room().say(line)
    assert not room.asked
    assert room.texts


def test_dictation_before_a_question_in_the_same_turn_stands():
    room = Room().say("no pleural effusion period | question how many images are there")
    assert room.texts == ["No pleural effusion."]
    assert room.asked == ["How many images are there?"]


def test_wake_words_are_configured():
    room = Room(hooks=Hooks(wake_words=("hey doctor", "ask")))
    room.say("hey doctor what is the dose", "question is there a nodule")
    assert room.asked == ["What is the dose?"]
    assert room.where("Question is there a nodule")
    for bad in ("replace", "", "a <b:text>"):
        with pytest.raises(GrammarError):
            Room(hooks=Hooks(wake_words=(bad,)))


def test_without_a_study_it_says_so():
    room = Room(study="").say("question what is the dose", "ask a question")
    assert [c.outcome for c in room.state.commands] == ["refused"] * 2
    assert "no study is loaded" in room.last.answer
    assert not room.texts
    assert room.state.awaited is None


def test_a_question_that_a_pause_has_cut_goes_on_in_the_next_turn():
    room = Room().say("question what is the size of the", "nodule in the left lung")
    assert room.asked == ["What is the size of the nodule in the left lung?"]
    assert not room.texts


def test_a_question_that_begins_anew_is_not_the_rest_of_the_one_before():
    room = Room().say("question what is the size of the", "question how many series are there")
    assert room.asked == ["How many series are there?"]
    room.hand(AwaitQuestion("k", room.at)).say("ask is it new")
    assert room.asked[1:] == ["Is it new?"]


def test_without_a_study_what_follows_in_the_turn_stays_dictation():
    room = Room(study="").say("question is there a nodule | no pleural effusion period")
    assert room.texts == ["No pleural effusion."]
    assert room.state.commands[0].outcome == "refused"


def test_after_ask_a_question_whatever_is_said_next_is_one():
    room = Room().say(
        "ask a question", "nodules larger than six millimeters", "heart is normal period"
    )
    assert room.asked == ["Nodules larger than 6 mm?"]
    assert room.texts == ["Heart is normal."]


def test_never_mind_drops_it():
    room = Room().say("ask a question", "never mind", "heart is normal period")
    assert not room.asked
    assert room.texts == ["Heart is normal."]


def test_an_announced_question_that_does_not_come_is_forgotten():
    room = Room().say("ask a question")
    room.at += 16 * RATE
    room.say("heart is normal period")
    assert room.texts == ["Heart is normal."]


# The key


def test_what_is_said_after_the_key_is_a_question():
    room = Room().say("heart is normal period").hand(AwaitQuestion("k1", 0))
    room.hand(AwaitQuestion("k2", room.at))  # the first one was dropped by it
    assert room.state.awaited is None
    room.hand(AwaitQuestion("k3", room.at)).say("left or right", "no effusion period")
    assert room.asked == ["Left or right?"]
    assert room.texts == ["Heart is normal.", "No effusion."]


def test_words_before_the_key_are_dictation_though_the_turn_goes_on():
    room = Room()
    room.hand(AwaitQuestion("k", room.at + 5 * 4000))
    room.say("no pleural effusion is seen | what about the heart")
    assert room.texts == ["No pleural effusion is seen"]
    assert room.asked == ["What about the heart?"]
    room.hand(AwaitQuestion("l", room.at + 4 * 4000))
    room.say("the heart is enlarged and what about the aorta")
    assert room.where("The heart is enlarged")
    assert "aorta" in room.asked[-1]


def test_a_session_that_goes_on_awaits_no_question():
    room = Room().hand(AwaitQuestion("k", 16_000))
    room.take(SessionResumed(at=room.at, resumed="", recogniser="", source="m", study="CT"))
    room.say("no effusion period")
    assert room.texts == ["No effusion."]


def test_a_key_that_comes_twice_counts_once():
    room = Room().hand(AwaitQuestion("k", 5)).hand(AwaitQuestion("k", 5))
    assert room.state.awaited is not None


def test_a_typed_question_is_asked_too():
    room = Room().hand(AskQuestion("k", "is the nodule larger"))
    assert room.asked == ["Is the nodule larger?"]


@pytest.mark.parametrize("mode", ["go to sleep", "dictation mode", "command mode"])
def test_the_key_asks_in_every_mode_and_leaves_it(mode):
    room = Room().say(mode).hand(AwaitQuestion("k", 0))
    assert room.state.awaited is not None
    room.hand(AwaitQuestion("l", room.at)).hand(AwaitQuestion("m", room.at))
    before = room.state.asleep, room.state.listening
    room.say("what is the dose")
    assert room.asked == ["What is the dose?"]
    assert not room.texts
    assert (room.state.asleep, room.state.listening) == before


def test_our_own_sound_is_no_question():
    room = Room()
    room.take(SoundStarted(utterance=1, at=room.at)).hand(AwaitQuestion("k", room.at))
    assert isinstance(room.state.sounds[-1], SoundStopped)
    room.say("the answer is being read")
    assert not room.asked
    room.take(SoundEnded(utterance=1, at=room.at - RATE)).say("how large is it")
    assert room.asked == ["How large is it?"]
    assert not room.texts
