"""An encrypted dictation is one like any other: torn, cut, resumed, recovered, verified, deleted."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from dictations import NOW, TURNS, dictation_of, recover_all, run_dictation, spoken
from disks import FakeDisk
from sounds import blocks_of, noise

from medvoice.audio.block import AudioBlock, AudioGap, Captured, SourceState, to_grid
from medvoice.audio.journal import JournalSettings, JournalWriter
from medvoice.audio.journal_reader import JournalError, JournalReader, end_of
from medvoice.audio.journal_records import SealedRecords
from medvoice.sealing import session_key
from medvoice.sealing.errors import SealError
from medvoice.sealing.seal import OVERHEAD
from medvoice.sealing.vault import new_vault, opened
from medvoice.session.deleting import delete_locked
from medvoice.session.encrypting import BEGUN, NotEncryptedError, encrypt, plain_files
from medvoice.session.event_log import EventLog, EventLogError, read_chain, read_events
from medvoice.session.events import ModeChanged, SessionEnded
from medvoice.session.folder import SessionFolder, create_folder
from medvoice.session.ledger import FILE as LEDGER
from medvoice.session.state import replay
from medvoice.session.verifying import verify

SOUND = to_grid(noise(6 * 480))
ITEMS: list[Captured] = [
    SourceState("open", "Mikrofon ä", "ok"),
    *blocks_of(SOUND[:960]),
    AudioGap(960, 77, "lost"),
    *blocks_of(SOUND[960:], start=960),
]
NEVER = JournalSettings(sync_every_s=3600.0)


@pytest.fixture
def folder(tmp_path, vault) -> SessionFolder:
    return create_folder(tmp_path / "data", NOW, vault)


def journal(folder: SessionFolder, items: list[Captured], after=None) -> None:
    writer = JournalWriter(folder.sound, NEVER, after=after)
    for item in items:
        writer.append(item)
    assert writer.close() == 0


def records(folder: SessionFolder) -> tuple[bytes, list[bytes]]:
    """Header and records of the journal's bytes."""
    data, found = folder.journal.read_bytes(), []
    at = SealedRecords.header_bytes
    form = SealedRecords(folder.sound.seal(), folder.sound.seal())
    while at < len(data):
        length = form.head_bytes + form.behind(data[at : at + form.head_bytes])
        found.append(data[at : at + length])
        at += length
    return data[: SealedRecords.header_bytes], found


def same(got: list[Captured], wanted: list[Captured]) -> bool:
    return len(got) == len(wanted) and all(
        np.array_equal(a.samples, b.samples) and a.start == b.start
        if isinstance(a, AudioBlock) and isinstance(b, AudioBlock)
        else a == b
        for a, b in zip(got, wanted, strict=True)
    )


def test_without_its_key_nothing_begins_in_clear_in_a_folder_that_has_a_vault(tmp_path, vault):
    """A daemon that was there before the vault; what a daemon did not take is kept all the same."""
    from medvoice.session.left_sound import keep_left

    root = tmp_path / "data"
    with pytest.raises(SealError, match="restart"):
        create_folder(root, NOW)
    assert not (root / "sessions").exists()
    left = keep_left(root, np.zeros(160, np.int16), "here", NOW)
    assert not left.sound.sealed
    assert create_folder(tmp_path / "other", NOW).path.exists()


def test_sound_comes_back_and_nothing_of_it_is_readable_on_the_disk(folder) -> None:
    journal(folder, ITEMS)
    assert same(list(JournalReader(folder.sound).items()), ITEMS)
    data = folder.journal.read_bytes()
    pcm = (SOUND[:480] * 32768).astype("<i2").tobytes()
    assert b"Mikrofon" not in data
    assert not any(pcm[at : at + 8] in data for at in range(0, 900, 64))
    assert folder.journal.stat().st_mode & 0o777 == 0o600


def test_a_journal_cut_at_any_byte_keeps_every_whole_record_and_goes_on(folder) -> None:
    journal(folder, ITEMS)
    whole = folder.journal.read_bytes()
    header, all_records = records(folder)
    ends = np.cumsum([len(header), *map(len, all_records)])
    for cut in [*range(len(header) + 50), *range(len(header) + 50, len(whole) + 1, 7)]:
        folder.journal.write_bytes(whole[:cut])
        kept = max(0, int(np.searchsorted(ends, cut, side="right")) - 1)
        end = end_of(folder.sound)
        assert same(list(JournalReader(folder.sound).items()), ITEMS[:kept]), cut
        assert end.place == (0 if cut < len(header) else ends[kept])
        journal(folder, [AudioGap(9, 9, "went on")], after=end)
        reader = JournalReader(folder.sound)
        assert same(list(reader.items()), [*ITEMS[:kept], AudioGap(9, 9, "went on")])
        assert (reader.missing_records, reader.damaged_bytes, reader.ignored_bytes) == (0, 0, 0)


@pytest.mark.parametrize("what", ["taken out", "swapped", "twice", "of another", "changed"])
def test_other_hands_on_the_sound_show(folder, tmp_path, vault, what) -> None:
    journal(folder, ITEMS)
    log = EventLog(folder.log)
    log.append(ModeChanged(asleep=True))
    log.close()
    header, found = records(folder)
    if what == "taken out":
        del found[3]
    elif what == "swapped":
        found[2], found[4] = found[4], found[2]
    elif what == "twice":
        found.insert(4, found[2])
    elif what == "of another":
        other = create_folder(tmp_path / "data", NOW, vault)
        journal(other, ITEMS)
        found[2] = records(other)[1][2]
    else:
        found[2] = found[2][:100] + bytes([found[2][100] ^ 1]) + found[2][101:]
    folder.journal.write_bytes(header + b"".join(found))
    reader = JournalReader(folder.sound)
    assert len(list(reader.items())) >= len(ITEMS) - 2, "damage costs no more than itself"
    assert reader.missing_records or reader.damaged_bytes
    (session,) = verify(tmp_path / "data", (folder.name,), vault).sessions
    assert any("its sound" in fault for fault in session.faults)


def test_a_disk_that_refuses_changes_nothing_of_the_promises(folder) -> None:
    disk = FakeDisk()
    writer = JournalWriter(folder.sound, NEVER, disk)
    writer.append(ITEMS[1])
    writer.sync()
    disk.room = 100
    for item in ITEMS[2:]:
        writer.append(item)
    writer.sync()
    assert (writer.state, writer.durable_to) == ("memory", 480)
    disk.room, disk.fail_sync = None, 1
    writer.sync()
    writer.sync()
    assert writer.durable_to == 2880
    writer.close()
    assert disk.device == disk.cache
    folder.journal.write_bytes(disk.device)
    reader = JournalReader(folder.sound)
    assert same(list(reader.items()), ITEMS[1:])
    assert reader.missing_records == 0


def test_a_record_is_longer_by_what_is_said(folder) -> None:
    disk = FakeDisk()
    writer = JournalWriter(folder.sound, NEVER, disk)
    place = writer.append(ITEMS[1])
    assert place.end - place.start == 32 + 960 + OVERHEAD
    assert same([writer.read(place.start)[0]], ITEMS[1:2])
    writer.close()


def test_without_the_key_nothing_is_read_or_changed(tmp_path, vault) -> None:
    root = tmp_path / "data"
    made = run_dictation(root, spoken(*TURNS[:2]), keys=vault)
    locked, other = SessionFolder(made.folder.path), new_vault("file", b"o" * 32, "a vault")
    wrong = SessionFolder(made.folder.path, opened(other, [("file", b"o" * 32)]))
    before = {p.name: p.read_bytes() for p in made.folder.path.iterdir()}
    for folder in (locked, wrong):
        with pytest.raises(EventLogError):
            read_events(folder.log)
        with pytest.raises(EventLogError):
            EventLog(folder.log)
        with pytest.raises(JournalError):
            JournalReader(folder.sound)
        with pytest.raises(JournalError):
            end_of(folder.sound)
        dictation = dictation_of(root, spoken(*TURNS[:1])).dictation
        dictation._folder = folder
        with pytest.raises(ValueError, match="key"):
            dictation.start(NOW)
    assert {p.name: p.read_bytes() for p in made.folder.path.iterdir()} == before
    assert read_events(made.folder.log).events[-1] == SessionEnded(
        samples=read_events(made.folder.log).events[-1].samples
    )


def test_a_dictation_reads_the_same_encrypted_or_not(tmp_path, vault) -> None:
    plain = run_dictation(tmp_path / "plain", spoken(*TURNS))
    sealed = run_dictation(tmp_path / "data", spoken(*TURNS), keys=vault)
    assert sealed.report == plain.report
    assert sealed.folder.report.name == "report.txt.sealed"
    for path in sealed.folder.path.iterdir():
        assert b"effusion" not in path.read_bytes(), path.name
    a, b = read_events(plain.folder.log), read_events(sealed.folder.log)
    assert (a.sealed, b.sealed) == (False, True)
    assert [type(e) for e in a.events] == [type(e) for e in b.events]
    assert replay(b.events).report == replay(a.events).report
    assert b"effusion" not in (tmp_path / "data" / LEDGER).read_bytes()


def test_every_cut_of_the_log_reads_as_a_prefix_and_can_be_continued(folder) -> None:
    events = (ModeChanged(asleep=True), ModeChanged(asleep=False), ModeChanged(asleep=True))
    log = EventLog(folder.log)
    for event in events:
        log.append(event)
    log.close()
    whole = folder.events.read_bytes()
    for cut in range(len(whole) + 1):
        folder.events.write_bytes(whole[:cut])
        before = read_events(folder.log).events
        assert before == events[: len(before)]
        assert len(before) == whole[:cut].count(b"\n")
        log = EventLog(folder.log)
        log.append(SessionEnded(samples=1))
        log.close()
        assert read_events(folder.log).events == (*before, SessionEnded(samples=1))


@pytest.mark.parametrize("what", ["swapped", "taken out", "twice", "of another", "plain"])
def test_other_hands_on_the_log_are_an_error_though_checksum_and_chain_fit(
    folder, tmp_path, vault, what
) -> None:
    from medvoice.session.chain import START, line_of, link, read_line

    def bodies(of: SessionFolder) -> list[bytes]:
        log = EventLog(of.log)
        for n in range(3):
            log.append(ModeChanged(asleep=bool(n % 2)))
        log.close()
        return [read_line(line).body for line in of.events.read_bytes().splitlines()]

    lines = bodies(folder)
    if what == "swapped":
        lines = [lines[1], lines[0], lines[2]]
    elif what == "taken out":
        lines = [lines[0], lines[2]]
    elif what == "twice":
        lines = [*lines, lines[2]]
    elif what == "of another":
        lines[2] = bodies(create_folder(tmp_path / "data", NOW, vault))[2]
    else:
        lines[2] = ModeChanged(asleep=True).model_dump_json().encode()
    chain, data = START, b""
    for body in lines:
        chain = link(chain, body)
        data += line_of(chain, body)
    folder.events.write_bytes(data)
    assert read_chain(folder.events)[1] == 0, "the chain alone does not tell"
    with pytest.raises(EventLogError, match="does not open"):
        read_events(folder.log)
    with pytest.raises(EventLogError, match="does not open"):
        EventLog(folder.log)
    assert folder.events.read_bytes() == data, "and nothing was cut off"


def test_a_dictation_that_was_cut_off_is_recovered(tmp_path, vault) -> None:
    root, truth = tmp_path / "data", spoken(*TURNS)
    made = run_dictation(root, truth, keys=vault)
    folder, report = made.folder, made.report
    folder.events.write_bytes(folder.events.read_bytes().split(b"\n")[0] + b"\n")
    folder.report.unlink()
    ((item, state),) = recover_all(root, truth, keys=vault)
    assert not item.fault
    assert state.ended
    assert made.report == report
    assert read_events(folder.log).sealed
    assert recover_all(root, truth, keys=vault) == []


def test_the_chain_is_verified_with_and_without_the_key(tmp_path, vault) -> None:
    root = tmp_path / "data"
    folder = run_dictation(root, spoken(*TURNS[:2]), keys=vault).folder
    for keys in (vault, None):
        audit = verify(root, (), keys)
        assert audit.faults == 0
        assert [one.locked for one in audit.sessions] == [False, keys is None]
    lines = folder.events.read_bytes().splitlines(keepends=True)
    folder.events.write_bytes(b"".join(lines[:-1]))
    for keys in (vault, None):
        assert any("are gone" in f for one in verify(root, (), keys).sessions for f in one.faults)


def test_a_plain_file_in_the_place_of_an_encrypted_one_shows(tmp_path, vault) -> None:
    root = tmp_path / "data"
    plain = run_dictation(tmp_path / "plain", spoken(*TURNS[:2])).folder
    folder = run_dictation(root, spoken(*TURNS[:2]), keys=vault).folder
    shutil.copy(plain.events, folder.events)
    shutil.copy(plain.journal, folder.journal)
    faults = [fault for one in verify(root, (), vault).sessions for fault in one.faults]
    assert "its log is not encrypted, though it has a key" in faults
    assert "its sound is not encrypted, though it has a key" in faults


def test_what_was_kept_before_is_encrypted_and_what_was_said_stays(tmp_path, vault) -> None:
    root = tmp_path / "data"
    made = run_dictation(root, spoken(*TURNS))
    before, report = read_events(made.folder.log).events, made.report
    sound = list(JournalReader(made.folder.sound).items())
    folder = SessionFolder(made.folder.path, vault)
    assert plain_files(folder)
    assert encrypt(folder, vault)
    assert not encrypt(folder, vault)
    assert plain_files(folder) == []
    assert read_events(folder.log).events == before
    assert same(list(JournalReader(folder.sound).items()), sound)
    made.folder = folder
    assert made.report == report
    assert verify(root, (), vault).faults == 0
    names = {path.name for path in folder.path.iterdir()}
    assert names == {"audio.mvj", "events.jsonl", "key.json", "lock", "report.txt.sealed"}
    for path in folder.path.iterdir():
        assert b"effusion" not in path.read_bytes()


@pytest.mark.parametrize("stop", range(8))
def test_a_conversion_stopped_anywhere_loses_nothing_and_can_be_run_again(
    tmp_path, vault, monkeypatch, stop
) -> None:
    """Each step that changes the disk fails once."""
    import os

    root = tmp_path / "data"
    made = run_dictation(root, spoken(*TURNS[:2]))
    before = read_events(made.folder.log).events
    folder = SessionFolder(made.folder.path, vault)
    real, calls = {name: getattr(os, name) for name in ("replace", "link", "fsync")}, [0]

    def failing(name):
        def step(*args, **more):
            calls[0] += 1
            if calls[0] == stop + 1:
                raise OSError(28, "No space left on device")
            return real[name](*args, **more)

        return step

    for name in real:
        monkeypatch.setattr(os, name, failing(name))
    with contextlib.suppress(OSError):
        encrypt(folder, vault)
    monkeypatch.undo()
    assert read_events(folder.log).events == before
    assert JournalReader(folder.sound).holds
    if plain_files(folder):
        encrypt(folder, vault)
    assert plain_files(folder) == []
    assert not (folder.path / BEGUN).exists()
    assert read_events(folder.log).events == before
    assert verify(root, (), vault).faults == 0


def test_what_was_changed_by_other_hands_is_not_encrypted(tmp_path, vault) -> None:
    root = tmp_path / "data"
    folder = SessionFolder(run_dictation(root, spoken(*TURNS[:2])).folder.path, vault)
    lines = folder.events.read_bytes().splitlines(keepends=True)
    folder.events.write_bytes(b"".join(lines[:-1]))
    with pytest.raises(NotEncryptedError, match="are gone"):
        encrypt(folder, vault)
    assert not folder.log.sealed


def test_deleting_destroys_the_key_first_and_is_noted(tmp_path, vault, monkeypatch) -> None:
    root = tmp_path / "data"
    folder = run_dictation(root, spoken(*TURNS[:1]), keys=vault).folder
    copy = Path(shutil.copytree(folder.path, tmp_path / "copy"))
    (copy / session_key.FILE).unlink()

    def stopped(path) -> None:
        raise OSError(5, "stopped here")

    monkeypatch.setattr(shutil, "rmtree", stopped)
    with pytest.raises(OSError, match="stopped"):
        delete_locked(folder, "by hand")
    monkeypatch.undo()
    assert not (folder.path / session_key.FILE).exists()
    with pytest.raises((EventLogError, OSError)):
        read_events(folder.log)
    with pytest.raises((EventLogError, OSError)):
        read_events(SessionFolder(copy, vault).log)
    delete_locked(folder, "by hand")
    assert not folder.path.exists()
    another = run_dictation(root, spoken(*TURNS[:1]), keys=vault).folder
    assert "key was destroyed" in delete_locked(another, "by hand").said
    assert verify(root, (), vault).faults == 0
