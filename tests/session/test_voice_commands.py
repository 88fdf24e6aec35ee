"""Voice commands on a session: erase, undo, moves and edits, as the report shows them."""

from __future__ import annotations

import pytest
from commanded import CXR, Said

from medvoice.language.commands.grammar import load_grammar
from medvoice.session.commanding import Commander
from medvoice.session.event_records import ReadingRecord


@pytest.fixture
def said() -> Said:
    return Said().say("lungs colon there is a six millimeter nodule in the right upper lobe period")


def test_every_command_of_the_grammar_is_handled(said):
    commander: Commander = said.composer._benches.first.commander
    assert all(commander.handles(command) for command in load_grammar().commands)


# Erase and undo


def test_scratch_that_goes_back_to_the_start(said):
    said.say("no effusion period", "no pneumothorax period", "scratch that", "scratch that")
    assert said.field() == "There is a 6 mm nodule in the right upper lobe."
    said.say("scratch that", "scratch that")
    assert said.all == ""
    assert said.last.outcome == "refused"


def test_undo_is_one_step_each_and_redo_the_way_back(said):
    seen = [said.state.draft]
    said.say("no effusion period")
    seen.append(said.state.draft)
    said.say("replace six millimeter with eight millimeter")
    seen.append(said.state.draft)
    said.say("go to impression")
    seen.append(said.state.draft)
    said.say("scratch that")
    seen.append(said.state.draft)
    for before in reversed(seen[:-1]):
        said.say("undo that")
        assert said.state.draft == before
    for after in seen[1:]:
        said.say("redo that")
        assert said.state.draft == after


def test_scratch_that_behind_an_edit_takes_back_the_edit_alone(said):
    before = said.state.report
    said.say("replace six millimeter with eight millimeter", "go to impression")
    edited = said.state.draft
    said.say("scratch that")
    assert said.state.report == before
    assert said.composer.field(said.state) == "impression.text", "a move is not taken back"
    said.say("undo")
    assert said.state.draft == edited
    said.say("scratch that", "scratch that")
    assert said.all == ""


def test_delete_last_leaves_the_sentence_open(said):
    said.say("no pleural effusion or pneumothorax period", "delete last word", "fibrosis period")
    assert said.field().endswith("No pleural effusion or fibrosis.")
    said.say("delete last three words", "thickening")
    assert said.field().endswith("No pleural thickening")
    said.say("delete the last sentence")
    assert said.field() == "There is a 6 mm nodule in the right upper lobe."


def test_delete_paragraph_and_clear_field(said):
    said.say("new paragraph", "no effusion period no pneumothorax period", "delete last paragraph")
    assert said.field() == "There is a 6 mm nodule in the right upper lobe."
    before = said.state.draft
    said.say("clear field")
    assert said.field() == ""
    said.say("undo")
    assert said.state.draft == before


def test_redo_alone_is_a_command_only_behind_an_undo(said):
    said.say("redo sternotomy period", "redo period")
    assert "Redo." in said.all
    said.say("undo", "redo")
    assert "Redo." in said.all
    assert said.last.name == "redo"


# Moves


def test_moves(said):
    fields = CXR.field_ids()
    said.say("go to impression", "small nodule period")
    assert said.impression == "Small nodule."
    said.say("next field")
    assert said.last.outcome == "refused"
    said.say("previous field")
    assert said.composer.field(said.state) == fields[-2]
    said.say("go to the [TECHNIQUE]", "next field")
    assert said.composer.field(said.state) == fields[fields.index("technique.text") + 1]
    said.say("next section", "previous section", "previous section", "go to next blank")
    blank = said.composer.field(said.state)
    assert blank in CXR.unfilled(said.state.report)
    said.say("go to the hospital")
    assert "Go to the hospital" in said.all, "no such field: nothing said is lost"
    assert 'no field or section is called "hospital"' in said.state.utterances[-1].hints[0]


# Edits


def test_select_then_speak(said):
    said.say("select right upper lobe", "left lower lobe")
    assert said.field() == "There is a 6 mm nodule in the left lower lobe."
    assert [(c.heard, c.meant) for c in said.state.corrections] == [
        ("right upper lobe", "left lower lobe")
    ]
    said.say("select nodule through lobe", "mass")
    assert said.field() == "There is a 6 mm mass."
    said.say("no effusion period")
    assert said.field().endswith("mass. No effusion."), "the point is used once"


def test_several_places_are_asked_about(said):
    said.say("no nodule on the left period", "select nodule")
    assert said.last.outcome == "asked"
    said.say("choose two", "mass")
    assert said.field().endswith("No mass on the left.")
    said.say("replace left with right")
    assert said.field().endswith("No mass on the right.")


def test_another_utterance_drops_the_question(said):
    said.say("no nodule on the left period", "replace nodule with mass", "no effusion period")
    assert said.state.asked is None
    said.say("two")
    assert said.last.name == "replace"
    assert "mass" not in said.all


def test_insert_before_and_after(said):
    said.say("insert before six millimeter", "calcified")
    assert said.field() == "There is a calcified 6 mm nodule in the right upper lobe."
    said.say("insert after nodule", "with a halo")
    assert said.field() == "There is a calcified 6 mm nodule with a halo in the right upper lobe."
    said.say("insert before there", "again")
    assert said.field().startswith("Again there is a calcified")


def test_what_is_not_there_is_refused_and_kept_out_of_the_report(said):
    before = said.state.draft
    said.say("select plural effusion")
    assert (said.last.outcome, said.state.draft) == ("refused", before)
    assert "plural effusion" in said.last.answer
    said.say("that was dictation")
    assert "Select plural effusion" in said.all


def test_behind_a_list_number_a_sentence_begins(said):
    said.say("impression colon", "one period mass period", "replace mass with small mass period")
    assert said.impression == "1. Small mass."
    said.say("select small mass", "tiny mass")
    assert said.impression == "1. Tiny mass."
    assert said.state.corrections[0].meant.lower() == "small mass"


def test_capitals(said):
    said.say("capitalize right upper lobe")
    assert "Right Upper Lobe" in said.field()
    said.say("no effusion period", "all caps that")
    assert said.field().endswith("NO EFFUSION.")
    said.say("select upper", "no caps that")
    assert "Right upper Lobe" in said.field()


def test_spelling_replaces_the_last_word(said):
    said.say("consistent with hamartona period", "spell that h a m a r t o m a")
    assert said.field().endswith("hamartoma.")


def test_correct_that_offers_what_else_was_heard(said):
    said.say("correct that")
    assert said.last.outcome == "refused"
    before = said.state.draft
    readings = (
        ReadingRecord(first=1, last=2, text="pleural"),
        ReadingRecord(first=1, last=3, text="confusion"),
        ReadingRecord(first=0, last=1, text=""),
    )
    said.say("no plural effusion period", readings=readings)
    wrong = said.state.draft
    said.say("correct that")
    assert said.last.answer.startswith("1 plural → pleural; 2 plural effusion → confusion; 3 no →")
    said.say("choose 1")
    assert said.field().endswith("No pleural effusion.")
    correction = said.state.corrections[-1]
    assert (correction.heard, correction.meant) == ("plural", "pleural")
    said.say("undo")
    assert said.state.draft == wrong
    said.say("redo", "scratch that", "scratch that")
    assert said.state.draft.report == before.report
    said.say("no plural effusion period", readings=readings)
    said.say("correct that", "confusion")
    assert said.field().endswith("No confusion.")
