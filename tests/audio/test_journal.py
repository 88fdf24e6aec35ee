"""The journal: durable only after the sync, in order, and readable after any accident."""

from __future__ import annotations

import logging
import struct
import threading
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from disks import FakeDisk
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import RATE, blocks_of, noise

from medvoice.audio.block import AudioBlock, AudioGap, Captured, SourceState, to_grid
from medvoice.audio.journal import JournalError, JournalReader, JournalSettings, JournalWriter
from medvoice.audio.journal_format import (
    HEADER_BYTES,
    RECORD_HEAD_BYTES,
    encode_header,
    encode_item,
)

NEVER = JournalSettings(sync_every_s=3600.0)
"""Only `sync` and `close` sync, so that a test decides when."""

SOUND = to_grid(noise(4 * 480))
ITEMS: list[Captured] = [
    SourceState("open", "Mikrofon ä", "ok"),
    *blocks_of(SOUND[:960]),
    AudioGap(960, 77, "lost"),
    *blocks_of(SOUND[960:], start=960),
]


def _same(got: Captured, wanted: Captured) -> bool:
    if isinstance(got, AudioBlock) and isinstance(wanted, AudioBlock):
        return (
            got.start == wanted.start
            and got.time == wanted.time
            and np.array_equal(got.samples, wanted.samples)
        )
    return got == wanted


def _all_same(got: list[Captured], wanted: list[Captured]) -> bool:
    return len(got) == len(wanted) and all(map(_same, got, wanted))


def _written(path: Path, items: list[Captured]) -> bytes:
    writer = JournalWriter(path)
    for item in items:
        assert writer.append(item) is not None
    assert writer.close() == 0
    return path.read_bytes()


def _read(path: Path, data: bytes | bytearray) -> tuple[list[Captured], JournalReader]:
    path.write_bytes(data)
    reader = JournalReader(path)
    return list(reader.items()), reader


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "audio.mvj"
    _written(path, ITEMS)
    reader = JournalReader(path)
    assert _all_same(list(reader.items()), ITEMS)
    assert reader.ignored_bytes == 0
    assert reader.damaged_bytes == 0
    assert sum(len(b.samples) for b in reader.blocks()) == 4 * 480
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_recording_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "audio.mvj"
    _written(path, ITEMS)
    with pytest.raises(FileExistsError):
        JournalWriter(path)


def test_it_can_be_read_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "audio.mvj"
    writer = JournalWriter(path, NEVER)
    writer.append(ITEMS[1])
    assert _all_same(list(JournalReader(path).items()), [ITEMS[1]])
    writer.close()


def test_nothing_is_durable_before_its_fdatasync_has_returned(tmp_path: Path) -> None:
    disk = FakeDisk()
    writer = JournalWriter(tmp_path / "a", NEVER, disk)
    seen: list[int] = []
    blocks = blocks_of(SOUND)

    def during_sync() -> None:
        writer.append(blocks[2])  # comes while the sync is under way: not part of it
        seen.append(writer.durable_to)

    writer.append(blocks[0])
    writer.append(blocks[1])
    assert writer.durable_to == 0
    disk.before_sync = during_sync
    writer.sync()
    assert seen == [0]
    assert writer.durable_to == 960, "the block that came during the sync is not claimed"
    disk.before_sync = lambda: None
    writer.sync()
    assert writer.durable_to == 1440
    writer.close()


@settings(deadline=None, max_examples=150, derandomize=True)
@given(
    st.lists(st.sampled_from(["block", "gap", "sync", "full", "free", "eio", "tear"]), max_size=40)
)
def test_what_is_called_durable_is_on_the_device_whatever_happens(steps: list[str]) -> None:
    disk = FakeDisk()
    writer = JournalWriter(Path("unused"), NEVER, disk)
    sound = to_grid(noise(40 * 480))
    at = 0
    for step in steps:
        match step:
            case "block":
                writer.append(AudioBlock(sound[at : at + 480], at, 0.0))
                at += 480
            case "gap":
                writer.append(AudioGap(at, 5, "test"))
            case "sync":
                writer.sync()
            case "full":
                disk.room = 700
            case "free":
                disk.room, disk.tear = None, None
            case "eio":
                disk.fail_sync = 1
            case "tear":
                disk.tear = 100
        assert _samples_of(disk.device) >= writer.durable_to, (step, steps)
    disk.room, disk.tear, disk.fail_sync = None, None, 0
    assert writer.close() == 0
    assert writer.durable_to == at
    assert writer.lost == 0
    assert _samples_of(disk.device) == at
    assert disk.device == disk.cache


def _samples_of(data: bytearray) -> int:
    """Contiguous samples from 0 that can be read back from these bytes."""
    path = (
        Path("/dev/shm" if Path("/dev/shm").is_dir() else "/tmp")
        / f"mvj-test-{threading.get_ident()}"
    )
    path.write_bytes(data)
    try:
        end = 0
        for block in JournalReader(path).blocks():
            if block.start != end:
                break
            end = block.end
        return end
    finally:
        path.unlink()


def test_a_torn_tail_at_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "audio.mvj"
    data = _written(path, ITEMS)
    ends = [HEADER_BYTES]
    for item in ITEMS:
        ends.append(ends[-1] + len(encode_item(item)))
    assert ends[-1] == len(data)
    for cut in range(len(data)):
        got, reader = _read(path, data[:cut])
        whole = sum(end <= cut for end in ends[1:])
        assert _all_same(got, ITEMS[:whole]), cut
        assert reader.ignored_bytes == (cut - ends[whole] if cut >= HEADER_BYTES else cut), cut


def test_zeros_behind_the_last_record(tmp_path: Path) -> None:
    """What a file system may leave after a power cut: the length grew, the bytes did not come."""
    path = tmp_path / "audio.mvj"
    data = _written(path, ITEMS)
    got, reader = _read(path, data + bytes(5000))
    assert _all_same(got, ITEMS)
    assert reader.ignored_bytes == 5000


def test_damage_in_the_middle_costs_only_the_records_it_hits(tmp_path: Path) -> None:
    path = tmp_path / "audio.mvj"
    data = _written(path, ITEMS)
    sizes = [len(encode_item(item)) for item in ITEMS]
    for at in range(HEADER_BYTES, len(data), 61):
        hit, end = 0, HEADER_BYTES + sizes[0]
        while end <= at:
            hit += 1
            end += sizes[hit]
        broken = bytearray(data)
        broken[at] ^= 0xFF
        got, reader = _read(path, broken)
        assert _all_same(got, ITEMS[:hit] + ITEMS[hit + 1 :]), at
        last = hit == len(ITEMS) - 1
        assert reader.damaged_bytes == (0 if last else sizes[hit])
        assert reader.ignored_bytes == (sizes[hit] if last else 0)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.integers(HEADER_BYTES, 4200), st.binary(min_size=1, max_size=300))
def test_any_damage_never_makes_up_a_sound(tmp_path_factory, at: int, junk: bytes) -> None:
    path = tmp_path_factory.mktemp("j") / "audio.mvj"
    data = bytearray(_written(path, ITEMS))
    data[at : at + len(junk)] = junk
    got, _ = _read(path, data)
    wanted = iter(ITEMS)
    assert all(any(_same(item, w) for w in wanted) for item in got), "a subsequence, in order"


def test_a_length_that_lies_does_not_hide_what_follows(tmp_path: Path) -> None:
    path = tmp_path / "audio.mvj"
    data = bytearray(_written(path, ITEMS))
    first = HEADER_BYTES + len(encode_item(ITEMS[0]))
    data[first + 8 : first + 12] = struct.pack("<I", 50_000_000)
    got, reader = _read(path, data)
    assert _all_same(got, [ITEMS[0], *ITEMS[2:]])
    assert reader.damaged_bytes == len(encode_item(ITEMS[1]))


def test_not_a_journal_and_a_damaged_header(tmp_path: Path) -> None:
    path = tmp_path / "audio.mvj"
    path.write_bytes(b"x" * 100)
    with pytest.raises(JournalError, match="not a medvoice journal"):
        JournalReader(path)
    head = bytearray(encode_header())
    head[14] ^= 1
    path.write_bytes(head)
    with pytest.raises(JournalError, match="header is damaged"):
        JournalReader(path)
    with pytest.raises(JournalError, match="No such file"):
        JournalReader(tmp_path / "none")


def test_another_format_version_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "audio.mvj"
    head = struct.pack("<8sHxxI", b"MVJOURNL", 9, RATE)
    path.write_bytes(head + struct.pack("<I", zlib.crc32(head)))
    with pytest.raises(JournalError, match="journal format 9; this program reads 1 and 2"):
        JournalReader(path)


def test_a_full_disk_is_survived_in_order_and_loudly(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FakeDisk()
    writer = JournalWriter(tmp_path / "a", JournalSettings(0.005, 600.0, 0.01), disk)
    blocks = blocks_of(to_grid(noise(100 * 480)))
    for block in blocks[:20]:
        writer.append(block)
    disk.room = 0
    with caplog.at_level(logging.WARNING):
        for block in blocks[20:90]:
            writer.append(block)
    assert writer.state == "memory"
    assert writer.in_memory == 70 * 480
    assert [r.message for r in caplog.records].count("journal: the disk refuses") == 1
    _until(lambda: writer.durable_to == 20 * 480)
    disk.room = None
    _until(lambda: writer.state == "disk")
    assert writer.in_memory == 0
    for block in blocks[90:]:
        writer.append(block)
    assert writer.close() == 0
    assert writer.lost == 0
    path = tmp_path / "read"
    path.write_bytes(disk.device)
    assert _all_same(list(JournalReader(path).items()), list(blocks))


def test_memory_stays_within_the_bound_and_what_is_lost_is_counted(tmp_path: Path) -> None:
    disk = FakeDisk()
    writer = JournalWriter(tmp_path / "a", JournalSettings(3600.0, 0.3, 3600.0), disk)
    blocks = blocks_of(to_grid(noise(30 * 480)))
    disk.room = 0
    places = [writer.append(block) for block in blocks]
    assert writer.in_memory == 10 * 480 == int(0.3 * RATE)
    assert [p is None for p in places] == [False] * 10 + [True] * 20
    assert writer.lost == 20 * 480
    disk.room = None
    writer.sync()
    assert writer.append(AudioBlock(SOUND[:480], 30 * 480, 0.0)) is not None
    assert writer.close() == 0
    path = tmp_path / "read"
    path.write_bytes(disk.device)
    starts = [b.start for b in JournalReader(path).blocks()]
    assert starts == [*range(0, 10 * 480, 480), 30 * 480], "the hole can be seen"


def test_gaps_and_states_count_against_the_bound_too(tmp_path: Path) -> None:
    disk = FakeDisk()
    writer = JournalWriter(tmp_path / "a", JournalSettings(3600.0, 0.3, 3600.0), disk)
    disk.room = 0
    for _ in range(20_000):
        writer.append(SourceState("lost", "microphone"))
    assert writer.memory_bytes < 64_000, "a flapping device must not fill the memory"
    writer.close()


def test_what_a_failed_fdatasync_dropped_is_written_again(tmp_path: Path) -> None:
    disk = FakeDisk()
    writer = JournalWriter(tmp_path / "a", NEVER, disk)
    blocks = blocks_of(SOUND)
    writer.append(blocks[0])
    disk.fail_sync = 1
    writer.sync()
    assert writer.durable_to == 0
    assert writer.state == "memory"
    writer.append(blocks[1])
    writer.sync()
    assert writer.durable_to == 960
    assert writer.state == "disk"
    writer.close()
    path = tmp_path / "read"
    path.write_bytes(disk.device)
    assert _all_same(list(JournalReader(path).items()), blocks[:2])


def test_a_slow_fdatasync_never_holds_up_the_capture(tmp_path: Path) -> None:
    disk = FakeDisk()
    writer = JournalWriter(tmp_path / "a", JournalSettings(sync_every_s=0.001), disk)
    begun, slow = threading.Event(), threading.Event()
    disk.before_sync = lambda: bool(begun.set() or slow.wait(60)) and None
    writer.append(ITEMS[1])
    assert begun.wait(60)
    before = disk.syncs  # of the header alone, where the thread was quick
    for block in blocks_of(SOUND):
        writer.append(block)
    assert disk.syncs == before, "all was taken while it lasted"
    slow.set()
    writer.close()


def test_sound_is_synced_at_least_every_200_ms(tmp_path: Path) -> None:
    writer = JournalWriter(tmp_path / "audio.mvj")
    pauses, wait = [], writer._stop.wait
    writer._stop.wait = lambda seconds: pauses.append(seconds) or wait(seconds)
    writer.append(ITEMS[1])
    _until(lambda: writer.durable_to == 480)
    _until(lambda: len(pauses) > 2)
    assert max(pauses) <= 0.1, "the other half is the fdatasync's"
    writer.close()


def test_after_close(tmp_path: Path) -> None:
    writer = JournalWriter(tmp_path / "audio.mvj")
    writer.close()
    assert writer.close() == 0
    with pytest.raises(ValueError, match="closed"):
        writer.append(ITEMS[1])


def test_closing_while_the_disk_refuses_says_how_much_is_missing(tmp_path: Path) -> None:
    disk = FakeDisk()
    writer = JournalWriter(tmp_path / "a", NEVER, disk)
    disk.room = 0
    writer.append(ITEMS[1])
    assert writer.close() == 480
    assert writer.lost == 480
    assert disk.closed


def test_a_place_can_be_read_back_from_disk_and_from_memory(tmp_path: Path) -> None:
    disk = FakeDisk()
    writer = JournalWriter(tmp_path / "a", NEVER, disk)
    blocks = blocks_of(SOUND)
    first = writer.append(blocks[0])
    writer.sync()
    disk.room = 0
    second = writer.append(blocks[1])
    assert first is not None
    assert second is not None
    for place, block in ((first, blocks[0]), (second, blocks[1])):
        item, end = writer.read(place.start)
        assert _same(item, block)
        assert end == place.end
        assert place.end - place.start == RECORD_HEAD_BYTES + 960
    writer.close()


def _until(true, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.002)
