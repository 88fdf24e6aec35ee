"""Retention: what is kept, what is not, and that a running session and a wrong clock delete nothing."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timedelta

import pytest
from dictations import NOW, TURNS, run_dictation, spoken
from hubs import hub_of

from medvoice.faces.server import retaining
from medvoice.faces.server.retaining import SteadyClock
from medvoice.session.event_log import EventLog, read_events
from medvoice.session.events import ExportAsked, SessionEnded, SessionResumed, StatusChanged
from medvoice.session.folder import SessionFolder, all_folders
from medvoice.session.ledger import Ledger
from medvoice.session.retention import Retention, delete_expired
from medvoice.session.verifying import verify

LATER = datetime(2026, 11, 25, 9) + timedelta(days=40)
RULE = Retention(30)


def dictated(root, *events) -> SessionFolder:
    folder = run_dictation(root, spoken(*TURNS[:1])).folder
    log = EventLog(folder.log)
    for event in events:
        log.append(event)
    log.close()
    written_at(folder, NOW)
    return folder


def written_at(folder: SessionFolder, when: datetime) -> None:
    os.utime(folder.events, (when.timestamp(), when.timestamp()))


def status(at: datetime, what: str = "final") -> StatusChanged:
    when = at.astimezone().isoformat(timespec="seconds")
    return StatusChanged(utterance=0, status=what, by="ab", at=when)


def deleted(root, rule: Retention = RULE, keys=None) -> list[str]:
    return [one.name for one in delete_expired(root, rule, LATER, keys)]


def test_only_what_is_final_goes_unless_wanted(tmp_path) -> None:
    """An export that was asked for is in the same folder, or was never written."""
    draft = dictated(tmp_path)
    dictated(tmp_path, status(NOW, "preliminary"))
    final = dictated(tmp_path, status(NOW))
    exported = dictated(tmp_path, ExportAsked(utterance=0, format="fhir"))
    assert deleted(tmp_path) == [final.name]
    assert exported.path.exists()
    assert len(deleted(tmp_path, Retention(30, unsigned=True))) == 3
    assert not draft.path.exists()


def test_days_count_from_the_last_write_of_the_log(tmp_path) -> None:
    folder = dictated(tmp_path, status(NOW))
    written_at(folder, LATER - timedelta(days=3))
    assert deleted(tmp_path) == []
    assert deleted(tmp_path, Retention(2)) == [folder.name]


@pytest.mark.parametrize("how", ["changed", "torn"])
def test_a_log_that_is_broken_is_kept(tmp_path, how) -> None:
    folder = dictated(tmp_path, status(NOW))
    lines = folder.events.read_bytes().splitlines(keepends=True)
    damaged = [lines[0], *lines[2:]] if how == "changed" else [*lines, lines[-1][:-9]]
    folder.events.write_bytes(b"".join(damaged))
    written_at(folder, NOW)
    contents = read_events(folder.log)
    assert contents.broken or contents.ignored_bytes
    assert deleted(tmp_path, Retention(30, unsigned=True)) == []


def test_a_disk_that_refuses_once_does_not_end_retention(monkeypatch, caplog) -> None:
    tries = []

    class Refusing:
        def expire(self, rule, now):
            tries.append(now)
            if len(tries) == 1:
                raise OSError(5, "Input/output error")
            raise Reached

    class Reached(Exception):
        pass

    monkeypatch.setattr(retaining, "EVERY_S", 0.0)
    with pytest.raises(Reached):
        asyncio.run(retaining.retain(Refusing(), RULE))
    assert "old dictations not deleted" in caplog.text


def test_days_count_from_when_it_was_last_worked_on(tmp_path) -> None:
    dictated(tmp_path, status(LATER - timedelta(days=3)))
    resumed = (LATER - timedelta(days=3)).astimezone().isoformat()
    end = SessionEnded(samples=1)
    begun = SessionResumed(at=0, resumed=resumed, recogniser="r", source="s")
    dictated(tmp_path, status(NOW), begun, end)
    assert deleted(tmp_path) == []
    assert len(deleted(tmp_path, Retention(2))) == 2


def test_what_was_deleted_is_in_the_audit_log_with_the_reason(tmp_path) -> None:
    folder = dictated(tmp_path, status(NOW))
    assert deleted(tmp_path) == [folder.name]
    note = Ledger(tmp_path).read().notes[-1]
    assert (note.what, note.session, note.why) == ("deleted", folder.name, "kept for 30 days")
    assert verify(tmp_path).faults == 0


@pytest.fixture
def sealed(tmp_path):
    from medvoice.sealing.vault import Vault, VaultFile

    vault = Vault(VaultFile(id="v", locks=()), b"k" * 32)
    root = tmp_path / "sealed"
    written_at(run_dictation(root, spoken(*TURNS[:1]), keys=vault).folder, NOW)
    return root, vault


def test_an_encrypted_one_is_judged_with_its_key_and_kept_without(sealed) -> None:
    root, vault = sealed
    rule = Retention(30, unsigned=True)
    assert deleted(root, rule) == []
    assert len(deleted(root, rule, vault)) == 1
    assert all_folders(root) == []


def test_the_daemon_deletes_between_sessions_and_never_one_that_runs(tmp_path) -> None:
    truth = spoken(*TURNS[:1])
    old = dictated(tmp_path, status(NOW))
    hub = hub_of(tmp_path, truth)
    running = hub.create()
    always = Retention(1, unsigned=True)
    far = datetime.now() + timedelta(days=400)
    try:
        assert [one.name for one in hub.expire(always, far)] == [old.name]
        assert running.folder.path.exists()
        assert [one.name for one, _ in hub.all()] == [running.name]
    finally:
        hub.stop()
    assert read_events(running.folder.log).events


def test_a_clock_that_jumps_forward_is_not_believed_for_a_day() -> None:
    wall, passed = [datetime(2026, 1, 1)], [0.0]
    clock = SteadyClock(lambda: wall[0], lambda: passed[0])

    def hours(count: float, jump: timedelta = timedelta()) -> datetime | None:
        passed[0] += 3600 * count
        wall[0] += timedelta(hours=count) + jump
        return clock.now()

    assert clock.now() == wall[0]
    assert hours(1) == wall[0]
    assert hours(1, timedelta(days=400)) is None
    assert hours(1) is None
    assert hours(24) == wall[0]
    assert hours(1, -timedelta(days=400)) == wall[0], "back: nothing is old"
