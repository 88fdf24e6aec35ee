"""Voice commands on a session: modes, normal text, macros, pick lists, and the finished report."""

from __future__ import annotations

import pytest
from commanded import CXR, LUNGS, Lists, Said

from medvoice.language.reader import Dialect
from medvoice.session.composing import ReportComposer
from medvoice.session.hooks import Hooks


@pytest.fixture
def said() -> Said:
    return Said().say("lungs colon there is a six millimeter nodule in the right upper lobe period")


def test_literal_and_modes(said):
    said.say("literal next field period", "dictation mode", "scratch that period", "normal mode")
    assert "Next field. Scratch that" in said.all
    before = said.state.report
    said.say("command mode", "the lungs are clear", "dictation mode")
    assert said.state.report == before
    assert [a.why for a in said.state.aside] == ["no command, in command mode"]
    said.say("command mode", "normal mode", "the lungs are clear period")
    assert "The lungs are clear." in said.all


@pytest.mark.parametrize("name", ["period", "new paragraph", "comma"])
def test_a_literal_mark_is_a_word(said, name):
    said.say(f"literal {name}")
    assert name in said.all.lower()


def test_sleep_keeps_the_words_and_wakes_tolerantly(said):
    before = said.state.report
    said.say("go to sleep", "the coffee is cold | scratch that", "microphone off", "wak up")
    assert not said.state.asleep
    assert said.state.report == before
    assert [a.why for a in said.state.aside] == ["asleep", "asleep"]
    words = {u.id: u.words for u in said.state.utterances}
    kept = [
        " ".join(w.text for w in words[a.utterance][a.first : a.last]) for a in said.state.aside
    ]
    assert kept == ["the coffee is cold scratch that", "microphone off"]


def test_sleep_and_wake_inside_one_turn(said):
    said.say("no effusion period | go to sleep | hello there | wake up | no pneumothorax period")
    assert said.field().endswith("No effusion. No pneumothorax.")
    assert [a.why for a in said.state.aside] == ["asleep"]


# Normal text, macros, lists


def test_normal_text_is_marked_and_leaves_what_was_dictated(said):
    dictated = said.state.report.field(LUNGS)
    said.say("rest normal")
    assert said.state.report.field(LUNGS)[:1] == dictated
    assert said.field().endswith("upper lobe. No pleural effusion. No pneumothorax.")
    normal = [s for s in said.state.report.statements() if s.origin.value == "normal text"]
    assert normal
    assert len({s.id for s in said.state.report.statements()}) == len(normal) + 1
    said.say("undo")
    assert [s.text for s in said.state.report.statements()] == [s.text for s in dictated]


def test_a_positive_takes_out_the_normal_that_it_contradicts(said):
    said.say("rest normal")
    before = said.field()
    said.say("lungs colon small left effusion period")
    assert said.field().endswith("upper lobe. No pneumothorax. Small left effusion.")
    assert "The heart is normal in size." in said.all
    said.say("undo")
    assert said.field() == before
    said.say("rest normal")
    assert said.last.outcome == "refused", "nothing is left to fill"


def test_macros_with_slots(said):
    said.say(
        "macro no acute", "insert macro left hip replacement", "macro nodule of six millimeters"
    )
    assert said.impression == "No acute cardiopulmonary abnormality."
    assert "Status post left total hip arthroplasty." in said.all
    assert "There is a nodule of 6 mm." in said.all
    said.say("macro liver")
    assert said.last.outcome == "refused"


def test_no_is_no_answer_to_a_list():
    said = Said(ReportComposer(CXR, Dialect.WORDS, (), Hooks(picks=Lists())))
    said.say("go to lungs", "no")
    assert said.field() == "No"
    said.say("go to lungs", "cancel", "two")
    assert said.field() == "No Two"


def test_pick_lists_by_number_and_word():
    said = Said(ReportComposer(CXR, Dialect.WORDS, (), Hooks(picks=Lists())))
    said.say("go to lungs", "two")
    assert said.field() == "Hyperinflated"
    said.say("show choices", "low volumes")
    assert said.field() == "Low volumes"
    said.say("show choices", "emphysema")
    assert said.field() == "Hyperinflated"
    said.say("undo")
    assert said.field() == "Low volumes"
    said.say("go to lungs", "choose 7")
    assert said.last.outcome == "asked"
    said.say("no effusion period")
    assert said.field() == "Low volumes No effusion."


# The report


def test_final_only_by_confirmation_and_then_nothing_but_an_addendum(said):
    said.say("finalize report", "no")
    assert said.state.status == "draft"
    said.say("finalize report", "no effusion period", "yes period")
    assert said.state.status == "draft", "other words drop the question"
    said.say("finalize report", "yes")
    final = said.state.report
    said.say("no fracture period", "undo", "scratch that", "clear field", "rest normal")
    assert (said.state.status, said.state.report) == ("final", final)
    said.say("addendum", "discussed with the team period", "go to lungs", "select nodule")
    assert said.field("addendum") == "Discussed with the team."
    said.say("scratch that", "scratch that", "undo", "undo", "undo")
    assert said.state.report.fields[: len(final.fields)] == final.fields


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("draft impression", "no model"),
        ("question is there a nodule", "no study"),
        ("accept draft", "no model"),
        ("play that back", "this was typed"),
        ("use my general physical exam template", "no template is called"),
        ("export as wordperfect", "no format"),
    ],
)
def test_what_cannot_be_done_says_so_and_types_nothing(said, line, why):
    before = said.state.draft
    said.say(line)
    assert (said.last.outcome, said.state.draft) == ("refused", before)
    assert why in said.last.answer


def test_showing(said):
    said.say("read back lungs")
    assert "6 mm nodule" in said.last.answer
    said.say("check report")
    assert "Impression" in said.last.answer
    said.say("show commands")
    assert "scratch that" in said.last.answer
    said.say("export as h l seven", "export as PDF")
    assert said.state.exports == ("hl7", "pdf")
