"""A turn that was nearly heard as a command, in a session: what is shown, undone and kept; and
words at which another reading turns a finding round."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from medvoice.asr.hypothesis import Reading, Word
from medvoice.language.reader import Dialect
from medvoice.report.template import Templates
from medvoice.resources import templates_folder
from medvoice.session.cells import UNSURE
from medvoice.session.composing import ReportComposer
from medvoice.session.event_log import EventLog, read_events
from medvoice.session.events import SessionStarted
from medvoice.session.expected_terms import said_command_phrases
from medvoice.session.session import Session
from medvoice.session.state import SessionState, replay

CXR = Templates([templates_folder()]).load("cxr")
S = 16_000


class Heard:
    """A session that hears texts; "|" is a pause of a second."""

    def __init__(self, folder):
        self.file = folder / "events.jsonl"
        log = EventLog(self.file)
        composer = ReportComposer(CXR, Dialect.WORDS)
        self.session = Session(log, composer, SessionState(), clock=lambda: datetime.now(UTC))
        self.session.record(
            SessionStarted(session="s", created="", template="cxr", recogniser="", source="text")
        )
        self.at = 0

    def hear(self, text, *readings, background=()):
        words = []
        for word in text.split():
            if word == "|":
                self.at += S
                continue
            words.append(Word(word, self.at, self.at + S // 4, 0.9))
            self.at += S // 3
        self.at += 2 * S
        start = words[0].start
        return self.session.heard(start, self.at, tuple(words), readings, background)

    @property
    def state(self):
        return self.session.state

    @property
    def text(self):
        return " ".join(s.text for s in self.state.report.statements())


@pytest.fixture
def room(tmp_path):
    made = Heard(tmp_path)
    yield made
    made.session.close()


GO = Reading(0, 1, ("go",), 0.3)


def test_the_command_is_done_and_what_was_heard_is_shown(room):
    heard = room.hear("got to impression", GO)
    command = room.state.commands[-1]
    assert (command.name, command.outcome) == ("go to", "done")
    shown = "heard: got to impression / taken as: go to impression"
    assert command.answer.startswith(shown)
    assert 'taken as "go to impression"' in command.reason
    assert [word.text for word in heard.words] == ["got", "to", "impression"], "kept as heard"
    assert heard.text == "[go to]"
    assert room.text == ""
    room.hear("no acute disease period")
    assert room.state.report.field("impression.text")


def test_undo_and_that_was_dictation_work_as_for_any_command(room):
    room.hear("no effusion period")
    before = room.state.report
    room.hear("clear feel", Reading(1, 2, ("field",), 0.4))
    assert room.state.commands[-1].name == "clear field"
    assert room.text == ""
    room.hear("undo")
    assert room.state.report == before
    room.hear("got to impression", GO)
    room.hear("that was dictation")
    assert "Got to impression" in room.text


def test_words_that_an_undo_was_heard_in_nearly_can_be_had_back(room):
    room.hear("clear field")
    room.hear("no effusion period")
    room.hear("and do", Reading(0, 2, ("undo",), 0.45))
    assert room.state.commands[-1].name == "undo"
    room.hear("that was dictation")
    assert "nd do" in room.text
    room.hear("no effusion period")
    room.hear("clear field")
    room.hear("undo")
    room.hear("that was dictation")
    assert "lear field" in room.text, "an undo that was heard as such holds no words"
    assert "ndo" not in room.text


def test_a_replay_of_the_log_gives_the_same(room):
    room.hear("no effusion period | got to impression", Reading(3, 4, ("go",), 0.3))
    room.hear("stable")
    state = replay(read_events(room.file).events)
    assert state.report == room.state.report
    assert state.commands == room.state.commands


def test_a_phrase_between_pauses_is_taken_and_the_dictation_around_it_stays(room):
    room.hear("no effusion period | got to impression | stable period", Reading(3, 4, ("go",), 0.3))
    assert room.state.commands[-1].name == "go to"
    assert "No effusion." in room.text
    assert any("table" in s.text for s in room.state.report.field("impression.text"))


@pytest.mark.parametrize("share", [0.0, 0.02])
def test_a_reading_that_is_far_or_of_unknown_distance_changes_nothing(room, share):
    room.hear("got to impression", Reading(0, 1, ("go",), share))
    assert not room.state.commands
    assert "Got to impression" in room.text


def test_readings_inside_a_sentence_change_nothing(room):
    room.hear("patient got to impression today period", Reading(1, 2, ("go",), 0.4))
    assert not room.state.commands


def test_modes_in_which_nothing_is_guessed(room):
    room.hear("go to sleep")
    room.hear("wick up", Reading(0, 1, ("wake",), 0.4))
    assert room.state.asleep
    room.hear("wake up")
    room.hear("dictation mode")
    room.hear("got to impression", GO)
    assert room.state.commands[-1].name == "dictation mode"
    assert "Got to impression" in room.text


def test_voices_in_the_background_give_no_command(room):
    room.hear("got to impression", GO, background=((0, 3),))
    assert not room.state.commands
    assert room.state.aside


def test_an_answer_is_not_guessed(room):
    room.hear("finalize report")
    assert room.state.asked is not None
    room.hear("yet", Reading(0, 1, ("yes",), 0.5))
    assert room.state.status == "draft"


def test_a_word_that_another_reading_turns_round_is_underlined(room):
    readings = (Reading(0, 1, ("the",), 0.1), Reading(1, 2, ("infusion",), 0.4))
    heard = room.hear("no effusion period", *readings)
    assert [word.confidence < UNSURE for word in heard.words] == [True, False, False]
    assert [word.text for word in heard.words] == ["no", "effusion", "period"]
    heard = room.hear("left lung is clear period", Reading(0, 1, ("",), 0.01))
    assert not any(word.confidence < UNSURE for word in heard.words)


def test_phrases_of_the_grammar_are_expected():
    phrases = said_command_phrases()
    assert {"scratch that", "go to the", "next field", "wake up"} <= set(phrases)
    assert all(len(phrase.split()) > 1 and "<" not in phrase for phrase in phrases)
    assert len(phrases) == len(set(phrases))
