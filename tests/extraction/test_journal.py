"""The journal of a run: whole lines count, whatever cut it off; one run at a time."""

from __future__ import annotations

from contextlib import closing

import pytest

from medvoice.extraction.journal import Journal, JournalError

ABOUT = {"schema": "a"}


def filled(path, keys):
    with closing(Journal.opened(path, ABOUT)) as journal:
        for key in keys:
            if not journal.holds(key):
                journal.add(key, {"rows": [key.upper()]})
        return list(journal.entries())


def test_cut_at_any_byte_nothing_is_lost_or_doubled(tmp_path):
    path = tmp_path / "t.journal"
    keys = ["a", "bö", "c"]
    whole = filled(path, keys)
    data = path.read_bytes()
    for at in range(len(data) + 1):
        path.write_bytes(data[:at])
        assert filled(path, keys) == whole
        assert path.read_bytes() == data


def test_garbage_behind_a_crash_is_cut_off(tmp_path):
    path = tmp_path / "t.journal"
    whole = filled(path, ["a", "b"])
    data = path.read_bytes()
    for tail in (b"\0" * 100, b"00000000 {}\n", b"deadbeef\n", b"\n\n", data[-40:]):
        path.write_bytes(data + tail)
        if tail == data[-40:]:
            continue
        assert filled(path, ["a", "b"]) == whole


def test_a_changed_bit_ends_what_counts(tmp_path):
    path = tmp_path / "t.journal"
    whole = filled(path, ["a", "b", "c"])
    data = bytearray(path.read_bytes())
    data[data.index(b'"B"') + 1] ^= 1
    path.write_bytes(data)
    assert filled(path, ["a", "b", "c"]) == whole


def test_one_run_at_a_time(tmp_path):
    path = tmp_path / "t.journal"
    with closing(Journal.opened(path, ABOUT)), pytest.raises(JournalError, match="another run"):
        Journal.opened(path, ABOUT)
    Journal.opened(path, ABOUT).close()


def test_a_run_with_other_options_is_not_gone_on_with(tmp_path):
    path = tmp_path / "t.journal"
    filled(path, ["a"])
    with pytest.raises(JournalError, match="--restart"):
        Journal.opened(path, {"schema": "b"})
    with closing(Journal.opened(path, {"schema": "b"}, anew=True)) as journal:
        assert journal.done == 0


def test_nobody_else_may_read_it(tmp_path):
    filled(tmp_path / "t.journal", ["a"])
    assert (tmp_path / "t.journal").stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_journal_is_left_alone(tmp_path):
    path = tmp_path / "t.journal"
    for data in (b"my notes\n", b"deadbeef\n", b'deadbeef {"other": 1}\n', b"\x89PNG\r\n\x1a\n"):
        path.write_bytes(data)
        for anew in (False, True):
            with pytest.raises(JournalError, match="no journal"):
                Journal.opened(path, ABOUT, anew=anew)
        assert path.read_bytes() == data


def test_what_is_no_text_ends_no_run(tmp_path):
    path = tmp_path / "t.journal"
    with closing(Journal.opened(path, ABOUT)) as journal:
        journal.add("k", {"source": "b\udce9.txt", "quote": "a\ud800"})
        assert [entry["source"] for entry in journal.entries()] == ["b?.txt"]
    with closing(Journal.opened(path, ABOUT)) as journal:
        assert journal.holds("k")
