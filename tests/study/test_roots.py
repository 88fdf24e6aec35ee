"""Roots: ids for what lies in the configured folders, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medvoice.study.roots import NoSuchStudyError, Roots


@pytest.fixture
def archive(tmp_path):
    root = tmp_path / "archive"
    for name in ("one", "two"):
        (root / name).mkdir(parents=True)
    (root / "file.dcm").write_bytes(b"x")
    (root / ".hidden").mkdir()
    (tmp_path / "elsewhere").mkdir()
    return root


def test_entries_newest_first_with_ids_that_stay(archive):
    for at, name in enumerate(("one", "file.dcm", "two")):
        os.utime(archive / name, (1000 + at, 1000 + at))
    roots = Roots([archive])
    found = roots.entries()
    assert [one.name for one in found] == ["two", "file.dcm", "one"]
    assert len({one.id for one in found}) == 3
    assert [roots.entry(one.id) for one in found] == found
    assert [one.id for one in Roots([archive]).entries()] == [one.id for one in found]


def test_the_same_name_in_two_roots_is_two_studies(archive, tmp_path):
    other = tmp_path / "other"
    (other / "one").mkdir(parents=True)
    found = [e for e in Roots([archive, other]).entries() if e.name == "one"]
    assert len({one.id for one in found}) == 2


@pytest.mark.parametrize("to", ["../elsewhere", "/etc", "..", ".", "one/../../elsewhere"])
def test_a_link_out_of_the_root_is_no_entry(archive, to):
    (archive / "link").symlink_to(to)
    assert "link" not in [one.name for one in Roots([archive]).entries()]


def test_a_link_within_the_root_is_its_target(archive):
    (archive / "link").symlink_to("one")
    found = {one.name: one.path for one in Roots([archive]).entries()}
    assert found["link"] == found["one"]


def test_a_root_that_is_a_link_is_where_it_leads(archive, tmp_path):
    (tmp_path / "mounted").symlink_to(archive)
    assert Roots([tmp_path / "mounted"]).folders == (archive.resolve(),)
    assert len(Roots([tmp_path / "mounted"]).entries()) == 3


def test_what_is_neither_folder_nor_file_is_none(archive):
    os.mkfifo(archive / "pipe")
    assert "pipe" not in [one.name for one in Roots([archive]).entries()]


def test_a_root_that_is_gone_has_none(tmp_path):
    assert Roots([tmp_path / "nowhere"]).entries() == []
    assert not Roots([])


@given(
    st.one_of(
        st.text(max_size=40), st.sampled_from(["..", "/etc/passwd", "one", "0" * 24, "f" * 25])
    )
)
def test_no_other_text_is_an_id(text):
    with pytest.raises(NoSuchStudyError):
        Roots([]).entry(text)
    with pytest.raises(NoSuchStudyError):
        Roots([Path(__file__).parent]).entry(text)


def test_names_are_no_ids(archive):
    roots = Roots([archive])
    for name in ("one", "../elsewhere", str(archive / "one"), "ONE", ""):
        with pytest.raises(NoSuchStudyError):
            roots.entry(name)


def test_a_name_cannot_write_to_the_screen(archive):
    (archive / "bell\x07\u202eesc\x1b[31m").mkdir()
    names = [one.name for one in Roots([archive]).entries()]
    assert "bell??esc?[31m" in names
