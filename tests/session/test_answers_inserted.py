"""Answers: what is put into the report, read aloud, stopped and kept in the log."""

from __future__ import annotations

import pytest
from question_room import NODULE, Room

from medvoice.assistant.answering import Answer, AnswerOrigin
from medvoice.report.document import Origin
from medvoice.session.audit import audit
from medvoice.session.events import (
    ImpressionDrafted,
    StatementRecord,
)
from medvoice.session.exchanges import answer_given
from medvoice.session.intents import Command
from medvoice.session.question_events import AnswerMissing
from medvoice.session.sound_events import SoundAsked
from medvoice.session.state import replay


def test_an_answer_goes_into_the_report_word_for_word_and_marked():
    room = Room().say("question is there a nodule").answer(NODULE)
    assert not room.texts
    room.say("insert that")
    (statement,) = room.state.report.statements()
    assert statement.text == NODULE
    assert statement.origin is Origin.MODEL
    assert statement.sources == ()
    assert "question 1" in statement.reason
    assert "saw 1 image" in statement.reason
    assert room.where("nodule") == ["findings.lungs_pleura"]  # by its words
    room.say("insert that")
    assert room.last.outcome == "refused"
    room.say("undo")
    assert not room.texts
    room.say("redo", "accept draft")
    (statement,) = room.state.report.statements()
    assert statement.origin is Origin.DICTATED
    assert statement.text == NODULE
    assert replay(room.events) == room.state


def test_it_goes_where_it_is_told():
    room = Room().say("question is there a nodule").answer(NODULE)
    room.say("put the answer into the impression")
    assert room.where("nodule") == ["impression.text"]
    room.say("scratch that", "go to heart and mediastinum", "insert the answer")
    assert room.where("nodule") == ["findings.heart_mediastinum"]
    room.say("insert that into the spleen room")
    assert room.texts == [NODULE, "Insert that into the spleen room"]


def test_what_the_study_s_data_say_is_no_model_s_text():
    room = Room().say("question how many series are there")
    room.answer("2 series.", AnswerOrigin.STUDY).say("insert that")
    (statement,) = room.state.report.statements()
    assert statement.origin is Origin.STUDY
    room.say("accept draft")
    assert room.last.outcome == "refused"


def test_lines_of_an_answer_stay_lines():
    room = Room().say("question is there a nodule").answer("Two nodules.\n\n- 6 mm\n- 4 mm")
    room.say("insert that")
    assert room.texts == ["Two nodules.", "- 6 mm", "- 4 mm"]
    assert [s.breaks_before for s in room.state.report.statements()] == [0, 1, 1]


def test_slices_that_the_model_counted_go_in_with_what_they_are():
    room = Room().say("question is there a nodule")
    notes = ("85 of 200 slices were shown.", "The model's slice 40 is slice 95 of 200.")
    answer = Answer("A nodule on slice 40.", AnswerOrigin.MODEL, notes=notes)
    room.take(answer_given(1, "gemma", answer)).say("insert that")
    assert room.texts == ["A nodule on slice 40.", notes[1]]
    assert {s.origin for s in room.state.report.statements()} == {Origin.MODEL}


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ([], "nothing was asked yet"),
        (["question is there a nodule"], "still coming"),
        (["question is there a nodule", "stop"], "there is no answer: stopped"),
    ],
)
def test_without_an_answer_nothing_is_put_in(before, why):
    room = Room().say(*before, "insert that")
    assert room.last.outcome == "refused"
    assert why in room.last.answer
    assert not room.texts


def test_a_declined_answer_is_not_put_in():
    room = Room().say("question how long is it").answer("No scale.", AnswerOrigin.DECLINED)
    room.say("insert that")
    assert room.last.outcome == "refused"


def test_a_final_report_takes_none_but_its_addendum_does():
    room = Room().say("heart is normal period", "finalize", "yes", "question is there a nodule")
    room.answer(NODULE).say("insert that")
    assert room.last.outcome == "refused"
    room.say("addendum", "insert that")
    assert room.where("nodule") == ["addendum"]


def test_reject_takes_it_out_and_a_new_draft_of_the_impression_does_not():
    room = Room().say("question is there a nodule").answer(NODULE).say("insert that")
    record = StatementRecord(
        id="d1.1", field="impression.text", text="Nodule.", origin="model", sources=()
    )
    room.take(ImpressionDrafted(step="d1", utterance=2, model="gemma", statements=(record,)))
    room.take(ImpressionDrafted(step="d2", utterance=2, model="gemma", statements=()))
    assert room.texts == [NODULE]
    room.say("replace nodule with mass")
    room.take(ImpressionDrafted(step="d3", utterance=2, model="gemma", statements=()))
    assert room.texts == [NODULE.replace("nodule", "mass")]  # still there
    room.say("finalize")
    assert "1 answered sentence" in room.last.answer
    room.say("no", "reject draft")
    assert not room.texts
    assert room.last.answer == "rejected: 1 answered sentence"


def test_read_that_is_the_answer_until_something_else_was_dictated():
    room = Room().say("heart is normal period", "question is there a nodule").answer(NODULE)
    spoken = []
    for line in ("read that", "read it back", "read the answer", "insert that", "read that"):
        room.say(line)
        spoken += [e.text for e in room.state.sounds[-1:] if isinstance(e, SoundAsked)]
    assert spoken == [NODULE] * 5
    room.say("no effusion period", "read that back")
    assert room.state.sounds[-1].text == "No effusion."
    room.say("read back the answer")
    assert room.state.sounds[-1].text == NODULE


def test_read_the_answer_without_one_is_refused():
    room = Room().say("heart is normal period", "read the answer")
    assert room.last.outcome == "refused"


def test_stop_ends_the_answer_and_is_a_word_otherwise():
    room = Room().say("question is there a nodule", "question is it new")
    room.say("stop")
    assert [one.missing for one in room.state.exchanges] == ["stopped"] * 2
    room.answer(NODULE, number=1)  # too late
    assert room.state.exchanges[0].given is None
    room.say("stop")
    assert room.texts == ["Stop"]
    room.hand(Command("x", "stop answer"))
    assert room.last.answer == "no answer is under way"


def test_dictation_goes_on_while_an_answer_is_awaited():
    room = Room().say("question is there a nodule", "heart is normal period", "scratch that")
    assert not room.texts
    room.say("no effusion period").answer(NODULE)
    assert room.texts == ["No effusion."]


def test_that_was_dictation_takes_the_question_back():
    room = Room().say("question is there a nodule", "that was dictation")
    assert room.texts == ["Question is there a nodule"]
    assert room.events[-1] == AnswerMissing(number=1, why="it was dictation")


def test_too_many_questions_are_refused():
    room = Room()
    for _ in range(9):
        room.say("question is there a nodule")
    assert len(room.state.exchanges) == 8
    assert room.last.outcome == "refused"


def test_the_log_tells_questions_and_answers():
    room = Room().say("question is there a nodule").answer(NODULE)
    room.say("question how many series are there").answer("2 series.", AnswerOrigin.STUDY)
    room.say("question is it new", "stop")
    lines = [line.strip() for line in audit(room.events)]
    for line in (
        "question 1: Is there a nodule?",
        f"answer 1: {NODULE} [gemma, saw slice 5 of 26]",
        "answer 2: 2 series. [study data]",
        "no answer 3: stopped",
    ):
        assert line in lines
