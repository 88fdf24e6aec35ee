from __future__ import annotations

import os
import stat
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import known_context, unknown_context

from medvoice.export.context import ContextError
from medvoice.export.names import file_name
from medvoice.export.write import ExportError, hand_off

PATTERN = "{accession}_{date}_{template}.txt"


def test_a_pattern_is_filled():
    assert file_name(PATTERN, known_context(accession="A7"), "cxr") == "A7_20261125_cxr.txt"
    assert file_name("{time}-{status}.txt", known_context(), "cxr") == "091500-final.txt"
    assert file_name(PATTERN, unknown_context(), "cxr") == "unknown_20261125_cxr.txt"


@settings(max_examples=50, deadline=None)
@given(
    st.text(max_size=40).map(lambda text: text * 8)
    | st.sampled_from(["../../etc", "/", "a" * 900, ".", "\0"]),
    st.sampled_from(["{accession}", PATTERN, ".{accession}.{template}"]),
)
def test_no_value_leaves_the_folder(value, pattern):
    context = unknown_context().model_copy(update={"accession": value})
    name = file_name(pattern, context, "cxr")
    assert PurePath(name).name == name
    assert name not in ("", ".", "..")
    assert not name.startswith(".")
    assert len(name.encode()) <= 200
    assert not set(name) & set('/\\\0\n:*?"<>|')


@pytest.mark.parametrize(
    "pattern", ["../{accession}", "a\\{date}", "{patient}", "{date!r}", "{date:>9}", "{", "...", ""]
)
def test_bad_patterns_are_refused(pattern):
    with pytest.raises(ContextError):
        file_name(pattern, known_context(), "cxr")


def test_hand_off_replaces_nothing_and_leaves_nothing(tmp_path):
    (tmp_path / "watched").mkdir()
    (tmp_path / "staging").mkdir()
    folder, staging = tmp_path / "watched", tmp_path / "staging"
    first = hand_off(folder, "r.hl7", b"one")
    second = hand_off(folder, "r.hl7", b"two", staging)
    assert (first.name, second.name) == ("r.hl7", "r-1.hl7")
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert stat.S_IMODE(second.stat().st_mode) == 0o600
    assert sorted(p.name for p in folder.iterdir()) == ["r-1.hl7", "r.hl7"]
    assert not list(staging.iterdir())


def test_a_failed_hand_off_leaves_nothing(tmp_path, monkeypatch):
    def no(*_):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", no)
    with pytest.raises(ExportError, match="cross-device"):
        hand_off(tmp_path, "r.hl7", b"one")
    assert not list(tmp_path.iterdir())
