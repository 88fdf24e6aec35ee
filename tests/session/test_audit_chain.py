"""The hash chain and the ledger: what was changed afterwards shows."""

from __future__ import annotations

import shutil
import zlib
from pathlib import Path

import pytest
from dictations import TURNS, run_dictation, spoken

from medvoice.session.chain import line_of, link
from medvoice.session.event_log import EventLog, read_events
from medvoice.session.events import ModeChanged
from medvoice.session.folder import SessionFolder
from medvoice.session.ledger import FILE, note_deleted
from medvoice.session.verifying import verify


@pytest.fixture(scope="module")
def dictated(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("dictated")
    for _ in range(2):
        run_dictation(root, spoken(*TURNS[:2]))
    return root


@pytest.fixture
def root(dictated, tmp_path) -> Path:
    shutil.copytree(dictated, tmp_path / "data")
    return tmp_path / "data"


def first(root: Path) -> SessionFolder:
    return SessionFolder(sorted((root / "sessions").iterdir())[0])


def faults(root: Path) -> list[str]:
    return [fault for one in verify(root).sessions for fault in one.faults]


def forged(line: bytes) -> bytes:
    """With another word and a checksum that fits: what a careful hand would do."""
    rest = line[9:-1].replace(b"effusion", b"nodule")
    return b"%08x %s\n" % (zlib.crc32(rest), rest)


def test_what_nobody_touched_is_unchanged(root) -> None:
    audit = verify(root)
    assert audit.faults == 0
    assert [one.noted for one in audit.sessions] == [True] * 3
    assert audit.head in audit.heads


def test_a_changed_line_shows_though_its_checksum_fits(root) -> None:
    log = first(root).events
    lines = log.read_bytes().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b"effusion" in line)
    log.write_bytes(b"".join([*lines[:at], forged(lines[at]), *lines[at + 1 :]]))
    assert read_events(log).broken == at + 1
    assert any(f"line {at + 1} " in fault for fault in faults(root))


@pytest.mark.parametrize("what", ["cut", "taken out", "made anew", "added"])
def test_other_hands_on_a_log_show(root, what) -> None:
    log = first(root).events
    lines = log.read_bytes().splitlines(keepends=True)
    if what == "cut":
        log.write_bytes(b"".join(lines[:-1]))
    elif what == "taken out":
        log.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    elif what == "made anew":
        chain, anew = "0" * 64, b""
        for line in lines:
            body = line[9 + 65 : -1].replace(b"effusion", b"nodule")
            chain = link(chain, body)
            anew += line_of(chain, body)
        log.write_bytes(anew)
        assert read_events(log).broken == 0
    else:
        log.write_bytes(b"".join([*lines[:1], lines[0], *lines[1:]]))
    assert faults(root)


def test_a_session_that_goes_on_is_still_what_was_noted(root) -> None:
    log = EventLog(first(root).events)
    log.append(ModeChanged(asleep=True))
    log.close()
    assert faults(root) == []


def test_changed_sound_shows(root) -> None:
    journal = first(root).journal
    data = bytearray(journal.read_bytes())
    data[len(data) // 2] ^= 1
    journal.write_bytes(data)
    assert any("its sound is not" in fault for fault in faults(root))


def test_a_session_that_is_gone_shows_unless_it_was_deleted(root) -> None:
    folder = first(root)
    copy = root.parent / "copy"
    shutil.copytree(root, copy)
    shutil.rmtree(folder.path)
    assert any("it is gone" in fault for fault in faults(root))
    note_deleted(first(copy))
    shutil.rmtree(first(copy).path)
    assert faults(copy) == []


def test_the_ledger_is_chained_itself(root) -> None:
    head = verify(root).head
    ledger = root / FILE
    lines = ledger.read_bytes().splitlines(keepends=True)
    assert ledger.stat().st_mode & 0o777 == 0o600
    ledger.write_bytes(lines[1])
    assert any(FILE in fault for fault in faults(root))
    ledger.write_bytes(lines[0])  # cut: nothing but a head noted elsewhere tells
    audit = verify(root)
    assert head not in audit.heads
    ledger.write_bytes(b"".join(lines)[:-5])  # a torn note
    assert faults(root) == []


def test_a_log_of_an_older_format_reads_and_goes_on(tmp_path) -> None:
    path = tmp_path / "events.jsonl"
    body = ModeChanged(asleep=True).model_dump_json().encode()
    path.write_bytes(b"%08x %s\n" % (zlib.crc32(body), body))
    log = EventLog(path)
    log.append(ModeChanged(asleep=False))
    log.close()
    contents = read_events(path)
    assert [event.asleep for event in contents.events] == [True, False]
    assert contents.broken == 0
    lines = path.read_bytes().splitlines(keepends=True)
    other = ModeChanged(asleep=False).model_dump_json().encode()
    path.write_bytes(b"%08x %s\n" % (zlib.crc32(other), other) + lines[1])
    assert read_events(path).broken == 2
