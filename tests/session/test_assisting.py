"""A language model beside the rules: what it may move, when, and how it is undone."""

from __future__ import annotations

import pytest
from assisted_room import HEAD, LEFT, Room, to
from scripted_backend import ScriptedBackend, right_on_probes

from medvoice.assistant.backend import TimedOut
from medvoice.session.event_log import read_events
from medvoice.session.state import SessionState, fold, replay


@pytest.fixture
def room(tmp_path):
    rooms = []

    def make(backend, **given):
        rooms.append(Room(tmp_path, backend, **given))
        return rooms[-1]

    yield make
    for one in rooms:
        one.close()


def test_the_model_moves_what_the_rules_left_and_says_so(room):
    here = room(to("Skull and scalp"))
    here.say("Quondle xanthosis. The globes are intact.")
    assert here.where("Quondle xanthosis") == ["findings.skull"]
    assert here.where("globes") == ["findings.orbits"]
    moved = here.state.report.field("findings.skull")[0]
    assert moved.margin == 6.0
    assert moved.reason.startswith("placed by the model (margin 6.00)")
    assert moved.origin.value == "dictated"
    # Only what was left was asked; the fixed part was prefilled once.
    assert [text for text in here.backend.asked if "globes are" in text] == []
    assert len(here.backend.fixed) == 1


def test_a_replay_runs_no_model_and_ends_where_the_session_did(room):
    here = room(to("Skull and scalp"))
    here.say("Quondle xanthosis.")
    here.say("The ventricles are normal.")
    assert replay(read_events(here.path).events) == here.state
    assert here.where("Quondle") == ["findings.skull"]


def test_undo_takes_the_move_back_first_then_the_words(room):
    here = room(to("Skull and scalp"))
    here.say("Quondle xanthosis.", settle=False)
    ruled = here.state.report
    here.settle()
    moved = here.state.report
    here.say("undo")
    assert here.state.report == ruled
    here.say("redo")
    assert here.state.report == moved
    here.say("undo")
    here.say("undo")
    assert not here.state.report.statements()


@pytest.mark.parametrize("chooser", [
    lambda text, choices: (choices[0], 9.0),
    lambda text, choices: (choices[hash(text) % len(choices)], 9.0),
    lambda text, choices: (choices[-2], None),
])  # fmt: skip
def test_a_model_that_fails_its_trial_has_no_say(room, chooser):
    here = room(ScriptedBackend(chooser))
    here.say("Quondle xanthosis.")
    assert here.where("Quondle") == [LEFT]
    assert not here.state.assisted


def test_a_low_margin_leaves_it_with_the_rules(room):
    backend = ScriptedBackend(
        right_on_probes(HEAD, lambda text, choices: ("Orbits", 4.9), margin=5.0)
    )
    here = room(backend)
    here.say("Quondle xanthosis.")
    assert here.where("Quondle") == [LEFT]


def test_what_the_speaker_has_changed_meanwhile_stays(room):
    backend = to("Skull and scalp")
    here = room(backend)
    here.thread.finish(60)
    backend.gate.clear()
    here.say("Quondle xanthosis.", settle=False)
    here.say("replace xanthosis with growth", settle=False)
    assert here.where("Quondle growth") == [LEFT]
    backend.gate.set()
    here.settle()
    assert here.where("Quondle growth") == [LEFT]
    assert not here.state.assisted


def test_what_was_scratched_does_not_come_back(room):
    backend = to("Skull and scalp")
    here = room(backend)
    here.thread.finish(60)
    backend.gate.clear()
    here.say("Quondle xanthosis.", settle=False)
    here.say("scratch that", settle=False)
    backend.gate.set()
    here.settle()
    assert not here.state.report.statements()


def test_nothing_moves_in_a_final_report(room):
    backend = to("Skull and scalp")
    here = room(backend)
    here.thread.finish(60)
    backend.gate.clear()
    here.say("Quondle xanthosis.", settle=False)
    here.say("finalize report", settle=False)
    here.say("yes", settle=False)
    assert here.state.status == "final"
    backend.gate.set()
    here.settle()
    assert here.where("Quondle") == [LEFT]


def test_a_move_waits_while_something_can_be_done_again(room):
    backend = to("Skull and scalp")
    here = room(backend)
    here.thread.finish(60)
    backend.gate.clear()
    here.say("Quondle xanthosis.", settle=False)
    here.say("The globes are intact.", settle=False)
    here.say("undo", settle=False)
    backend.gate.set()
    here.settle()
    assert here.where("Quondle") == [LEFT]
    here.say("redo")
    assert here.where("globes") == ["findings.orbits"]
    assert here.where("Quondle") == ["findings.skull"]


def test_scratch_that_takes_the_words_and_not_the_move(room):
    here = room(to("Skull and scalp"))
    here.say("The globes are intact.")
    here.say("Quondle xanthosis.")
    here.say("scratch that")
    assert here.where("Quondle") == []
    assert here.where("globes") == ["findings.orbits"]


def test_a_scratched_edit_leaves_the_move(room):
    backend = to("Skull and scalp")
    here = room(backend)
    here.thread.finish(60)
    backend.gate.clear()
    here.say("Quondle xanthosis.", settle=False)
    here.say("The globes are intact.", settle=False)
    here.say("replace intact with ruptured", settle=False)
    backend.gate.set()
    here.settle()
    assert here.where("Quondle") == ["findings.skull"]
    here.say("scratch that")
    assert here.where("globes are intact") == ["findings.orbits"]
    assert here.where("Quondle") == ["findings.skull"]


def test_delete_last_means_what_was_said_last_though_something_was_moved_since(room):
    backend = to("Skull and scalp")
    here = room(backend)
    here.thread.finish(60)
    backend.gate.clear()
    here.say("Quondle xanthosis.", settle=False)
    here.say("The globes are intact.", settle=False)
    backend.gate.set()
    here.settle()
    here.say("delete last sentence")
    assert here.where("Quondle") == ["findings.skull"]
    assert here.where("globes") == []


def test_the_rest_of_a_sentence_cut_by_a_pause_goes_along(room):
    here = room(to("Skull and scalp"))
    here.say("There is a quondle of")
    here.say("xanthosis throughout.")
    fields = {n for n, _ in here.state.report.fields}
    assert fields == {"findings.skull"} or fields == {LEFT}


def test_a_failing_backend_leaves_the_rules_and_says_so(room):
    class Late(ScriptedBackend):
        def choose(self, *given, **named):
            if len(self.asked) >= 20:
                raise TimedOut("the server gave no answer within 20 s")
            return super().choose(*given, **named)

    here = room(Late(right_on_probes(HEAD, lambda t, c: ("Orbits", 9.0))))
    here.say("Quondle xanthosis.")
    assert here.where("Quondle") == [LEFT]
    assert here.notices == ["Placed by rules alone: the server gave no answer within 20 s"]
    assert replay(read_events(here.path).events) == here.state


def test_a_broken_backend_never_breaks_the_session(room):
    def broken(text, choices):
        raise ZeroDivisionError("dictated text could be in here")

    here = room(ScriptedBackend(broken))
    here.say("Quondle xanthosis.")
    assert here.where("Quondle") == [LEFT]
    assert (
        here.notices == ["Placed by rules alone: the language model failed (ZeroDivisionError)"] * 2
    )


def test_commands_and_what_is_said_asleep_never_reach_the_model(room):
    here = room(to("Skull and scalp"))
    here.thread.finish(60)
    before = len(here.backend.asked)
    for turn in ("show commands", "check report", "go to impression", "next field", "go to sleep",
                 "Quondle xanthosis.", "wake up", "read back", "undo", "insert normal"):  # fmt: skip
        here.say(turn)
    assert here.backend.asked[before:] == []


def test_a_full_queue_leaves_the_rest_to_the_rules(room):
    backend = to("Skull and scalp")
    here = room(backend, seconds=30.0)
    here.thread.finish(60)
    backend.gate.clear()
    for _ in range(40):
        here.say("Quondle xanthosis.", settle=False)
    backend.gate.set()
    here.settle()
    assert any("too far behind" in notice for notice in here.notices)
    assert len(here.state.report.statements()) == 40


def test_a_slow_run_is_given_up(room):
    backend = to("Skull and scalp")
    here = room(backend, seconds=0.2)
    here.thread.finish(60)
    backend.gate.clear()
    here.say("Quondle xanthosis.")
    assert here.where("Quondle") == [LEFT]
    assert here.notices == [
        "Placed by rules alone: The language model took longer than it was given."
    ]
    backend.gate.set()


def test_closing_does_not_wait_for_a_model_that_hangs(room):
    backend = to("Skull and scalp")
    here = room(backend)
    here.thread.finish(60)
    backend.gate.clear()
    here.say("Quondle xanthosis.", settle=False)
    here.close()
    assert not here.thread._thread.is_alive()


def test_a_log_of_format_2_reads_as_before(room):
    here = room(to("Skull and scalp"))
    here.say("The globes are intact.")
    events = read_events(here.path).events
    state = SessionState()
    for event in events:
        state = fold(state, event)
    assert state == here.state
