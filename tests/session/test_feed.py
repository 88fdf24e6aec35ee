"""Feed: the numbers of a stream, through holes, ends and other daemons."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from dictations import TURNS, spoken, until
from hubs import RATE, STEP, Face, gaps, hub_of, send_of, sound

from medvoice.audio.block import AudioBlock
from medvoice.audio.journal_reader import end_of
from medvoice.session.feed import Feed, NoStreamError, Progress

TRUTH = spoken(*TURNS)
send = partial(send_of, TRUTH)


@pytest.fixture
def hub(tmp_path):
    made = hub_of(tmp_path, TRUTH)
    yield made
    made.stop()


def test_behind_a_hole_the_numbers_of_the_stream_still_fit(tmp_path) -> None:
    """What is durable is said so, and a daemon that died asks for what it does not have: no sample
    twice."""
    hub = hub_of(tmp_path, TRUTH)
    running = hub.create()
    running.feed.begin("s1", RATE, Face(hub, running).owner)
    send(running, 0, RATE)
    send(running, 2 * RATE, 3 * RATE)
    until(lambda: (p := running.feed.progress()) is not None and p.durable > 3 * RATE - STEP)
    journal, log = running.folder.journal.read_bytes(), running.folder.events.read_bytes()
    hub.stop()
    running.folder.journal.write_bytes(journal)  # as they were when the process died
    running.folder.events.write_bytes(log)
    again = hub_of(tmp_path, TRUTH)
    back = again.open(running.name)
    progress = back.feed.begin("s1", RATE, Face(again, back).owner)
    assert 3 * RATE - STEP < progress.have <= 3 * RATE
    send(back, progress.have, 4 * RATE)
    again.close(running.name)
    expected = np.concatenate([TRUTH.sound[:RATE], TRUTH.sound[2 * RATE : 4 * RATE]])
    np.testing.assert_array_equal(sound(back), expected)
    assert [(g.at, g.missing) for g in gaps(back)] == [(RATE, RATE)]
    again.stop()


def test_what_is_not_durable_is_not_said_to_be_for_a_hole_behind_it() -> None:
    feed = Feed("face")
    feed.begin("s1", RATE, lambda _: None)
    feed.push("s1", 0, bytes(2 * RATE))
    feed.push("s1", 3 * RATE, bytes(2 * RATE))
    assert feed.progress() == Progress("s1", 4 * RATE, 0)
    at = [0]
    feed.attach(lambda: at[0])
    feed.source.close()
    assert sum(len(i.samples) for i in feed.source.captured() if isinstance(i, AudioBlock))
    for at[0], safe in ((0, 0), (800, 800), (RATE, 3 * RATE), (RATE + 800, 3 * RATE + 800)):
        assert feed.progress() == Progress("s1", 4 * RATE, safe)


def test_the_end_of_a_stream_that_never_came_is_stated(hub) -> None:
    running = hub.create()
    running.feed.begin("s1", RATE, Face(hub, running).owner)
    send(running, 0, RATE)
    with pytest.raises(NoStreamError, match="so long"):
        running.feed.push("s1", 2**64 - 1, bytes(2))
    running.feed.end("s1", 3 * RATE)
    hub.close(running.name)
    assert [(g.at, g.missing) for g in gaps(running)] == [(RATE, 2 * RATE)]


@pytest.mark.parametrize("ended", [True, False])
def test_a_stream_that_was_switched_off_does_not_begin_again_in_another_daemon(
    tmp_path, ended
) -> None:
    """ended: the session was closed, not cut off."""
    hub = hub_of(tmp_path, TRUTH)
    running = hub.create()
    running.feed.begin("s1", RATE, Face(hub, running).owner)
    send(running, 0, RATE)
    running.feed.end("s1")
    until(lambda: running.feed.progress() == Progress("s1", RATE, RATE))
    until(lambda: running.made.dictation.durable_to == RATE and running.feed.microphone is None)
    until(lambda: "ended" in end_of(running.folder.journal).message)
    log = running.folder.events.read_bytes()
    hub.stop()
    if not ended:
        running.folder.events.write_bytes(log)
    for _ in range(2):
        again = hub_of(tmp_path, TRUTH)
        back = again.open(running.name)
        with pytest.raises(NoStreamError, match="has ended"):
            back.feed.begin("s1", RATE, Face(again, back).owner)
        again.stop()
    np.testing.assert_array_equal(sound(running), TRUTH.sound[:RATE])
