"""The log: what was appended comes back, torn tails are cut, damage and newer formats are named."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import pytest

from medvoice.session.event_log import EventLog, EventLogError, read_events
from medvoice.session.events import ModeChanged, SessionEnded, SessionStarted
from medvoice.session.memory import Memory
from medvoice.session.state import replay

STARTED = SessionStarted(
    session="s", created="2026-01-01T00:00:00+00:00", template="cxr", recogniser="r", source="f"
)


def _log(path: Path, *events: object) -> None:
    log = EventLog(path)
    for event in events:
        log.append(event)  # type: ignore[arg-type]
    log.close()


def test_events_come_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    _log(path, STARTED, ModeChanged(asleep=True), SessionEnded(samples=5))
    contents = read_events(path)
    assert contents.events == (STARTED, ModeChanged(asleep=True), SessionEnded(samples=5))
    assert contents.ignored_bytes == 0
    assert path.stat().st_mode & 0o777 == 0o600
    state = replay(contents.events)
    assert (state.template, state.asleep, state.ended) == ("cxr", True, True)


def test_every_cut_of_the_file_reads_as_a_prefix_and_can_be_continued(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    events = (STARTED, ModeChanged(asleep=True), ModeChanged(asleep=False))
    _log(path, *events)
    whole = path.read_bytes()
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        before = read_events(path).events
        assert before == events[: len(before)]
        _log(path, SessionEnded(samples=1))
        assert read_events(path).events == (*before, SessionEnded(samples=1))


def test_damage_before_the_end_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    _log(path, STARTED, ModeChanged(asleep=True))
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    with pytest.raises(EventLogError, match="line 1 is damaged"):
        read_events(path)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    _log(path, STARTED.model_copy(update={"format": 99}))
    with pytest.raises(EventLogError, match="newer medvoice"):
        read_events(path)


def test_append_is_durable_only_after_the_sync(tmp_path: Path) -> None:
    full = True
    synced = []

    def sync(fd: int) -> None:
        if full:
            raise OSError(28, "No space left on device")
        os.fdatasync(fd)
        synced.append(fd)

    log = EventLog(tmp_path / "events.jsonl", sync)
    log.append(STARTED)
    log.append(ModeChanged(asleep=True))
    assert log.pending == 2
    full = False
    assert log.flush()
    log.close()
    assert len(synced) == 2
    assert read_events(tmp_path / "events.jsonl").events == (STARTED, ModeChanged(asleep=True))


def test_new_files_and_folders_get_a_name_that_survives_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import datetime

    from medvoice.audio.journal import JournalWriter
    from medvoice.session.folder import create_folder

    synced: list[str] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{fd}"))
        real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    folder = create_folder(tmp_path, datetime(2026, 1, 1))
    assert synced == [str(tmp_path / "sessions"), str(tmp_path)]
    synced.clear()
    JournalWriter(folder.journal).close()
    EventLog(folder.events).close()
    assert synced == [str(folder.path)] * 2


def test_a_log_of_format_1_still_reads(tmp_path: Path) -> None:
    """As the first version wrote it: no steps, no slots, the router's memory alone."""
    context = '{"section": "findings", "field": "findings.lungs_pleura", "spoken": true, "filled": 1, "open": false}'
    placed = {
        "id": "u1.1",
        "field": "findings.lungs_pleura",
        "text": "Lungs are clear.",
        "origin": "dictated",
        "sources": [[1, 0, 3]],
        "reason": "",
        "breaks_before": 0,
    }
    command = {"kind": "command", "utterance": 2, "name": "scratch that", "first": 0, "last": 2}
    events = [
        {**STARTED.model_dump(), "format": 1},
        {
            "kind": "placed",
            "run": "1.0",
            "utterance": 1,
            "statements": [placed],
            "context": context,
        },
        {**command, "reason": "the whole utterance is a command"},
        {"kind": "scratched", "run": "1.0", "context": ""},
        {"kind": "mode", "asleep": True},
    ]
    path = tmp_path / "events.jsonl"
    lines = [json.dumps(event).encode() for event in events]
    path.write_bytes(b"".join(b"%08x %s\n" % (zlib.crc32(line), line) for line in lines))
    read = read_events(path).events
    half = replay(read[:2])
    assert [s.text for s in half.report.statements()] == ["Lungs are clear."]
    assert Memory.from_json(half.context).router.field == "findings.lungs_pleura"
    state = replay(read)
    assert (state.report.statements(), state.scratched, state.asleep) == ((), {"1.0"}, True)
