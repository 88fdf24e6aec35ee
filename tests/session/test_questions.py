"""Questions by voice: what is a question, what never reaches the report, what is taken into it."""

from __future__ import annotations

import pytest
from dictating import TEMPLATES

from medvoice.assistant.answering import Answer, AnswerOrigin, Seen
from medvoice.language.commands.grammar import GrammarError
from medvoice.language.reader import Dialect, typed
from medvoice.report.document import Origin
from medvoice.session.audit import audit
from medvoice.session.composing import ReportComposer
from medvoice.session.event_records import WordRecord
from medvoice.session.events import (
    Event,
    ImpressionDrafted,
    SessionResumed,
    SessionStarted,
    StatementRecord,
)
from medvoice.session.exchanges import answer_given
from medvoice.session.hooks import Hooks
from medvoice.session.intents import AskQuestion, AwaitQuestion, Command
from medvoice.session.question_events import AnswerMissing
from medvoice.session.sound_events import SoundAsked, SoundEnded, SoundStarted, SoundStopped
from medvoice.session.state import SessionState, fold, replay

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
            words = []
            for part in line.split(" | "):
                for word in typed(part):
                    words.append(
                        WordRecord(text=word.text, start=self.at, end=self.at + 3000, confidence=1)
                    )
                    self.at += 4000
                self.at += 9600
            span = (words[0].start, self.at)
            for event in self.composer.compose(self.state, span, tuple(words)):
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


# The answer


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
