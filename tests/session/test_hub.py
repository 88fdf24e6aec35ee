"""Many sessions, many faces: the same state everywhere, and no sample lost on the way in."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from dictations import TURNS, spoken, until
from hubs import RATE, Face, gaps, hub_of, pcm, push, send_of, sound

from medvoice.audio.journal_reader import JournalReader
from medvoice.report.template_error import TemplateError
from medvoice.session.channel import WAITING, Channel
from medvoice.session.feed import NoStreamError, StreamBusyError
from medvoice.session.folder import FolderBusyError
from medvoice.session.hub import HubClosedError, HubFullError, HubSettings
from medvoice.session.intents import AddStatement, Command
from medvoice.session.listing import NoSuchSessionError

TRUTH = spoken(*TURNS)
WORDS = [w.text for w in TRUTH.words]
send = partial(send_of, TRUTH)


@pytest.fixture
def hub(tmp_path):
    made = hub_of(tmp_path, TRUTH)
    yield made
    made.stop()


def test_two_faces_see_the_same_and_each_may_act(hub) -> None:
    running = hub.create()
    one, two = Face(hub, running), Face(hub, running)
    running.feed.begin("s1", RATE, one.owner)
    send(running, 0, len(TRUTH.sound))
    one.until(lambda cells: len(one.heard) == len(WORDS))
    running.give(AddStatement("k1", "findings.bones", "No fracture."))
    two.until(lambda cells: "field/findings.bones" in cells)
    one.until(lambda cells: "field/findings.bones" in cells)
    until(lambda: one.look() == two.look())
    assert two.cells["faces"] == 2
    assert two.cells["field/findings.bones"][0]["origin"] == "typed"
    assert two.cells["intents"][-1] == {"key": "k1", "name": "add", "outcome": "done", "answer": ""}
    running.give(Command("k2", "undo"))
    one.until(lambda cells: "field/findings.bones" not in cells)
    hub.close(running.name)
    one.until(lambda cells: cells["mode"] == "ended")
    assert one.heard == WORDS
    assert hub.running(running.name) is None
    np.testing.assert_array_equal(sound(running), TRUTH.sound)


def test_a_face_that_comes_back_gets_what_it_missed_and_no_more(hub) -> None:
    running = hub.create()
    one, always = Face(hub, running), Face(hub, running)
    running.feed.begin("s1", RATE, one.owner)
    send(running, 0, 4 * RATE)
    one.until(lambda cells: cells["microphone"] is not None)
    last = one.messages[-1]
    one.close()
    send(running, 4 * RATE, len(TRUTH.sound))
    always.until(lambda cells: len(always.heard) == len(WORDS))
    back = Face(hub, running, last["epoch"], last["seq"])
    assert back.messages[0]["type"] == "diff"
    assert back.messages[0]["seq"] == last["seq"] + 1
    other = Face(hub, running, "of another run", last["seq"])
    assert other.messages[0]["type"] == "state"
    assert Face(hub, running, last["epoch"], 10_000).messages[0]["type"] == "state"


def test_a_slow_face_gets_everything_anew_and_holds_nobody_up() -> None:
    channel = Channel()
    slow = channel.subscribe(lambda: None)
    for number in range(10 * WAITING):
        channel.publish({"n": number, "same": [1, 2]})
    (message,) = slow.take()
    state = json.loads(message)
    assert state["type"] == "state"
    assert state["cells"] == {"n": 10 * WAITING - 1, "same": [1, 2]}
    assert slow.take() == []
    channel.publish({"n": -1})
    (message,) = slow.take()
    assert json.loads(message) == {
        "type": "diff", "epoch": channel.epoch, "seq": 10 * WAITING + 1, "set": {"n": -1},
        "gone": ["same"],
    }  # fmt: skip
    assert not channel.publish({"n": -1})


@pytest.mark.parametrize("rate", [16_000, 48_000, 44_100, 8_000])
def test_a_connection_that_is_cut_costs_nothing(tmp_path, rate) -> None:
    """The face keeps what is not durable, and sends from `have` on; overlaps do no harm."""
    rng = np.random.default_rng(rate)
    truth = spoken("one two three four five six")
    hub = hub_of(tmp_path, truth)
    running = hub.create()
    sent = (0.1 * rng.standard_normal(6 * rate)).clip(-1, 1)
    data = (sent * 32767).astype("<i2")
    at = 0
    for cut in (rate, 2 * rate + 17, 5 * rate, len(data)):
        owner = Face(hub, running).owner
        progress = running.feed.begin("s1", rate, owner)
        assert progress.have >= at
        assert 0 <= progress.durable <= progress.have
        at = max(0, progress.have - int(rng.integers(0, 3000)))  # some of it again
        while at < cut:
            at = push(running, "s1", at, data[at : at + 960].tobytes())
        running.feed.left(owner)
    until(lambda: (p := running.feed.progress()) is not None and p.have == len(data))
    running.feed.begin("s1", rate, Face(hub, running).owner)
    running.feed.end("s1")
    outcome = hub.close(running.name)
    assert outcome is not None
    assert abs(outcome.samples - 6 * RATE) <= 2
    assert gaps(running) == []
    if rate == RATE:
        heard = np.concatenate([b.samples for b in JournalReader(running.folder.journal).blocks()])
        np.testing.assert_array_equal(np.rint(heard * 32768).astype("<i2"), data)
    hub.stop()


def test_a_hole_is_stated(hub) -> None:
    running = hub.create()
    running.feed.begin("s1", RATE, Face(hub, running).owner)
    send(running, 0, RATE)
    running.feed.push("s1", 2 * RATE, pcm(TRUTH, 2 * RATE, 3 * RATE))
    hub.close(running.name)
    assert [(g.at, g.missing) for g in gaps(running)] == [(RATE, RATE)]


def test_one_microphone_at_a_time(hub) -> None:
    running = hub.create()
    one, two = Face(hub, running), Face(hub, running)
    running.feed.begin("s1", RATE, one.owner)
    with pytest.raises(StreamBusyError):
        running.feed.begin("s2", RATE, two.owner)
    send(running, 0, RATE)
    running.feed.begin("s2", RATE, two.owner, take=True)
    assert one.taken == ["s1"]
    with pytest.raises(NoStreamError):
        running.feed.push("s1", RATE, pcm(TRUTH, RATE, 2 * RATE))
    running.feed.end("s2")
    assert running.feed.microphone is None
    with pytest.raises(NoStreamError, match="another name"):
        running.feed.begin("s2", RATE, two.owner)
    running.feed.begin("s3", RATE, one.owner)
    for bad in ("", "a b", "x" * 65, "../x"):
        with pytest.raises(NoStreamError):
            running.feed.begin(bad, RATE, one.owner)
    with pytest.raises(NoStreamError):
        running.feed.begin("s4", 1_000_000, one.owner, take=True)
    with pytest.raises(NoStreamError):
        running.feed.push("s3", 0, b"123")


def test_a_page_loaded_anew_begins_another_stream_and_the_time_between_is_stated(hub) -> None:
    running = hub.create()
    one = Face(hub, running)
    running.feed.begin("s1", RATE, one.owner)
    send(running, 0, 2 * RATE)
    running.feed.left(one.owner)
    running.feed.begin("s2", RATE, Face(hub, running).owner)
    running.feed.push("s2", 0, pcm(TRUTH, 2 * RATE, 3 * RATE))
    hub.close(running.name)
    assert [g.at for g in gaps(running)] == [2 * RATE]
    np.testing.assert_array_equal(sound(running), TRUTH.sound[: 3 * RATE])


@pytest.mark.parametrize("word", [2, 5, 8])
def test_a_daemon_that_died_in_mid_word_goes_on_with_the_stream(tmp_path, word) -> None:
    """What the face sends again behind the crash and what the journal holds are one turn."""
    cut = (TRUTH.words[word].start + TRUTH.words[word].end) // 2
    hub = hub_of(tmp_path, TRUTH)
    running = hub.create()
    one = Face(hub, running)
    running.feed.begin("s1", RATE, one.owner)
    send(running, 0, cut)
    until(lambda: (p := running.feed.progress()) is not None and p.durable > cut - 1500)
    until(lambda: running.made.dictation.view().figures.lag == 0)
    name = running.name
    journal, log = running.folder.journal.read_bytes(), running.folder.events.read_bytes()
    hub.stop()
    running.folder.journal.write_bytes(journal)  # as they were when the process died
    running.folder.events.write_bytes(log)
    again = hub_of(tmp_path, TRUTH)
    back = again.open(name)
    face = Face(again, back)
    progress = back.feed.begin("s1", RATE, face.owner)
    assert cut - 1500 < progress.have <= cut
    assert progress.durable == progress.have
    send(back, progress.have, len(TRUTH.sound))
    face.until(lambda cells: len(face.heard) == len(WORDS))
    again.close(name)
    assert face.heard == WORDS
    assert gaps(back) == []
    np.testing.assert_array_equal(sound(back), TRUTH.sound)
    # And once more: the numbers of the stream still fit.
    third = again.open(name)
    more = third.feed.begin("s1", RATE, Face(again, third).owner)
    assert more.have == len(TRUTH.sound)
    again.stop()


def test_a_session_without_a_face_is_closed_and_saved(tmp_path) -> None:
    now = [0.0]
    hub = hub_of(tmp_path, TRUTH, HubSettings(linger_s=30))
    hub._clock = lambda: now[0]
    running = hub.create()
    face = Face(hub, running)
    running.feed.begin("s1", RATE, face.owner)
    send(running, 0, len(TRUTH.sound))
    now[0] = 100.0
    until(lambda: face.look()["mode"] != "speaking")
    assert hub.running(running.name) is not None, "a face is there"
    face.close()
    until(lambda: running.alone_since is not None)
    now[0] = 129.0
    assert not running.ended.wait(0.3)
    now[0] = 131.0
    assert running.ended.wait(30)
    assert "small right pleural effusion" in running.folder.report.read_text().lower()
    hub.stop()


class Screen:
    version, loading, closed = 0, False, 0

    def close(self) -> None:
        self.closed += 1


def test_a_session_that_cannot_be_shown_is_saved_and_ends(tmp_path) -> None:
    hub = hub_of(tmp_path, TRUTH)
    running = hub.create()
    running.feed.begin("s1", RATE, Face(hub, running).owner)
    send(running, 0, len(TRUTH.sound))

    def gone(*_) -> None:
        raise TemplateError("cxr", "its file is gone", "")

    running.cells.table = gone
    screen = Screen()
    running.made = replace(running.made, screen=screen)
    assert hub.close(running.name, 60) is not None
    assert screen.closed == 1, "its study is let go all the same"
    assert hub.running(running.name) is None
    assert "small right pleural effusion" in running.folder.report.read_text().lower()
    hub.stop()


def test_sessions_are_listed_deleted_and_bounded(tmp_path) -> None:
    hub = hub_of(tmp_path, TRUTH, HubSettings(most=2))
    first, second = hub.create(), hub.create()
    with pytest.raises(HubFullError):
        hub.create()
    send_all = Face(hub, first)
    first.feed.begin("s1", RATE, send_all.owner)
    send(first, 0, len(TRUTH.sound))
    hub.close(first.name)
    table = {one.name: (one, running) for one, running in hub.all()}
    assert table[first.name][1] is None
    assert table[first.name][0].ended
    assert table[first.name][0].statements > 1
    assert abs(table[first.name][0].seconds - len(TRUTH.sound) / RATE) < 0.1
    assert table[second.name][1] is second
    with pytest.raises(FolderBusyError):
        hub.delete(second.name)
    hub.delete(first.name)
    assert not first.folder.path.exists()
    for name in (first.name, "..", "../sessions", "20261128-000000-abcd", ""):
        with pytest.raises(NoSuchSessionError):
            hub.open(name)
        with pytest.raises(NoSuchSessionError):
            hub.delete(name)
    hub.stop()
    with pytest.raises(HubClosedError):
        hub.create()


def required(cells) -> set[str]:
    return {warning["field"] for warning in cells["warnings"] if warning["check"] == "required"}


def test_the_cells_are_what_the_session_holds(hub) -> None:
    running = hub.create()
    face = Face(hub, running)
    assert face.cells["mode"] == "microphone off" or face.cells["mode"] == "listening"
    running.feed.begin("s1", RATE, face.owner)
    send(running, 0, len(TRUTH.sound))
    unfilled = running.made.template("cxr").unfilled
    # The last turn's cells, which may come one after the other.
    face.until(lambda cells: len(face.heard) == len(WORDS))
    face.until(lambda cells: required(cells) == set(unfilled(running.state.report)))
    cells = face.cells
    assert json.dumps(cells)
    assert cells["session"]["template"] == "cxr"
    assert cells["status"] == {"status": "draft", "signed": []}
    assert any(spec["id"] == "findings.lungs_pleura" for spec in cells["form"])
    (effusion, none) = cells["field/findings.lungs_pleura"]
    assert effusion["text"] == "Small right pleural effusion."
    assert effusion["confidence"] == 0.9
    assert effusion["audio"]
    assert none["text"] == "No pneumothorax."
    assert cells["undo"] == "dictation"
    running.give(Command("k", "finalize"))
    face.until(lambda cells: cells["asked"] is not None)
    assert face.cells["asked"]["question"] == "confirm"
    running.give(Command("k2", "yes"))
    face.until(lambda cells: cells["status"]["status"] == "final")
    assert face.cells["undo"] == ""
