"""Who signs by voice: who held the microphone while the command was said, whenever it is heard."""

from __future__ import annotations

import pytest
from dictations import spoken, until
from hubs import RATE, Face, hub_of, send_of
from hypothesis import given
from hypothesis import strategies as st
from truth import Plan

from medvoice.session.event_log import read_events
from medvoice.session.holders import OPENING, held_in, holder_in, named, with_source
from medvoice.session.hub import HubSettings
from medvoice.session.state import replay

ADA, BEN = "Dr. Ada Ashe", "Dr. Ben Birk"
HOUSE = HubSettings(author="the house")


def before(truth: Plan, word: str, nth: int = 0) -> int:
    """A sample in the pause in front of a word, on the grid of what is sent."""
    found = [w for w in truth.words if w.text == word][nth]
    return (found.start - RATE // 10) // 800 * 800


def after(truth: Plan, word: str) -> int:
    """A sample just behind a word: too early for its turn to be over."""
    return -(-(next(w for w in truth.words if w.text == word).end + 800) // 800) * 800


def dictated(tmp_path, truth: Plan, *hands: tuple[str, int]):
    """Each holder's microphone up to that sample, the next one takes over. Nothing of a turn that
    reaches so far is heard before the microphone has changed hands."""
    hub = hub_of(tmp_path, truth, HOUSE)
    running = hub.create()
    at = 0
    for number, (name, to) in enumerate(hands):
        owner = Face(hub, running).owner
        running.feed.begin(f"s{number}", RATE, owner, take=True, holder=name)
        part = Plan(truth.sound[at:to], truth.words)
        send_of(part, running, 0, to - at, f"s{number}")
        at = to
    hub.close(running.name)
    hub.stop()
    return running


def signed(running) -> list[tuple[str, str]]:
    return [(one.status, one.by) for one in running.state.signed]


def questions(running) -> list[str]:
    return [c.answer for c in running.state.commands if c.outcome == "asked"]


def test_who_takes_over_while_the_command_is_recognised_does_not_sign_it(tmp_path) -> None:
    truth = spoken("no effusion period", "mark preliminary", "lungs are clear period")
    at = after(truth, "preliminary")
    running = dictated(tmp_path, truth, (ADA, at), (BEN, len(truth.sound)))
    assert signed(running) == [("preliminary", ADA)]


def test_who_takes_over_while_yes_is_recognised_does_not_sign_the_final_report(tmp_path) -> None:
    truth = spoken("no effusion period", "finalize report", "yes", "no pneumothorax period")
    running = dictated(tmp_path, truth, (ADA, after(truth, "yes")), (BEN, len(truth.sound)))
    assert signed(running) == [("final", ADA)]


def test_a_yes_of_another_is_asked_about_and_signs_as_whose_it_is(tmp_path) -> None:
    truth = spoken("no effusion period", "finalize report", "yes", "yes")
    running = dictated(tmp_path, truth, (ADA, before(truth, "yes")), (BEN, len(truth.sound)))
    assert signed(running) == [("final", BEN)]
    asked = questions(running)
    assert len(asked) == 2
    assert f"changed hands. finalize, signed by {BEN}?" in asked[1]


def test_where_it_changes_hands_again_it_is_asked_again(tmp_path) -> None:
    truth = spoken("no effusion period", "finalize report", "yes", "yes", "no")
    first, second = before(truth, "yes"), before(truth, "yes", 1)
    running = dictated(tmp_path, truth, (ADA, first), (BEN, second), (ADA, len(truth.sound)))
    assert signed(running) == []
    assert len(questions(running)) == 3
    assert running.state.asked is None


def test_within_one_command_it_is_asked(tmp_path) -> None:
    """One microphone whose face signs in as another in the middle of the words."""
    truth = spoken("no effusion period", "mark preliminary", "yes", "yes")
    hub = hub_of(tmp_path, truth, HOUSE)
    running = hub.create()
    owner = Face(hub, running).owner
    middle = next(w for w in truth.words if w.text == "preliminary").start // 800 * 800
    running.feed.begin("s1", RATE, owner, holder=ADA)
    send_of(truth, running, 0, middle)
    running.feed.begin("s1", RATE, owner, holder=BEN)
    send_of(truth, running, middle, len(truth.sound))
    hub.close(running.name)
    hub.stop()
    assert signed(running) == [("preliminary", BEN)]
    assert len(questions(running)) == 2


def test_a_restart_knows_who_said_what_was_not_heard_yet(tmp_path) -> None:
    """Killed before the command was recognised, and before the log knew whose microphone it is."""
    truth = spoken("no effusion period", "mark preliminary", "lungs are clear period")
    hub = hub_of(tmp_path, truth, HOUSE)
    running = hub.create()
    started = running.folder.events.read_bytes().splitlines(keepends=True)[0]
    running.feed.begin("s1", RATE, Face(hub, running).owner, holder=ADA)
    at = after(truth, "preliminary")
    send_of(truth, running, 0, at)
    until(lambda: (p := running.feed.progress()) is not None and p.durable >= at - 800)
    journal = running.folder.journal.read_bytes()
    hub.stop()
    running.folder.journal.write_bytes(journal)  # as they were when the process died
    running.folder.events.write_bytes(started)
    again = hub_of(tmp_path, truth, HOUSE)
    back = again.open(running.name)
    progress = back.feed.begin("s2", RATE, Face(again, back).owner, holder=BEN)
    assert progress.have == 0
    again.close(running.name)
    again.stop()
    assert signed(back) == [("preliminary", ADA)]
    state = replay(read_events(back.folder.log).events)
    assert state.holders == back.state.holders
    assert [name for _, name in state.holders] == [ADA, BEN]


def test_without_a_name_the_house_signs(tmp_path) -> None:
    truth = spoken("no effusion period", "finalize report", "yes")
    running = dictated(tmp_path, truth, ("", len(truth.sound)))
    assert signed(running) == [("final", "the house")]


@given(st.text(min_size=1, max_size=250))
def test_any_name_comes_back_out_of_a_message(name) -> None:
    if name.encode("utf-8", "surrogatepass").decode("utf-8", "replace") == name:
        assert holder_in(named("stream=a rate=16000 from=0", name)) == name


@given(
    st.lists(st.tuples(st.integers(0, 50), st.sampled_from("ABC"))),
    st.integers(0, 60),
    st.integers(1, 20),
)
def test_held_in_is_who_held_it_at_each_sample(changes, start, length) -> None:
    holders = ()
    for at, name in sorted(changes, key=lambda pair: pair[0]):
        holders = with_source(holders, at, OPENING[0], named("stream=a", name))
    each = []
    for sample in range(start, start + length):
        each.append(next((name for at, name in reversed(holders) if at <= sample), ""))
    assert held_in(holders, start, start + length) == tuple(dict.fromkeys(each))


@pytest.mark.parametrize("state", ["paused", "lost"])
def test_a_microphone_that_is_off_is_nobody_elses(state) -> None:
    held = with_source((), 0, "open", named("stream=a", ADA))
    assert with_source(held, 10, state, "stream=a ended") == held
