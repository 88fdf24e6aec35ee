"""The spool: journal first, order kept, memory bounded, nothing dropped."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from disks import FakeDisk
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import RATE, blocks_of, noise

from medvoice.audio.block import AudioBlock, AudioGap, Captured, to_grid
from medvoice.audio.journal import JournalError, JournalReader, JournalSettings, JournalWriter
from medvoice.audio.push_source import PushFullError, PushSource
from medvoice.audio.spool import Spool

NEVER = JournalSettings(sync_every_s=3600.0)


def _drained(spool: Spool) -> list[Captured]:
    items = []
    while (item := spool.get(0.01)) is not None:
        items.append(item)
    return items


def test_an_item_is_in_the_file_before_it_can_be_got(tmp_path: Path) -> None:
    path = tmp_path / "audio.mvj"
    journal = JournalWriter(path, NEVER)
    spool = Spool(journal)
    seen: list[int] = []

    def consume() -> None:
        while not spool.ended:
            item = spool.get(0.1)
            if isinstance(item, AudioBlock):
                held = [b.end for b in JournalReader(path).blocks()]
                seen.append(max(held, default=0) - item.end)

    thread = threading.Thread(target=consume)
    thread.start()
    for block in blocks_of(to_grid(noise(50 * 480))):
        spool.put(block)
    spool.end()
    thread.join()
    journal.close()
    assert len(seen) == 50
    assert min(seen) >= 0


def test_a_consumer_far_behind_gets_everything_from_the_journal(tmp_path: Path) -> None:
    journal = JournalWriter(tmp_path / "audio.mvj", NEVER)
    spool = Spool(journal, keep_seconds=0.5)
    sound = to_grid(noise(20 * RATE))
    items: list[Captured] = list(blocks_of(sound))
    items.insert(300, AudioGap(300 * 480, 9, "test"))
    for item in items:
        spool.put(item)
    assert spool.backlog_samples == len(sound)
    assert spool.waiting_samples <= RATE // 2
    spool.end()
    got = _drained(spool)
    assert spool.ended
    assert spool.backlog_samples == 0
    assert [type(i) for i in got] == [type(i) for i in items]
    heard = np.concatenate([i.samples for i in got if isinstance(i, AudioBlock)])
    np.testing.assert_array_equal(heard, sound)
    journal.close()


@settings(deadline=None, max_examples=120, derandomize=True)
@given(
    st.lists(
        st.sampled_from(["put", "put", "put", "get", "gap", "full", "free", "sync"]), max_size=80
    )
)
def test_order_is_kept_whatever_the_disk_does(steps: list[str]) -> None:
    disk = FakeDisk()
    journal = JournalWriter(Path("unused"), NEVER, disk)
    spool = Spool(journal, keep_seconds=0.1)
    sound = to_grid(noise(80 * 480))
    put: list[tuple[str, int]] = []
    got: list[Captured] = []
    at = 0
    for step in steps:
        match step:
            case "put":
                spool.put(AudioBlock(sound[at : at + 480], at, 0.0))
                put.append(("block", at))
                at += 480
            case "gap":
                spool.put(AudioGap(at, 1, "test"))
                put.append(("gap", at))
            case "get":
                item = spool.get(0.0)
                if item is not None:
                    got.append(item)
            case "full":
                disk.room = 500
            case "free":
                disk.room = None
            case "sync":
                journal.sync()
        assert spool.waiting_samples <= 1600 + 480
    spool.end()
    got += _drained(spool)
    assert spool.ended
    assert [("block", i.start) if isinstance(i, AudioBlock) else ("gap", i.at) for i in got] == put  # type: ignore[union-attr]
    for item in got:
        if isinstance(item, AudioBlock):
            np.testing.assert_array_equal(item.samples, sound[item.start : item.end])
    disk.room = None
    journal.close()


def test_two_threads_and_a_slow_consumer(tmp_path: Path) -> None:
    journal = JournalWriter(tmp_path / "audio.mvj")
    spool = Spool(journal, keep_seconds=0.2)
    sound = to_grid(noise(30 * RATE))
    rng = random.Random(1)
    heard: list[np.ndarray] = []

    def consume() -> None:
        while not spool.ended:
            item = spool.get(0.1)
            if isinstance(item, AudioBlock):
                heard.append(item.samples)
                if rng.random() < 0.02:
                    time.sleep(0.01)

    thread = threading.Thread(target=consume)
    thread.start()
    for block in blocks_of(sound):
        spool.put(block)
    spool.end()
    thread.join()
    np.testing.assert_array_equal(np.concatenate(heard), sound)
    journal.close()


def test_beyond_the_memory_of_a_full_disk_put_waits_for_the_consumer(tmp_path: Path) -> None:
    disk = FakeDisk()
    journal = JournalWriter(tmp_path / "a", JournalSettings(3600.0, 0.09, 3600.0), disk)
    spool = Spool(journal, keep_seconds=0.09)
    disk.room = 0
    blocks = blocks_of(to_grid(noise(12 * 480)))
    done = threading.Event()

    def produce() -> None:
        for block in blocks:
            spool.put(block)
        spool.end()
        done.set()

    threading.Thread(target=produce, daemon=True).start()
    assert not done.wait(0.2), "the capture waits: its ring states what it could not hold"
    got: list[Captured] = []
    while not done.is_set():  # the producer may be slow to come
        got += _drained(spool)
    got += _drained(spool)
    assert [b.start for b in got if isinstance(b, AudioBlock)] == [b.start for b in blocks]
    assert journal.lost > 0
    journal.close()


def test_get_times_out_and_ends(tmp_path: Path) -> None:
    journal = JournalWriter(tmp_path / "audio.mvj", NEVER)
    spool = Spool(journal)
    assert spool.get(0.0) is None
    assert not spool.ended
    spool.end()
    assert spool.get(5.0) is None
    assert spool.ended
    journal.close()


def test_a_journal_that_cannot_be_read_back_is_an_error(tmp_path: Path) -> None:
    disk = FakeDisk()
    journal = JournalWriter(tmp_path / "a", NEVER, disk)
    spool = Spool(journal, keep_seconds=0.03)
    for block in blocks_of(to_grid(noise(10 * 480))):
        spool.put(block)
    journal.sync()
    disk.cache[60:70] = bytes(10)
    with pytest.raises(JournalError, match="cannot be read back"):
        spool.get(0.0)
    journal.close()


def test_a_peer_that_keeps_its_sound_loses_none_to_a_disk_full_beyond_the_memory() -> None:
    """It is told that there is no room, long before anything is lost; then all of it comes."""
    disk = FakeDisk()
    journal = JournalWriter(Path("unused"), JournalSettings(3600.0, 0.09, 3600.0), disk)
    source = PushSource("peer", bound_s=0.3)
    spool = Spool(journal, keep_seconds=0.09, patient=lambda: source.patient)
    disk.room = 0
    sound = to_grid(noise(100 * 480))

    def capture() -> None:
        for item in source.captured():
            spool.put(item)
        spool.end()

    threading.Thread(target=capture, daemon=True).start()
    sent = 0

    def push() -> None:
        nonlocal sent
        source.push(sound[sent : sent + 480], RATE, timeout=1.0)
        sent += 480

    def push_all() -> None:
        while sent < len(sound):
            push()

    with pytest.raises(PushFullError):
        push_all()
    assert sent < len(sound)
    assert (journal.lost, journal.durable_to, journal.safe_to) == (0, 0, 0)
    disk.room = None
    journal.sync()
    while sent < len(sound):
        push()
        journal.sync()
    source.close()
    heard: list[AudioBlock] = []
    while not spool.ended:
        item = spool.get(1.0)
        heard += [item] if isinstance(item, AudioBlock) else []
    np.testing.assert_array_equal(np.concatenate([b.samples for b in heard]), sound)
    journal.close()
    assert (journal.lost, journal.safe_to) == (0, len(sound))


def test_what_is_called_safe_never_passes_a_sample_that_was_lost() -> None:
    disk = FakeDisk()
    journal = JournalWriter(Path("unused"), JournalSettings(3600.0, 0.09, 3600.0), disk)
    blocks = blocks_of(to_grid(noise(20 * 480)))
    disk.room = 0
    accepted = [journal.append(block) is not None for block in blocks]
    first = blocks[accepted.index(False)]
    disk.room = None
    journal.sync()
    assert journal.append(AudioBlock(blocks[0].samples, 20 * 480, 0.0)) is not None
    journal.sync()
    assert journal.durable_to == 21 * 480
    assert journal.safe_to == first.start
    journal.close()
